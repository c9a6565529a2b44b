// Which contents each open editor began with, so that saving finds out whether someone else changed the key since.
// VS Code's own check compares time and size only: a value rotated to one of the same length would be overwritten.

import * as vscode from 'vscode';
import { SCHEME } from './keyUri.ts';

/** No digest is equal to it: an editor restored after a reload may have begun with anything. */
const UNKNOWN = 'unknown';

export class DocumentBases implements vscode.Disposable {
  /** Digest of what was last read or written through each address. */
  readonly #served = new Map<string, string>();
  /** Digest of what an editor showed when it was last without unsaved changes. */
  readonly #bases = new Map<string, string>();
  readonly #listeners: vscode.Disposable;

  constructor() {
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#follow(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!document.isDirty) this.#follow(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#bases.delete(uri.toString());
        this.#served.delete(uri.toString());
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  read(uri: vscode.Uri, digest: string): void {
    this.#served.set(uri.toString(), digest);
  }

  /** After a save the editor is based on what was saved, even if more has been typed meanwhile. */
  written(uri: vscode.Uri, digest: string): void {
    this.#served.set(uri.toString(), digest);
    this.#bases.set(uri.toString(), digest);
  }

  /** Undefined when no editor has it open: then nobody's unsaved work is at stake. */
  baseOf(uri: vscode.Uri): string | undefined {
    const isOpen = vscode.workspace.textDocuments.some(
      (document) => !document.isClosed && document.uri.toString() === uri.toString(),
    );
    return isOpen ? (this.#bases.get(uri.toString()) ?? UNKNOWN) : undefined;
  }

  #follow({ uri, isDirty }: vscode.TextDocument): void {
    if (uri.scheme !== SCHEME) return;
    const served = this.#served.get(uri.toString());
    this.#bases.set(uri.toString(), isDirty || served === undefined ? UNKNOWN : served);
  }
}
