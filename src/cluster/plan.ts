// What publishing changes of a volume would change in its objects, and where someone else was first.

import { digestOf } from '../volume/read/snapshot.ts';
import type { ClusterObject } from './clusterObject.ts';
import { ClusterError } from './failure.ts';
import { checkChanges, type KeyChanges, valuesAfter } from './objectChange.ts';
import { idOf } from './objectRef.ts';
import type { PodVolume } from './podVolume.ts';
import { type KeyPlace, type Objects, placeOf, volumeKeys } from './volumeKeys.ts';

/** A key of the volume that is to be changed. */
export interface PathChange {
  readonly path: string;
  /** Undefined deletes it. */
  readonly data: Uint8Array | undefined;
  /** Digest that the person's change is over, null for a key that was not there; undefined overwrites anything. */
  readonly base?: string | null;
}

export interface ObjectPlan {
  readonly object: ClusterObject;
  readonly changes: KeyChanges;
  /** The keys of the volume that these are. */
  readonly paths: readonly string[];
}

export interface Plan {
  /** One after the other; none where all objects hold that already. */
  readonly objects: readonly ObjectPlan[];
  /** Paths whose key was changed in the cluster as well, and the value there; null where it was deleted. */
  readonly conflicts: ReadonlyMap<string, Uint8Array | null>;
  /** What the mount holds when all has arrived: path → digest, null for one that is gone. */
  readonly expected: ReadonlyMap<string, string | null>;
}

/**
 * @param choose which object a new key belongs to, by path, where several would take it
 * @throws ClusterError for what cannot be changed in any object
 */
export function planChanges(
  volume: PodVolume,
  objects: Objects,
  changes: readonly PathChange[],
  choose: ReadonlyMap<string, KeyPlace>,
): Plan {
  const keys = volumeKeys(volume, objects);
  const planned = new Map<string, Map<string, { path: string; data: Uint8Array | undefined }>>();
  const conflicts = new Map<string, Uint8Array | null>();
  for (const { path, data, base } of changes) {
    const place = placeOf(path, volume, keys, choose);
    if (place === undefined) continue;
    const current = objects.get(idOf(place.object))?.values.get(place.key);
    if (isSame(data, current)) continue;
    const was = current === undefined ? null : digestOf(current);
    if (base !== undefined && base !== was) conflicts.set(path, current ?? null);
    const ofObject = planned.get(idOf(place.object)) ?? new Map();
    const other = ofObject.get(place.key);
    if (other !== undefined && !isSame(other.data, data)) {
      const paths = [other.path, path];
      throw new ClusterError({ code: 'two-values', object: place.object, key: place.key, paths });
    }
    planned.set(idOf(place.object), ofObject.set(place.key, { path, data }));
  }
  const plans = [...planned].map(([id, ofObject]): ObjectPlan => {
    const object = objects.get(id);
    if (object === undefined) throw new ClusterError({ code: 'not-found', what: id });
    const own = new Map([...ofObject].map(([key, { data }]) => [key, data] as const));
    checkChanges(object, own);
    return { object, changes: own, paths: [...ofObject.values()].map(({ path }) => path) };
  });
  return { objects: plans, conflicts, expected: expectedAfter(volume, objects, plans, changes) };
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.compare(one, other) === 0;
}

function expectedAfter(
  volume: PodVolume,
  objects: Objects,
  plans: readonly ObjectPlan[],
  changes: readonly PathChange[],
): Map<string, string | null> {
  const after = new Map(objects);
  for (const { object, changes: own } of plans) {
    after.set(idOf(object.ref), { ...object, values: valuesAfter(object, own) });
  }
  const keys = volumeKeys(volume, after);
  return new Map(
    changes.map(({ path }) => {
      const key = keys.get(path);
      return [path, key !== undefined && 'data' in key ? digestOf(key.data) : null];
    }),
  );
}
