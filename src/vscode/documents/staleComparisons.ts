// Comparisons close with what they compare: staged changes that were published or discarded, volumes that were removed.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import type { Publisher } from '../editing/publisher.ts';
import { volumeName } from '../explain/format.ts';
import type { Staging } from '../editing/staging.ts';
import { parseKeyUri, pathOf, SCHEME } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { isSeveral } from './reveal.ts';

export function registerStaleComparisons(
  volumes: Volumes,
  staging: Staging,
  publisher: Publisher,
): vscode.Disposable {
  const close = (): void => void closeStaleComparisons(volumes, staging);
  return vscode.Disposable.from(publisher.onDidPublish(close), volumes.onDidChangeList(close));
}

/** Of the comparison of all that is staged of a volume: by it the comparison is found again. */
export function stagedTitle(dir: string): string {
  return vscode.l10n.t('{0}: active ↔ staged', volumeName(dir));
}

/** Not by every change of what is staged: someone who undoes a change while they compare goes on looking at it. */
export async function closeStaleComparisons(volumes: Volumes, staging: Staging): Promise<void> {
  const isStale = ({ original, modified }: vscode.TabInputTextDiff): boolean => {
    if (original.scheme !== SCHEME || modified.scheme !== SCHEME) return false;
    const found = volumes.find(pathOf(modified));
    if (found === undefined) return true;
    const isOfStaged =
      ['active', 'none'].includes(parseKeyUri(original).kind) &&
      parseKeyUri(modified).kind !== 'version';
    return isOfStaged && !staging.of(found.dir).has(found.key as KeyPath);
  };
  const staged = staging.dirs.filter((dir) => volumes.has(dir)).map(stagedTitle);
  const isStaleOfSeveral = ({ label }: vscode.Tab): boolean =>
    label.includes(stagedTitle('')) && !staged.some((title) => label.startsWith(title));
  const stale = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ isDirty }) => !isDirty)
    .filter((tab) =>
      tab.input instanceof vscode.TabInputTextDiff
        ? isStale(tab.input)
        : isSeveral(tab) && isStaleOfSeveral(tab),
    );
  if (stale.length > 0) await vscode.window.tabGroups.close(stale, true);
}
