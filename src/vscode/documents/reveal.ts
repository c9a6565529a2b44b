// Looking at a secret: one key, on request, in an editor that closes by itself.

import * as vscode from 'vscode';
import { activeUri } from '../volumes/keyUri.ts';

const { t } = vscode.l10n;

/** Long enough to read or to copy a value. */
const SHOWN_MS = 60_000;

export class Reveals implements vscode.Disposable {
  readonly #shownMs: number;
  readonly #hiding = new Map<string, NodeJS.Timeout>();

  constructor(shownMs = SHOWN_MS) {
    this.#shownMs = shownMs;
  }

  /** Shows the key as it is in the active version, read-only; opened again it stays for another minute. */
  async reveal(dir: string, key: string): Promise<void> {
    const uri = activeUri(dir, key);
    await vscode.commands.executeCommand('vscode.open', uri, { preview: true });
    const id = uri.toString();
    clearTimeout(this.#hiding.get(id));
    this.#hiding.set(
      id,
      setTimeout(() => void this.#hide(id), this.#shownMs),
    );
    vscode.window.setStatusBarMessage(`$(eye) ${t('Shown for a minute')}`, 5_000);
  }

  async #hide(id: string): Promise<void> {
    this.#hiding.delete(id);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(
      tabs.filter(
        ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === id,
      ),
    );
  }

  dispose(): void {
    for (const timer of this.#hiding.values()) clearTimeout(timer);
  }
}
