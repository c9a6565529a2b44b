// What the plans of several writers have in common.

import { DATA_DIR, NEW_DATA_DIR, topLevelNames, userVisibleTarget } from '../layout.ts';
import type { ValidPayload } from '../payload.ts';
import { type GivenVolume, seenInVersion } from './givenVolume.ts';
import { type Act, type Left, type Moment, NEW_VERSION, type UpdateStep } from './update.ts';

/** A step at a moment. */
export function step(
  id: UpdateStep['id'],
  does: readonly Act[],
  { seen, left }: Moment,
): UpdateStep {
  return { id, does, seen, left };
}

export const UNFINISHED: Left = { left: 'unfinished version' };
export const TAKEN: Left = { left: 'new data link' };

export const TAKE_NEW_DATA_DIR: Act = { act: 'link', path: NEW_DATA_DIR, target: NEW_VERSION };
export const SWAP: Act = { act: 'rename', path: NEW_DATA_DIR, onto: DATA_DIR };

export function writeVersion(payload: ValidPayload): Act {
  const files = [...payload].map(([key, { data, mode }]) => ({ key, bytes: data.length, mode }));
  return { act: 'write version', files };
}

export function linksOf(names: readonly string[]): Act[] {
  return names.map((name) => ({ act: 'link', path: name, target: userVisibleTarget(name) }));
}

/** The old version that a writer has still to remove, if there was one. */
export function oldVersion({ version }: GivenVolume): Left[] {
  return version === undefined ? [] : [{ left: 'old version', path: version }];
}

export function removeOldVersion({ version }: GivenVolume): Act[] {
  return version === undefined ? [] : [{ act: 'remove version', path: version }];
}

/** The names that links are to be made and removed for, and what readers see between those moments. */
export function linkChanges(volume: GivenVolume) {
  const { old, payload, names } = volume;
  const [before, after] = [topLevelNames(old.keys()), topLevelNames(payload.keys())];
  const missing = [...after].filter((name) => !names.has(name)).sort();
  const removed = [...before].filter((name) => !after.has(name)).sort();
  return {
    missing,
    removed,
    early: missing.map((path): Left => ({ left: 'early link', path })),
    lacking: missing.map((path): Left => ({ left: 'missing link', path })),
    dangling: removed
      .filter((name) => names.has(name))
      .map((path): Left => ({ left: 'dangling link', path })),
    seenOld: seenInVersion(volume, 'old', names),
    seenNewUnlinked: seenInVersion(volume, 'new', names),
    seenNew: seenInVersion(volume, 'new', new Set([...names, ...after])),
  };
}
