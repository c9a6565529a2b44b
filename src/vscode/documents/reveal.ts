// Looking at secrets: on request, for a minute, whatever shows them. Nothing else reads a secret value into an editor.

import * as vscode from 'vscode';
import { SCHEME } from '../volumes/keyUri.ts';

/** Long enough to read or to copy a value. */
const SHOWN_MS = 60_000;

/** Workspace state: what to close should the window or the extension host end within the minute. */
const REVEALED = 'documents.revealed';

/** Addresses, never values; `title` of a comparison of several files, whose addresses VS Code does not tell. */
interface Revealed {
  uris: string[];
  title?: string;
}

export class Reveals implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #shownMs: number;
  readonly #hiding = new Map<Revealed, NodeJS.Timeout>();

  constructor(memento: vscode.Memento, shownMs = SHOWN_MS) {
    this.#memento = memento;
    this.#shownMs = shownMs;
    for (const left of memento.get<Revealed[]>(REVEALED, [])) void this.#hide(left);
  }

  /** Whether the value at this address may be read into an editor now. */
  isRevealed(uri: vscode.Uri): boolean {
    const id = uri.toString();
    return [...this.#hiding.keys()].some(({ uris }) => uris.includes(id));
  }

  /**
   * Shows the values at these addresses for a minute; shown again they stay for another one.
   *
   * @param title of a comparison of several files
   */
  async show(
    uris: readonly vscode.Uri[],
    open: () => Thenable<unknown>,
    title?: string,
  ): Promise<void> {
    const revealed = { uris: uris.map(String), ...(title !== undefined && { title }) };
    for (const [other, timer] of this.#hiding) {
      if (String(other.uris) !== String(revealed.uris)) continue;
      clearTimeout(timer);
      this.#hiding.delete(other);
    }
    this.#hideLater(revealed);
    // First: should the window end just now, the next one closes it.
    await this.#remember();
    await open();
    // However long opening took: the minute begins when it shows.
    clearTimeout(this.#hiding.get(revealed));
    this.#hideLater(revealed);
    vscode.window.setStatusBarMessage(`$(eye) ${vscode.l10n.t('Shown for a minute')}`, 5_000);
  }

  /** Closes what shows a key of a volume that has just turned out to be secret, when the minute is over. */
  async adopt(isSecret: (uri: vscode.Uri) => boolean): Promise<void> {
    const uris = tabs()
      .flatMap((tab) => urisOf(tab))
      .filter((uri) => uri.scheme === SCHEME && isSecret(uri) && !this.isRevealed(uri));
    if (uris.length === 0) return;
    this.#hideLater({ uris: uris.map(String) });
    await this.#remember();
  }

  dispose(): void {
    for (const timer of this.#hiding.values()) clearTimeout(timer);
  }

  #hideLater(revealed: Revealed): void {
    const timer = setTimeout(() => void this.#hide(revealed), this.#shownMs);
    this.#hiding.set(revealed, timer);
  }

  async #hide(revealed: Revealed): Promise<void> {
    const { uris, title } = revealed;
    const showing = tabs().filter(
      (tab) =>
        urisOf(tab).some((uri) => uris.includes(uri.toString())) ||
        (title !== undefined && isSeveral(tab) && tab.label.startsWith(title)),
    );
    await vscode.window.tabGroups.close(showing.filter(({ isDirty }) => !isDirty));
    // Closing an editor with unsaved text would ask whether to save it: it closes a minute after that is settled.
    if (showing.some(({ isDirty }) => isDirty)) this.#hideLater(revealed);
    else this.#hiding.delete(revealed);
    await this.#remember();
  }

  async #remember(): Promise<void> {
    await this.#memento.update(REVEALED, [...this.#hiding.keys()]);
  }
}

function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs);
}

/** A comparison of several files. VS Code tells their addresses, if at all, when it has loaded them; `title (2 files)`. */
export function isSeveral({ input }: vscode.Tab): boolean {
  const isText = input instanceof vscode.TabInputText || input instanceof vscode.TabInputTextDiff;
  return !isText && !(input instanceof vscode.TabInputCustom);
}

/** None of a comparison of several files. */
function urisOf({ input }: vscode.Tab): vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified];
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) {
    return [input.uri];
  }
  return [];
}
