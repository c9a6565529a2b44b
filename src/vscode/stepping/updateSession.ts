// An update of a volume as a debug session of VS Code's own: the steps are the lines, the volume is the program.

import {
  Breakpoint,
  DebugSession,
  InitializedEvent,
  OutputEvent,
  Scope,
  Source,
  StackFrame,
  StoppedEvent,
  TerminatedEvent,
  Thread,
} from '@vscode/debugadapter/lib/debugSession.js';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { writerName } from '../explain/explainUpdate.ts';
import type { UpdateConfiguration } from './configuration.ts';
import { SteppedUpdate, type SteppedVolume } from './steppedUpdate.ts';
import { changesOf, describeRead, entriesOf, seenByReaders, type Shown } from './variables.ts';

const THREAD = 1;
const [READERS, ON_DISK, CHANGES, FIRST_DIRECTORY] = [1, 2, 3, 10];

export class UpdateSession extends DebugSession {
  readonly #volume: SteppedVolume;
  #configuration: UpdateConfiguration | undefined;
  #update: SteppedUpdate | undefined;
  #isStopped = false;
  /** Paths of directories that can be opened below a variable. */
  readonly #directories: string[] = [];

  constructor(volume: SteppedVolume) {
    super();
    this.#volume = volume;
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsTerminateRequest: true,
      supportTerminateDebuggee: true,
      supportsRestartRequest: true,
      supportsEvaluateForHovers: true,
    };
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: DebugProtocol.LaunchRequestArguments,
  ): void {
    const configuration = args as UpdateConfiguration;
    this.#configuration = configuration;
    const update = new SteppedUpdate(this.#volume, configuration, {
      onStopped: (reason) => this.sendEvent(new StoppedEvent(reason, THREAD)),
      onSaid: (line, category) => this.sendEvent(new OutputEvent(`${line}\n`, category)),
      onOver: () => this.sendEvent(new TerminatedEvent()),
    });
    this.#answer(response, async () => {
      await update.hold();
      if (this.#isStopped) return update.stop('crash');
      this.#update = update;
      this.sendEvent(new InitializedEvent());
    });
  }

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    { breakpoints = [] }: DebugProtocol.SetBreakpointsArguments,
  ): void {
    const update = this.#update;
    const lines = breakpoints.map(({ line }) => line);
    if (update !== undefined) update.breakpoints = lines;
    response.body = {
      breakpoints: lines.map((line) => new Breakpoint(true, update?.breakpointAt(line) ?? line)),
    };
    this.sendResponse(response);
  }

  protected override configurationDoneRequest(
    response: DebugProtocol.ConfigurationDoneResponse,
  ): void {
    this.sendResponse(response);
    this.#update?.begin();
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    const { volume = '', writer } = this.#configuration ?? {};
    const who = writer === undefined ? '' : writerName(writer);
    response.body = { threads: [new Thread(THREAD, `${who} → ${volume}`)] };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(response: DebugProtocol.StackTraceResponse): void {
    const { address = '', place = '', line = 1 } = this.#update ?? {};
    const source = new Source(address.split('/').at(-1) ?? '', address);
    const frame = new StackFrame(1, place, source, line, 1);
    response.body = { stackFrames: [frame], totalFrames: 1 };
    this.sendResponse(response);
  }

  protected override scopesRequest(response: DebugProtocol.ScopesResponse): void {
    response.body = {
      scopes: [
        new Scope(vscode.l10n.t('What readers see'), READERS),
        new Scope(vscode.l10n.t('On disk'), ON_DISK),
        new Scope(vscode.l10n.t('This update'), CHANGES),
      ],
    };
    this.sendResponse(response);
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    { variablesReference }: DebugProtocol.VariablesArguments,
  ): void {
    this.#answer(response, async () => {
      const rows = await this.#rows(variablesReference);
      response.body = {
        variables: rows.map(({ name, value, path }) => ({
          name,
          value,
          variablesReference: this.#referenceOf(path),
        })),
      };
    });
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    { expression }: DebugProtocol.EvaluateArguments,
  ): void {
    const path = expression.trim();
    this.#answer(response, async () => {
      const read = await this.#volume.read(path);
      const isDirectory = read.kind === 'directory';
      response.body = {
        result: describeRead(read),
        variablesReference: this.#referenceOf(isDirectory ? path : undefined),
      };
    });
  }

  protected override nextRequest(response: DebugProtocol.NextResponse): void {
    this.sendResponse(response);
    this.#update?.next();
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse): void {
    this.sendResponse(response);
    this.#update?.next();
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse): void {
    this.sendResponse(response);
    this.#update?.run();
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    this.sendResponse(response);
    this.#update?.run();
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.sendResponse(response);
    this.#update?.pause();
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.#answer(response, async () => this.#update?.restart());
  }

  /** Stop: as a crash. */
  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    this.#stop(response, 'crash');
  }

  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    { terminateDebuggee = false }: DebugProtocol.DisconnectArguments,
  ): void {
    this.#stop(response, terminateDebuggee ? 'crash' : 'finish');
  }

  /** An update that is not held yet is let go as soon as it is. */
  #stop(response: DebugProtocol.Response, how: 'finish' | 'crash'): void {
    this.#isStopped = true;
    this.#answer(response, async () => this.#update?.stop(how));
  }

  async #rows(reference: number): Promise<Shown[]> {
    if (reference === CHANGES) return changesOf(this.#update?.changes ?? []);
    if (reference === READERS) return seenByReaders(await this.#volume.look());
    if (reference === ON_DISK) return entriesOf((await this.#volume.look()).onDisk, '');
    const path = this.#directories[reference - FIRST_DIRECTORY] ?? '';
    const read = await this.#volume.read(path);
    return read.kind === 'directory' ? entriesOf(read.entries, path) : [];
  }

  /** By which the debugger asks for what is in the directory; 0 for what is none. */
  #referenceOf(path: string | undefined): number {
    if (path === undefined) return 0;
    const known = this.#directories.indexOf(path);
    return FIRST_DIRECTORY + (known === -1 ? this.#directories.push(path) - 1 : known);
  }

  /** Answers when it is done, or says why it was refused. */
  #answer(response: DebugProtocol.Response, run: () => Promise<void>): void {
    run().then(
      () => this.sendResponse(response),
      (error: unknown) => {
        const format = this.#volume.explain(error).replaceAll(/[{}]/g, '');
        this.sendErrorResponse(response, { id: 1, format, showUser: true });
      },
    );
  }
}
