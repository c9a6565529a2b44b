// The names that an AtomicWriter uses on disk. Every reserved name is in this file.
//
//   ..2026_11_22_10_48_54.374745636/   timestamp directory: real files, never changed once active
//   ..data -> ..2026_11_22_…           data directory: a relative link to the active timestamp directory
//   ..data_tmp                         the next `..data`, for the microseconds before it is renamed
//   app.yaml -> ..data/app.yaml        user-visible file: one link for each top-level name
//   conf -> ..data/conf                nested keys: only the first path element is linked

import { randomInt } from 'node:crypto';
import type { Name } from './paths.ts';

export const DATA_DIR = '..data';
export const NEW_DATA_DIR = '..data_tmp';

/** Names that begin so belong to the writer; no key may. */
export const RESERVED_PREFIX = '..';

/** A live writer holds `..data_tmp` for microseconds: one that has not changed for this long belongs to a dead writer. */
export const STALE_NEW_DATA_DIR_MS = 2_000;

/** A live writer adds and removes its links within this time of its swap. */
export const SETTLED_MS = 2_000;

/** A timestamp directory that is not active and younger than this may be what another writer is working on. */
export const ORPHAN_MS = 10 * 60_000;

/** A writer gives up its own directory well before others take it for an orphan. */
export const LONGEST_PUBLISH_MS = ORPHAN_MS / 2;

/** Mode of every directory in a version, whatever the umask. */
export const DIRECTORY_MODE = 0o755;

/** Mode of a file projection that names none, as in the Kubernetes API. */
export const DEFAULT_MODE = 0o644;

/** `..YYYY_MM_DD_HH_MM_SS.` in UTC, then a random uint32. The last digits are not a fraction of a second. */
export function newTimestampDirName(now: number): Name {
  const utc = new Date(now).toISOString().slice(0, 19).replace(/[-T:]/g, '_');
  return `..${utc}.${randomInt(2 ** 32)}`;
}

/** True for names made by kubelets of any age; other writers use other names, so this never decides what is active. */
export function isTimestampDirName(name: string): boolean {
  return /^\.\.\d{4}_\d\d_\d\d_\d\d_\d\d_\d\d\.\d{1,10}$/.test(name) || isOldTimestampDirName(name);
}

/**
 * Kubelets before 1.10 used a broken time format: local time, and `<month>98<month>` in place of the year, then day and
 * month. So `..4984_30_04_…` is from 30 April and `..119811_30_11_…` from 30 November.
 */
export function isOldTimestampDirName(name: string): boolean {
  return /^\.\.([1-9]|1[0-2])98\1_\d\d_\d\d_\d\d_\d\d_\d\d\.\d{1,10}$/.test(name);
}

/** The numbered versions of svidlet, which keeps certificates and their keys. */
export function isSvidletDirName(name: string): boolean {
  return /^\.\.svidlet\.\d+$/.test(name);
}

/** A work tree of git-sync is named after its commit; older ones put `rev-` before it. */
export function isWorktreeName(name: string): boolean {
  return /^(rev-)?([\da-f]{40}|[\da-f]{64})$/.test(name);
}

/** Where the user-visible link of a top-level name points. */
export function userVisibleTarget(name: string): string {
  return `${DATA_DIR}/${name}`;
}

export function topLevelName(key: string): Name {
  const slash = key.indexOf('/');
  return slash === -1 ? key : key.slice(0, slash);
}

export function topLevelNames(keys: Iterable<string>): Set<Name> {
  const names = new Set<Name>();
  for (const key of keys) names.add(topLevelName(key));
  return names;
}
