// The keys of a volume as its objects have them: what a kubelet would write, and where each key comes from.

import type { ClusterObject } from './clusterObject.ts';
import { ClusterError } from './failure.ts';
import { idOf, type ObjectRef } from './objectRef.ts';
import type { PodVolume } from './podVolume.ts';

/** A key of an object. */
export interface KeyPlace {
  readonly object: ObjectRef;
  readonly key: string;
}

/** A key that an object has, or one that a kubelet or a driver makes. */
export type VolumeKey =
  { readonly place: KeyPlace; readonly data: Uint8Array } | { readonly made: string };

/** By `idOf`. One that is optional may be missing. */
export type Objects = ReadonlyMap<string, ClusterObject>;

/** By path in the volume. Later sources win. */
export function volumeKeys({ sources }: PodVolume, objects: Objects): Map<string, VolumeKey> {
  const keys = new Map<string, VolumeKey>();
  for (const source of sources) {
    if ('made' in source) {
      for (const path of source.paths ?? []) keys.set(path, { made: source.made });
      continue;
    }
    const { object } = source;
    const { values = new Map<string, Uint8Array>() } = objects.get(idOf(object)) ?? {};
    const items = source.items ?? [...values.keys()].map((key) => ({ key, path: key }));
    for (const { key, path } of items) {
      const data = values.get(key);
      if (data !== undefined) keys.set(path, { place: { object, key }, data });
    }
  }
  return keys;
}

/**
 * The keys of objects that the path can come from: one, or for a new key as many as there are objects that show all
 * their keys.
 *
 * @throws ClusterError `no-object` for what is made elsewhere, `not-listed`
 */
export function placesFor(
  path: string,
  { sources }: PodVolume,
  keys: ReadonlyMap<string, VolumeKey>,
): KeyPlace[] {
  const known = keys.get(path);
  if (known !== undefined) {
    if ('place' in known) return [known.place];
    throw new ClusterError({ code: 'no-object', key: path, from: known.made });
  }
  const places: KeyPlace[] = [];
  for (const source of sources) {
    if (!('object' in source)) continue;
    const { object, items } = source;
    if (items === undefined) places.push({ object, key: path });
    const item = items?.find((each) => each.path === path);
    // A key that the spec lists, and the object does not have yet.
    if (item !== undefined) return [{ object, key: item.key }];
  }
  if (places.length > 0) return places;
  const made = sources.find((source) => 'made' in source && source.paths === undefined);
  if (made !== undefined && 'made' in made) {
    throw new ClusterError({ code: 'no-object', key: path, from: made.made });
  }
  throw new ClusterError({ code: 'not-listed', key: path });
}

/**
 * The key of an object that the path is, or is to be.
 *
 * @param chosen where new keys are to go, by path
 * @throws ClusterError as `placesFor`
 */
export function placeOf(
  path: string,
  volume: PodVolume,
  keys: ReadonlyMap<string, VolumeKey>,
  chosen: ReadonlyMap<string, KeyPlace>,
): KeyPlace | undefined {
  return chosen.get(path) ?? placesFor(path, volume, keys)[0];
}
