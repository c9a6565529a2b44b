// What was typed, where saving would change it: VS Code can be set to add a final newline and to cut spaces off as it
// saves, for which a password or a token has no use. Formatters and the like, which do more than that, are let through.

import * as vscode from 'vscode';
import { isText } from '../../volume/contents/text.ts';
import { applied, type Change, differOnlyInEnds, touchOnlyEnds } from './lineEnds.ts';
import { SCHEME } from '../volumes/keyUri.ts';

const CLEAN_UPS = ['insertFinalNewline', 'trimTrailingWhitespace', 'trimFinalNewlines'];

/**
 * VS Code does not say which edits its clean-ups made. Guess: those within this time of the write that touch only line
 * ends, without a cursor movement.
 */
const TOGETHER_MS = 2_000;

export class TypedTexts implements vscode.Disposable {
  /** The texts of open documents, to know what was there before a change. */
  readonly #texts = new Map<string, string>();
  /** What was there before the latest changes that touch nothing but the ends of lines. */
  readonly #typed = new Map<string, { text: string; at: number }>();
  readonly #restored = new Set<string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #listeners: vscode.Disposable;

  /** An editor shows the text of a clean-up that was not written: it has to read again. */
  readonly onDidRestore = this.#changed.event;

  constructor() {
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.#follow(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#change(document, contentChanges);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // A person who types moves the cursor: what was changed until then is meant.
        if (kind === vscode.TextEditorSelectionChangeKind.Keyboard) {
          this.#typed.delete(textEditor.document.uri.toString());
        }
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri, isClosed }) => {
        // A change of the language comes as a closing too.
        if (isClosed) this.#forget(uri.toString());
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.#restored.delete(uri.toString())) this.#changed.fire(uri);
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  /** What to write for what VS Code gives to be written. */
  restored(uri: vscode.Uri, saved: Uint8Array): Uint8Array {
    const id = uri.toString();
    const typed = this.#typed.get(id);
    this.#typed.delete(id);
    if (typed === undefined || Date.now() - typed.at > TOGETHER_MS) return saved;
    if (!isText(saved) || !cleansUp(uri)) return saved;
    const text = Buffer.from(saved).toString();
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    if (!differOnlyInEnds(text.slice(mark.length), typed.text)) return saved;
    this.#restored.add(id);
    return Buffer.from(mark + typed.text);
  }

  #follow(document: vscode.TextDocument): void {
    if (document.uri.scheme !== SCHEME) return;
    this.#texts.set(document.uri.toString(), document.getText());
  }

  #forget(id: string): void {
    this.#texts.delete(id);
    this.#typed.delete(id);
    this.#restored.delete(id);
  }

  /** At every keystroke: does not ask for the text, and looks at what has changed only. */
  #change(document: vscode.TextDocument, changes: readonly Change[]): void {
    const id = document.uri.toString();
    const before = this.#texts.get(id);
    if (before === undefined) {
      this.#follow(document);
      return;
    }
    this.#texts.set(id, applied(before, changes));
    if (!touchOnlyEnds(before, changes)) {
      this.#typed.delete(id);
      return;
    }
    const typed = this.#typed.get(id);
    const at = Date.now();
    const text = typed !== undefined && at - typed.at < TOGETHER_MS ? typed.text : before;
    this.#typed.set(id, { text, at });
  }
}

function cleansUp(uri: vscode.Uri): boolean {
  const document = vscode.workspace.textDocuments.find(
    (each) => each.uri.toString() === uri.toString(),
  );
  const files = vscode.workspace.getConfiguration('files', document ?? uri);
  return CLEAN_UPS.some((name) => files.get(name) === true);
}
