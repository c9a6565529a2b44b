// A new key that several objects would take: the person says which one.

import * as vscode from 'vscode';
import type { PathChange } from '../../cluster/plan.ts';
import { type KeyPlace, placesFor, volumeKeys } from '../../cluster/volumeKeys.ts';
import { noIcons, shown } from '../explain/format.ts';
import type { Lookup } from './clusterContext.ts';
import { objectName } from './explainCluster.ts';

/** By path; undefined when the person gave up. */
export async function choosePlaces(
  { volume, objects }: Lookup,
  changes: readonly PathChange[],
): Promise<ReadonlyMap<string, KeyPlace> | undefined> {
  const keys = volumeKeys(volume, objects);
  const chosen = new Map<string, KeyPlace>();
  for (const { path, data } of changes) {
    const places = placesFor(path, volume, keys);
    if (places.length < 2 || data === undefined) continue;
    const items = places.map((place) => ({ label: noIcons(objectName(place.object)), place }));
    const picked = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t('Which object is the new key {0} to be in?', shown(path)),
    });
    if (picked === undefined) return undefined;
    chosen.set(path, picked.place);
  }
  return chosen;
}
