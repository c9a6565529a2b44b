// Which contents each open editor began with, so that publishing finds out whether someone else changed the key since.
// VS Code's own check compares time and size only: a value rotated to one of the same length would be overwritten.

import * as vscode from 'vscode';
import type { Fingerprint } from '../../volume/payload.ts';
import { SCHEME } from '../volumes/keyUri.ts';

/** Matches no fingerprint, so publishing asks: an editor restored after a reload may have begun with anything. */
const UNKNOWN: Fingerprint = { digest: '', mode: -1 };

/** Workspace state: base by address, for editors with unsaved changes that are restored after a reload. */
const BASES = 'documents.bases';

interface Served {
  print: Fingerprint;
  stat: vscode.FileStat;
  order: number;
}

export class DocumentBases implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #isSecret: (uri: vscode.Uri) => boolean;
  /** What was last read or written through each address. */
  readonly #served = new Map<string, Served>();
  /** Of reads and saves, as they begin. */
  #order = 0;
  /** What an editor showed when it was last without unsaved changes. */
  readonly #bases: Map<string, Fingerprint>;
  readonly #listeners: vscode.Disposable;

  /** @param isSecret of whose values not even a digest is stored: short ones could be guessed from it */
  constructor(memento: vscode.Memento, isSecret: (uri: vscode.Uri) => boolean) {
    this.#memento = memento;
    this.#isSecret = isSecret;
    this.#bases = new Map(Object.entries(memento.get<Record<string, Fingerprint>>(BASES, {})));
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#follow(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!document.isDirty) this.#follow(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri, isClosed }) => {
        // When its language changes, VS Code says that it was closed and opened; its unsaved text stays.
        if (!isClosed) return;
        this.#served.delete(uri.toString());
        this.#set(uri, undefined);
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  /**
   * Call it as a read begins, and what it returns with the contents that are given to VS Code and the stat that it had of
   * them. Contents that were looked for before a save are older than what the editor shows: VS Code drops them as well.
   */
  reading(uri: vscode.Uri): (print: Fingerprint, stat: vscode.FileStat) => void {
    const id = uri.toString();
    const order = ++this.#order;
    return (print, stat) => {
      if (order >= (this.#served.get(id)?.order ?? 0)) this.#served.set(id, { print, stat, order });
    };
  }

  /** After a save the editor is based on what was saved, even if more has been typed meanwhile. */
  written(uri: vscode.Uri, print: Fingerprint, stat: vscode.FileStat): void {
    this.reading(uri)(print, stat);
    this.#set(uri, print);
  }

  /** Undefined when no editor has it open: then nobody's unsaved work is at stake. */
  baseOf(uri: vscode.Uri): Fingerprint | undefined {
    if (documentOf(uri) === undefined) return undefined;
    return this.#bases.get(uri.toString()) ?? UNKNOWN;
  }

  /**
   * The stat of an editor with unsaved changes, as of what it began with; undefined for any other. Were VS Code to see
   * what happens to the key meanwhile, it would ask about it when the editor is saved, which only stages.
   */
  statOfUnsaved(uri: vscode.Uri): vscode.FileStat | undefined {
    if (documentOf(uri)?.isDirty !== true) return undefined;
    return this.statServed(uri) ?? { type: vscode.FileType.File, ctime: 0, mtime: 0, size: 0 };
  }

  /** The stat of what an editor shows. */
  statServed(uri: vscode.Uri): vscode.FileStat | undefined {
    return documentOf(uri) && this.#served.get(uri.toString())?.stat;
  }

  #follow({ uri, isDirty }: vscode.TextDocument): void {
    if (uri.scheme !== SCHEME || uri.authority !== '' || isDirty) return;
    const served = this.#served.get(uri.toString());
    if (served !== undefined) this.#set(uri, served.print);
  }

  #set(uri: vscode.Uri, print: Fingerprint | undefined): void {
    const id = uri.toString();
    if (this.#bases.get(id) === print) return;
    if (print === undefined) this.#bases.delete(id);
    else this.#bases.set(id, print);
    const plain = [...this.#bases].filter(([each]) => !this.#isSecret(vscode.Uri.parse(each)));
    void this.#memento.update(BASES, Object.fromEntries(plain));
  }
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  const id = uri.toString();
  return vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === id,
  );
}
