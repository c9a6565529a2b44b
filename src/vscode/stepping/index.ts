// Stepping through updates. Loaded with the first debug session.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import type { CommandContext } from '../commands/command.ts';
import { Refused } from '../editing/refused.ts';
import { explainError } from '../explain/explainFailure.ts';
import { volumeName } from '../explain/format.ts';
import { complete, obstacleIn, parse, type UpdateConfiguration } from './configuration.ts';
import { SCHEME } from './names.ts';
import { ScratchCopies } from './scratchCopy.ts';
import type { SteppedVolume } from './steppedUpdate.ts';
import { UpdateSession } from './updateSession.ts';

export class Updates implements vscode.Disposable {
  readonly #context: CommandContext;
  readonly #copies: ScratchCopies;
  /** Address → text of the update that was last made there. */
  readonly #texts = new Map<string, string>();
  readonly #onText: (uri: vscode.Uri) => void;

  /** @param onText a text has changed */
  constructor(context: CommandContext, onText: (uri: vscode.Uri) => void) {
    this.#context = context;
    this.#copies = new ScratchCopies(context);
    this.#onText = onText;
  }

  dispose(): void {
    this.#copies.dispose();
  }

  /** What to start; undefined when the person gave up, or was told why not. */
  async complete(given: vscode.DebugConfiguration): Promise<vscode.DebugConfiguration | undefined> {
    return this.#unlessRefused(() => complete(this.#context.volumes, given));
  }

  /** The same, once its variables have their values; perhaps with a copy in place of the volume. */
  async check(given: vscode.DebugConfiguration): Promise<vscode.DebugConfiguration | undefined> {
    return this.#unlessRefused(async () => {
      const configuration = parse(given);
      const why = await obstacleIn(this.#context.volumes, configuration.volume);
      if (why === undefined) return { ...given, ...configuration };
      const volume = await this.#copies.offer(configuration.volume, why);
      return volume === undefined ? undefined : { ...given, ...configuration, volume };
    });
  }

  session({ configuration }: vscode.DebugSession): vscode.DebugAdapterDescriptor {
    const { volume } = parse(configuration);
    const adapter = new UpdateSession(this.#stepped(volume));
    return new vscode.DebugAdapterInlineImplementation(adapter);
  }

  text(uri: vscode.Uri): string {
    return (
      this.#texts.get(uri.toString()) ??
      vscode.l10n.t('No such update is being made. Start one with Step Through an Update.')
    );
  }

  #stepped(dir: string): SteppedVolume {
    const { client } = this.#context.volumes;
    return {
      hold: ({ writer, changes }) =>
        client.request('holdUpdate', { dir, writer, ...(changes !== undefined && { changes }) }),
      step: () => client.request('stepUpdate', { dir }),
      look: () => client.request('lookAtUpdate', { dir }),
      read: (path) => client.request('readPath', { dir, path }),
      end: (how) => client.request('endUpdate', { dir, how }),
      explain: (error) => {
        this.#context.log.warn(`${dir}: the update stopped.`, String(error));
        return explainError(error, dir);
      },
      show: (configuration, text) => this.#show(configuration, text),
    };
  }

  /** The same address for the same volume and writer, so that breakpoints stay. */
  #show({ volume, writer }: UpdateConfiguration, text: string): string {
    const path = `${volume}/${writer}/${volumeName(volume)}.volume-update`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path });
    this.#texts.set(uri.toString(), text);
    this.#onText(uri);
    return uri.toString();
  }

  async #unlessRefused<T>(run: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      void showWarning(error.message, vscode.l10n.t('Understood'));
      return undefined;
    }
  }
}
