// Values of objects as read-only documents, to compare with. They are in memory only, as long as someone looks.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Reveals } from '../documents/reveal.ts';
import { shown } from '../explain/format.ts';

const SCHEME = 'projected-volume-cluster';

interface Value {
  data: Uint8Array | null;
  isHidden: boolean;
}

export class ClusterValues implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #reveals: Reveals;
  readonly #values = new Map<string, Value>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registered: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(reveals: Reveals) {
    this.#reveals = reveals;
    this.#registered = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#values.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
    this.#values.clear();
  }

  /** The address of a key's value, as it is now; null for a key that is not there. */
  keep(dir: string, path: string, data: Uint8Array | null, isHidden: boolean): vscode.Uri {
    const uri = vscode.Uri.file(join(dir, path)).with({ scheme: SCHEME });
    this.#values.set(uri.toString(), { data, isHidden });
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const value = this.#values.get(uri.toString());
    if (value === undefined) {
      throw new Error(
        vscode.l10n.t('The cluster is not asked again by itself. Compare once more.'),
      );
    }
    if (value.isHidden && !this.#reveals.isRevealed(uri)) {
      throw new Error(vscode.l10n.t('The value of {0} is hidden.', shown(uri.path)));
    }
    return Buffer.from(value.data ?? []).toString();
  }
}
