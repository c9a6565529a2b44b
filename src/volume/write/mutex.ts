// `..data_tmp` as the mutex of all cooperating writers: making it is exclusive, renaming it away gives it back.
// The kubelet's writer fails on one that exists and tries again later; ours waits, and heals a dead writer's.

import { join } from 'node:path';
import { succeeds, tolerate, VolumeError } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { NEW_DATA_DIR, STALE_NEW_DATA_DIR_MS } from '../layout.ts';
import { ageOf } from './leftovers.ts';

/** How long to wait for live writers before giving up; each holds the mutex for microseconds. */
const PATIENCE_MS = 5_000;
const LONGEST_WAIT_MS = 50;

/**
 * Links `..data_tmp` to the timestamp directory, waiting while a live writer holds it.
 *
 * @throws VolumeError `busy` after 5 s, `in-the-way` when `..data_tmp` is not a link
 */
export function takeNewDataDir(fs: FileSystem, targetDir: string, timestampDir: string): void {
  const path = join(targetDir, NEW_DATA_DIR);
  const start = fs.now();
  let seen = { id: '', since: start };
  for (let wait = 1; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    if (succeeds(['EEXIST'], () => fs.symlink(timestampDir, path))) return;
    const now = fs.now();
    if (now - start > PATIENCE_MS) throw new VolumeError({ code: 'busy' });
    const held = statOfHeld(fs, path);
    if (held === undefined) continue; // given back in between
    if (held.kind !== 'link') throw new VolumeError({ code: 'in-the-way', name: NEW_DATA_DIR });
    const id = `${held.id} ${held.ctimeMs}`;
    if (id !== seen.id) seen = { id, since: now };
    // Old by its own time, or watched unchanged for as long, should the clock of the file system differ from ours.
    if (Math.max(ageOf(fs, held), now - seen.since) > STALE_NEW_DATA_DIR_MS) {
      // Another healer may have been faster: what it made is not the link that was found stale.
      const again = statOfHeld(fs, path);
      if (again?.id === held.id && again.ctimeMs === held.ctimeMs) {
        tolerate(['ENOENT'], () => fs.unlink(path));
      }
      continue;
    }
    fs.wait(wait);
  }
}

export type NewDataDirState =
  | { state: 'free' }
  /** Held by a writer that may be alive. */
  | { state: 'live' }
  | { state: 'stale'; stat: FileStat }
  | { state: 'not-a-link'; obstacle: Exclude<FileStat['kind'], 'link'> };

/** Who has the mutex, by its age. */
export function newDataDirState(fs: FileSystem, targetDir: string): NewDataDirState {
  const stat = statOfHeld(fs, join(targetDir, NEW_DATA_DIR));
  if (stat === undefined) return { state: 'free' };
  if (stat.kind !== 'link') return { state: 'not-a-link', obstacle: stat.kind };
  return ageOf(fs, stat) > STALE_NEW_DATA_DIR_MS ? { state: 'stale', stat } : { state: 'live' };
}

/** False when another writer took this one for dead and healed it. */
export function holdsNewDataDir(fs: FileSystem, targetDir: string, timestampDir: string): boolean {
  const path = join(targetDir, NEW_DATA_DIR);
  return tolerate(['ENOENT'], () => fs.readlink(path)) === timestampDir;
}

/** Gives the mutex back without a swap. */
export function releaseNewDataDir(fs: FileSystem, targetDir: string, timestampDir: string): void {
  if (holdsNewDataDir(fs, targetDir, timestampDir)) {
    tolerate(['ENOENT'], () => fs.unlink(join(targetDir, NEW_DATA_DIR)));
  }
}

function statOfHeld(fs: FileSystem, path: string): FileStat | undefined {
  return tolerate(['ENOENT'], () => fs.lstat(path));
}
