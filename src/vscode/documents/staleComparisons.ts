// Comparisons close with what they compare: staged changes that were published or discarded, volumes that were removed.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import type { Publisher } from '../editing/publisher.ts';
import { volumeName } from '../explain/format.ts';
import type { Staging } from '../editing/staging.ts';
import { parseKeyUri, pathOf, SCHEME } from '../volumes/keyUri.ts';
import { VolumePaths } from '../volumes/volumePaths.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { isSeveral } from './reveal.ts';

export function registerStaleComparisons(
  volumes: Volumes,
  staging: Staging,
  publisher: Publisher,
): vscode.Disposable {
  let shown = volumes.dirs;
  return vscode.Disposable.from(
    publisher.onDidPublish(() => void closeStaleComparisons(volumes, staging)),
    volumes.onDidChangeList(() => {
      const removed = shown.filter((dir) => !volumes.has(dir));
      shown = volumes.dirs;
      if (removed.length > 0) void closeStaleComparisons(volumes, staging, removed);
    }),
  );
}

/** Of the comparison of all that is staged of a volume: by it the comparison is found again. */
export function stagedTitle(dir: string): string {
  return vscode.l10n.t('{0}: active ↔ staged', volumeName(dir));
}

/**
 * Not by every change of what is staged: someone who undoes a change while they compare goes on looking at it. Nor of
 * volumes that are not there yet: VS Code restores comparisons before volumes are found.
 */
export async function closeStaleComparisons(
  volumes: Volumes,
  staging: Staging,
  removed: readonly string[] = [],
): Promise<void> {
  const removedPaths = new VolumePaths(removed);
  const isStale = ({ original, modified }: vscode.TabInputTextDiff): boolean => {
    if (original.scheme !== SCHEME || modified.scheme !== SCHEME) return false;
    const path = pathOf(modified);
    const found = volumes.find(path);
    if (found === undefined) return removedPaths.find(path) !== undefined;
    const isOfStaged =
      ['active', 'none'].includes(parseKeyUri(original).kind) &&
      parseKeyUri(modified).kind !== 'version';
    return isOfStaged && !staging.of(found.dir).has(found.key as KeyPath);
  };
  const isStaged = (dir: string): boolean => volumes.has(dir) && staging.of(dir).size > 0;
  const known = [...volumes.dirs, ...removed];
  const isStaleOfSeveral = ({ label }: vscode.Tab): boolean => {
    const dirs = known.filter((dir) => label.startsWith(stagedTitle(dir)));
    return dirs.length > 0 && !dirs.some(isStaged);
  };
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
