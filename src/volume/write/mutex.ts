// `..data_tmp` as the mutex of all cooperating writers: making it is exclusive, renaming it away gives it back.
// The kubelet's writer fails if the link exists, and tries again later. Ours waits, and removes a dead writer's.

import { inDirectory } from '../directory.ts';
import { succeeds, tolerate, VolumeError } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { LONGEST_PUBLISH_MS, NEW_DATA_DIR, STALE_NEW_DATA_DIR_MS } from '../layout.ts';
import { type AbsolutePath, at } from '../paths.ts';
import { ageOf } from './leftovers.ts';

/** How long to wait for live writers before giving up; each holds the mutex for microseconds. */
const PATIENCE_MS = 5_000;
const LONGEST_WAIT_MS = 50;

/**
 * Links `..data_tmp` to the timestamp directory, waiting while a live writer holds it.
 *
 * @param fileSystemNow the time by the file system's clock
 * @throws VolumeError `busy` after 5 s, `in-the-way` when `..data_tmp` is not a link
 */
export function takeNewDataDir(
  fs: FileSystem,
  targetDir: string,
  timestampDir: string,
  fileSystemNow: () => number,
): void {
  const path = at(targetDir, NEW_DATA_DIR);
  const start = fs.elapsed();
  let seen = { id: '', since: start };
  for (let wait = 1; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    if (succeeds(['EEXIST'], () => fs.symlink(timestampDir, path))) return;
    const now = fs.elapsed();
    if (now - start > PATIENCE_MS) throw new VolumeError({ code: 'busy' });
    const held = statOfHeld(fs, path);
    if (held === undefined) continue; // given back in between
    if (held.kind !== 'link') throw new VolumeError({ code: 'in-the-way', name: NEW_DATA_DIR });
    const id = `${held.id} ${held.ctimeMs}`;
    if (id !== seen.id) seen = { id, since: now };
    // Dead if the link's time is old, or, as that may be wrong, if we saw it unchanged for as long.
    if (Math.max(fileSystemNow() - held.ctimeMs, now - seen.since) > STALE_NEW_DATA_DIR_MS) {
      heal(fs, path, held, at(targetDir, timestampDir));
      continue;
    }
    fs.wait(wait);
  }
}

/**
 * Removes a dead writer's link. Another writer may have removed it already and hold the mutex now. So the link is first
 * moved into our own directory, and removed there once it proves to be the dead one.
 *
 * @throws VolumeError `busy` if it was a live writer's. That writer may be about to rename whatever has the name, so ours
 *   must not take its place
 */
function heal(
  fs: FileSystem,
  path: AbsolutePath,
  held: FileStat,
  timestampDir: AbsolutePath,
): void {
  tolerate(['ENOENT'], () => {
    const stale = fs.readlink(path);
    const again = fs.lstat(path);
    if (again.id !== held.id || again.ctimeMs !== held.ctimeMs) return;
    inDirectory(fs, timestampDir, (directory) => {
      const moved = at(directory, NEW_DATA_DIR);
      fs.rename(path, moved);
      const target = fs.readlink(moved);
      fs.unlink(moved);
      if (target !== stale) throw new VolumeError({ code: 'busy' });
    });
  });
}

export type NewDataDirState =
  | { state: 'free' }
  /** Held by a writer that may be alive. */
  | { state: 'live' }
  | { state: 'stale'; stat: FileStat }
  | { state: 'not-a-link'; obstacle: Exclude<FileStat['kind'], 'link'> };

/** Who has the mutex, by its age. */
export function newDataDirState(fs: FileSystem, targetDir: string): NewDataDirState {
  const stat = statOfHeld(fs, at(targetDir, NEW_DATA_DIR));
  if (stat === undefined) return { state: 'free' };
  if (stat.kind !== 'link') return { state: 'not-a-link', obstacle: stat.kind };
  return ageOf(fs, stat) > STALE_NEW_DATA_DIR_MS ? { state: 'stale', stat } : { state: 'live' };
}

/**
 * A writer that was stopped for long (a laptop asleep) may have lost the mutex, or its files as an orphan's.
 *
 * @param begun when the publish began, by the clock that goes on while a laptop sleeps
 * @throws VolumeError `busy`
 */
export function checkMaySwap(
  fs: FileSystem,
  targetDir: string,
  timestampDir: string,
  begun: number,
): void {
  const isOurs =
    holdsNewDataDir(fs, targetDir, timestampDir) &&
    fs.lstat(at(targetDir, timestampDir)).kind === 'directory';
  if (!isOurs || fs.now() - begun > LONGEST_PUBLISH_MS) throw new VolumeError({ code: 'busy' });
}

/** False if another writer thought that this one was dead and removed its link. */
export function holdsNewDataDir(fs: FileSystem, targetDir: string, timestampDir: string): boolean {
  const path = at(targetDir, NEW_DATA_DIR);
  return tolerate(['ENOENT'], () => fs.readlink(path)) === timestampDir;
}

/** Gives the mutex back without a swap. */
export function releaseNewDataDir(fs: FileSystem, targetDir: string, timestampDir: string): void {
  if (holdsNewDataDir(fs, targetDir, timestampDir)) {
    tolerate(['ENOENT'], () => fs.unlink(at(targetDir, NEW_DATA_DIR)));
  }
}

function statOfHeld(fs: FileSystem, path: string): FileStat | undefined {
  return tolerate(['ENOENT'], () => fs.lstat(path));
}
