// A, M and D beside keys with staged changes, in the tree and on the tabs of their editors.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import type { StagedKind } from '../../volume/edit/stagedChanges.ts';
import { liveUri, parseKeyUri, SCHEME } from '../volumes/keyUri.ts';
import type { Staging } from '../editing/staging.ts';
import type { Volumes } from '../volumes/volumes.ts';

export function registerDecorations(volumes: Volumes, staging: Staging): vscode.Disposable {
  const decorations = new Decorations(volumes, staging);
  return vscode.Disposable.from(
    decorations,
    vscode.window.registerFileDecorationProvider(decorations),
  );
}

class Decorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #decorated = new Map<string, vscode.Uri[]>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #listeners: vscode.Disposable;

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(volumes: Volumes, staging: Staging) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#listeners = vscode.Disposable.from(
      staging.onDidChange((dir) => this.#tell(dir)),
      volumes.onDidChange(({ dir }) => this.#tell(dir)),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') return undefined;
    const found = this.#volumes.find(address.path);
    if (found === undefined) return undefined;
    const { dir, key } = found;
    const change = this.#staging.of(dir).get(key as KeyPath);
    return change === undefined ? undefined : stagedDecoration(this.#staging.kindOf(dir, change));
  }

  #tell(dir: string): void {
    const before = this.#decorated.get(dir) ?? [];
    const now = [...this.#staging.of(dir).keys()].map((key) => liveUri(dir, key));
    this.#decorated.set(dir, now);
    if (before.length + now.length > 0) this.#changed.fire([...before, ...now]);
  }
}

/** The tooltip says in words what the letter and the colour mean. */
export function stagedDecoration({ kind, isConflict }: StagedKind) {
  if (isConflict) {
    const color = new vscode.ThemeColor('list.errorForeground');
    return {
      badge: '!',
      color,
      tooltip: vscode.l10n.t('Staged, and changed by someone else as well'),
    };
  }
  switch (kind) {
    case 'added':
      return staged('A', 'gitDecoration.addedResourceForeground', vscode.l10n.t('Staged: added'));
    case 'removed':
      return staged(
        'D',
        'gitDecoration.deletedResourceForeground',
        vscode.l10n.t('Staged: deleted'),
      );
    case 'modified':
    case 'mode':
      return staged(
        'M',
        'gitDecoration.modifiedResourceForeground',
        vscode.l10n.t('Staged: changed'),
      );
  }
}

function staged(badge: string, color: string, tooltip: string) {
  return { badge, color: new vscode.ThemeColor(color), tooltip };
}
