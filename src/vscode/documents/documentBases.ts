// Which contents each open editor began with, so that publishing finds out whether someone else changed the key since.
// VS Code's own check compares time and size only: a value rotated to one of the same length would be overwritten.

import * as vscode from 'vscode';
import { type Fingerprint, fingerprintOf } from '../../volume/payload.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import { SCHEME } from '../volumes/keyUri.ts';

/** Matches no fingerprint, so publishing asks: an editor restored after a reload may have begun with anything. */
const UNKNOWN: ShownContent = { digest: '', mode: -1 };

/** Workspace state: base by address, for editors with unsaved changes that are restored after a reload. */
const BASES = 'documents.bases';

/** What an editor showed: what was active, or a staged content with what that `began` with. */
export interface ShownContent extends Fingerprint {
  began?: Fingerprint | null;
}

/** Of a key that is as it is worked on. */
export function shownContent(print: Fingerprint, staged: StagedChange | undefined): ShownContent {
  if (staged === undefined) return fingerprintOf(print);
  return { ...fingerprintOf(print), began: staged.base && fingerprintOf(staged.base) };
}

interface Served {
  shown: ShownContent;
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
  readonly #bases: Map<string, ShownContent>;
  readonly #listeners: vscode.Disposable;

  /** @param isSecret of whose values not even a digest is stored: short ones could be guessed from it */
  constructor(memento: vscode.Memento, isSecret: (uri: vscode.Uri) => boolean) {
    this.#memento = memento;
    this.#isSecret = isSecret;
    this.#bases = new Map(Object.entries(memento.get<Record<string, ShownContent>>(BASES, {})));
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
  reading(uri: vscode.Uri): (shown: ShownContent, stat: vscode.FileStat) => void {
    const id = uri.toString();
    const order = ++this.#order;
    return (shown, stat) => {
      if (order < (this.#served.get(id)?.order ?? 0)) return;
      this.#served.set(id, { shown, stat, order });
    };
  }

  /** After a save the editor is based on what was saved, even if more has been typed meanwhile. */
  written(uri: vscode.Uri, shown: ShownContent, stat: vscode.FileStat): void {
    this.reading(uri)(shown, stat);
    this.#set(uri, shown);
  }

  /**
   * What a save of the editor overwrites: what it showed, or where that was staged and never published, what that began
   * with. Undefined when no editor has it open: then nobody's unsaved work is at stake.
   */
  baseOf(uri: vscode.Uri): Fingerprint | null | undefined {
    if (documentOf(uri) === undefined) return undefined;
    const { began, ...print } = this.#bases.get(uri.toString()) ?? UNKNOWN;
    return began === undefined ? print : began;
  }

  /** To be called when other contents are active. An editor that showed what is active now began with just that. */
  follow(activeAt: (uri: vscode.Uri) => Fingerprint | undefined): void {
    const isActive = (id: string, { began, digest }: ShownContent): boolean =>
      began !== undefined && activeAt(vscode.Uri.parse(id))?.digest === digest;
    for (const [id, served] of this.#served) {
      if (isActive(id, served.shown)) served.shown = fingerprintOf(served.shown);
    }
    for (const [id, shown] of this.#bases) {
      if (isActive(id, shown)) this.#set(vscode.Uri.parse(id), fingerprintOf(shown));
    }
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
    if (served !== undefined) this.#set(uri, served.shown);
  }

  #set(uri: vscode.Uri, shown: ShownContent | undefined): void {
    const id = uri.toString();
    if (this.#bases.get(id) === shown) return;
    if (shown === undefined) this.#bases.delete(id);
    else this.#bases.set(id, shown);
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
