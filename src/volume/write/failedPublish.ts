// A publish that fails before its swap: what becomes of it, and how the failure is said.

import { asVolumeError, errnoOf, ignoringErrors, VolumeError } from '../failure.ts';
import { NOT_THERE } from '../directory.ts';
import type { FileSystem } from '../fileSystem.ts';
import { at } from '../paths.ts';
import { readActiveVersion, versionName } from '../read/activeVersion.ts';
import { releaseNewDataDir } from './mutex.ts';
import { removeTree } from './removeTree.ts';
import { matchLinks, removeLinks } from './userVisibleLinks.ts';

/** Leaves the volume as if this publish had never begun. Never removes what has become active. */
export function giveUp(
  fs: FileSystem,
  targetDir: string,
  timestampDir: string,
  linked: readonly string[],
): void {
  ignoringErrors(() => releaseNewDataDir(fs, targetDir, timestampDir));
  ignoringErrors(() => {
    const active = readActiveVersion(fs, targetDir);
    if (active.state === 'unreadable') return;
    if (versionName(active) !== timestampDir) removeTree(fs, at(targetDir, timestampDir));
    if (active.state !== 'present') removeLinks(fs, targetDir, linked);
    // Also when there was no version: another writer may have published the first one meanwhile.
    matchLinks(fs, targetDir);
  });
}

/** Whether this version is active although our own rename came too late. */
export function isSwapped(
  fs: FileSystem,
  targetDir: string,
  error: unknown,
  timestampDir: string,
): boolean {
  const isTooLate = error instanceof VolumeError && error.failure.code === 'busy';
  if (!isTooLate && errnoOf(error) !== 'ENOENT') return false;
  return versionName(readActiveVersion(fs, targetDir)) === timestampDir;
}

/** Another process removed or replaced something between two calls: say so in our own words. */
export function afterARace(fs: FileSystem, targetDir: string, error: unknown): VolumeError {
  if (!NOT_THERE.includes(errnoOf(error) ?? '')) return asVolumeError(error);
  const { state } = readActiveVersion(fs, targetDir);
  const gone = state === 'no-target-directory' || state === 'not-a-directory';
  return new VolumeError({ code: gone ? 'no-target-directory' : 'busy' }, { cause: error });
}
