// A debug session as VS Code has it, on a volume that is really watched: requests, answers and events.

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { TestContext } from 'node:test';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import { HeldUpdate, readPath } from '../../../../src/worker/thread/heldUpdate.ts';
import { explainError } from '../../../../src/vscode/explain/explainFailure.ts';
import type { UpdateConfiguration } from '../../../../src/vscode/stepping/configuration.ts';
import type { SteppedVolume } from '../../../../src/vscode/stepping/steppedUpdate.ts';
import { UpdateSession } from '../../../../src/vscode/stepping/updateSession.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { watchVolume } from '../../worker/watched.ts';

export const BEFORE = { app: 'old', gone: 'x', 'conf/a': 'same', password: 'a secret value' };
export const CHANGES = { set: { app: 'new', added: 'y' }, delete: ['gone'] };

/** @param altered what is to be otherwise in the volume, as the session sees it */
export async function debug(
  t: TestContext,
  given: Partial<UpdateConfiguration> = {},
  breakpoints: readonly number[] = [],
  altered?: Altered,
) {
  const started = await start(t, given, altered);
  const { client, launched } = started;
  await client.event('initialized');
  await client.ask('setBreakpoints', {
    source: {},
    breakpoints: breakpoints.map((line) => ({ line })),
  });
  await client.ask('configurationDone');
  await launched;
  return started;
}

type Altered = (volume: SteppedVolume) => SteppedVolume;

/** A session that was asked to launch. */
export async function start(
  t: TestContext,
  given: Partial<UpdateConfiguration> = {},
  altered: Altered = (volume) => volume,
) {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload(BEFORE));
  const watched = watchVolume(t, dir);
  const { volume } = watched;
  let text = '';
  const stepped: SteppedVolume = {
    hold: async ({ writer, changes }) => {
      const asked = { dir, writer, ...(changes !== undefined && { changes }) };
      return volume.holding.hold(new HeldUpdate(nodeFileSystem, asked, 0));
    },
    step: async () => volume.holding.step(),
    look: async () => volume.holding.look((key, data) => volume.isHidden(key, data)),
    read: async (path) =>
      readPath(nodeFileSystem, dir, path, (key, data) => volume.isHidden(key, data)),
    end: async (how) => volume.holding.end(how),
    explain: (error) => explainError(error, dir),
    show: (_configuration, shown) => {
      text = shown;
      return 'projected-volume-update:/my-config.volume-update';
    },
  };
  const client = new Client(new UpdateSession(altered(stepped)));
  await client.ask('initialize', {
    adapterID: 'projected-volume',
    linesStartAt1: true,
    pathFormat: 'path',
  });
  const configuration = { volume: dir, writer: 'kubelet', changes: CHANGES, ...given };
  const launched = client.ask('launch', configuration);
  return { ...watched, client, dir, launched, lines: () => text.split('\n') };
}

class Client {
  readonly #session: UpdateSession;
  readonly #waiting = new Map<number, (response: DebugProtocol.Response) => void>();
  readonly #events: DebugProtocol.Event[] = [];
  #onEvent = (): void => {};
  #seq = 1;

  constructor(session: UpdateSession) {
    this.#session = session;
    session.onDidSendMessage((sent) => {
      const message = sent as DebugProtocol.ProtocolMessage;
      if (message.type === 'event') {
        this.#events.push(message as DebugProtocol.Event);
        this.#onEvent();
      } else {
        const response = message as DebugProtocol.Response;
        this.#waiting.get(response.request_seq)?.(response);
      }
    });
  }

  /** The body of the answer. */
  async ask(command: string, args: object = {}): Promise<Record<string, unknown>> {
    const seq = this.#seq++;
    const answered = new Promise<DebugProtocol.Response>((resolve) =>
      this.#waiting.set(seq, resolve),
    );
    this.#session.handleMessage({ seq, type: 'request', command, arguments: args } as never);
    const { success, body, message } = await answered;
    if (!success) throw new Error(String(body?.error?.format ?? message));
    return (body ?? {}) as Record<string, unknown>;
  }

  /** Takes the next event of this kind; those before it are dropped, except what the console says. */
  async event(name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const index = this.#events.findIndex(({ event }) => event === name);
      if (index !== -1) {
        return (this.#events.splice(index, 1)[0]?.body ?? {}) as Record<string, unknown>;
      }
      await new Promise<void>((resolve) => (this.#onEvent = resolve));
    }
  }

  /** Why it stopped. */
  async stopped(): Promise<unknown> {
    return (await this.event('stopped'))['reason'];
  }

  /** What the console has said. */
  said(): string[] {
    const outputs = this.#events.filter(({ event }) => event === 'output');
    return outputs.map(({ body }) => (body as { output: string }).output.trimEnd());
  }

  async line(): Promise<number> {
    const { stackFrames } = await this.ask('stackTrace', { threadId: 1 });
    return (stackFrames as { line: number }[])[0]?.line ?? 0;
  }

  /** `name = value` of each variable in the scope. */
  async scope(name: string): Promise<string[]> {
    const { scopes } = await this.ask('scopes', { frameId: 1 });
    const found = (scopes as { name: string; variablesReference: number }[]).find(
      (scope) => scope.name === name,
    );
    return this.variables(found?.variablesReference ?? 0);
  }

  async variables(variablesReference: number): Promise<string[]> {
    const { variables } = await this.ask('variables', { variablesReference });
    return (variables as { name: string; value: string }[]).map(
      ({ name, value }) => `${name} = ${value}`,
    );
  }
}
