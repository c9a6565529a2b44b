// Comparisons close with what they compare: staged changes that were published or discarded, volumes that were removed.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import type { Publisher } from '../editing/publisher.ts';
import type { Staging } from '../editing/staging.ts';
import { parseKeyUri, pathOf, SCHEME } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';

export function registerStaleComparisons(
  volumes: Volumes,
  staging: Staging,
  publisher: Publisher,
): vscode.Disposable {
  const close = (): void => void closeStaleComparisons(volumes, staging);
  return vscode.Disposable.from(publisher.onDidPublish(close), volumes.onDidChangeList(close));
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
  const stale = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input, isDirty }) =>
        input instanceof vscode.TabInputTextDiff && !isDirty && isStale(input),
    );
  if (stale.length > 0) await vscode.window.tabGroups.close(stale, true);
}
