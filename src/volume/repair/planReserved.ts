// Plans for the reserved names, which only writers make: `..data`, `..data_tmp` and timestamp directories.

import { join } from 'node:path';
import type { ActiveVersion } from '../read/activeVersion.ts';
import { candidateVersion, isDetour } from '../problems/candidateVersion.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR, isTimestampDirName, NEW_DATA_DIR, ORPHAN_MS, topLevelName } from '../layout.ts';
import { at } from '../paths.ts';
import { ageOf } from '../write/leftovers.ts';
import { newDataDirState } from '../write/mutex.ts';
import { changed, type Planned, type RepairAction, stampOf, statAt } from './repairAction.ts';
import { measureTree } from './treeSize.ts';

export function planStaleNewDataDir(fs: FileSystem, targetDir: string): Planned {
  const planned = freeNewDataDir(fs, targetDir);
  return Array.isArray(planned) && planned.length === 0 ? changed(NEW_DATA_DIR) : planned;
}

/** Actions that need the mutex come after this: nothing to do if it is free, otherwise its removal. */
export function freeNewDataDir(fs: FileSystem, targetDir: string): Planned {
  const tmp = newDataDirState(fs, targetDir);
  switch (tmp.state) {
    case 'free':
      return [];
    case 'live':
      return { why: 'busy' };
    case 'stale':
      return [{ action: 'remove', path: NEW_DATA_DIR, seen: stampOf(tmp.stat) }];
    case 'not-a-link':
      return { why: 'user-data', path: NEW_DATA_DIR };
  }
}

export function planOrphan(
  fs: FileSystem,
  targetDir: string,
  active: ActiveVersion,
  timestampDir: string,
): Planned {
  const stat = statAt(fs, targetDir, timestampDir);
  if (stat?.kind !== 'directory' || !isTimestampDirName(timestampDir)) return changed(timestampDir);
  if (ageOf(fs, stat) <= ORPHAN_MS) return { why: 'busy' };
  const { files, bytes, atLeast } = measureTree(fs, at(targetDir, timestampDir));
  if (active.state !== 'present') {
    // It may be the only copy of what the volume held.
    if (files > 0 || atLeast) return { why: 'user-data', path: timestampDir };
  } else if (topLevelName(active.version.name) === timestampDir) return changed(timestampDir);
  return [{ action: 'remove-tree', path: timestampDir, files, bytes, seen: stampOf(stat) }];
}

/** @param expected the candidate that the person saw */
export function planSwap(
  fs: FileSystem,
  targetDir: string,
  active: ActiveVersion,
  expected: string | undefined,
): Planned {
  switch (active.state) {
    case 'no-data-link':
    case 'dangling':
    case 'outside':
    case 'version-not-a-directory': {
      const { candidate } = candidateVersion(fs, targetDir, active);
      if (candidate === undefined) return { why: 'no-version' };
      if (candidate !== expected) return changed(candidate);
      return swapTo(fs, targetDir, candidate);
    }
    case 'present':
    case 'no-target-directory':
    case 'not-a-directory':
    case 'data-not-a-link':
    case 'unreadable':
      return changed(DATA_DIR);
  }
}

/** Replaces a target that is absolute, or leads through the parent, by the directory's name. */
export function planDetour(fs: FileSystem, targetDir: string, active: ActiveVersion): Planned {
  if (active.state !== 'present') return changed(DATA_DIR);
  if (!isDetour(fs.readlink(join(targetDir, DATA_DIR)))) return changed(DATA_DIR);
  return swapTo(fs, targetDir, active.version.name);
}

function swapTo(fs: FileSystem, targetDir: string, target: string): Planned {
  const free = freeNewDataDir(fs, targetDir);
  if ('why' in free) return free;
  const version = statAt(fs, targetDir, target);
  if (version?.kind !== 'directory') return changed(target);
  const link = statAt(fs, targetDir, DATA_DIR);
  const swap: RepairAction = {
    action: 'swap',
    path: DATA_DIR,
    target,
    ...(link && { replaced: fs.readlink(join(targetDir, DATA_DIR)), seen: stampOf(link) }),
    version: stampOf(version),
  };
  return [...free, swap];
}
