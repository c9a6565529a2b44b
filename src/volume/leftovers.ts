// What dead writers leave behind, and when it may be taken away.

import { join } from 'node:path';
import { type ActiveVersion, readActiveVersion, versionName } from './activeVersion.ts';
import { errnoOf, tolerate } from './failure.ts';
import type { FileStat, FileSystem } from './fileSystem.ts';
import {
  isTimestampDirName,
  NEW_DATA_DIR,
  ORPHAN_MS,
  STALE_NEW_DATA_DIR_MS,
  topLevelName,
} from './layout.ts';

export interface Leftovers {
  /** A `..data_tmp` that no live writer holds. The kubelet's writer fails on it for ever. */
  staleNewDataDir: boolean;
  /** Timestamp directories that are neither active nor young enough to be another writer's work. */
  orphans: string[];
  /** Things that may become leftovers: look again when they are old enough. */
  young: boolean;
}

export function findLeftovers(fs: FileSystem, targetDir: string): Leftovers {
  const active = readActiveVersion(fs, targetDir);
  const leftovers: Leftovers = { staleNewDataDir: false, orphans: [], young: false };
  for (const { name, kind } of fs.readdir(targetDir)) {
    if (name === NEW_DATA_DIR && kind === 'link') {
      if (isOlder(fs, join(targetDir, name), STALE_NEW_DATA_DIR_MS)) {
        leftovers.staleNewDataDir = true;
      } else leftovers.young = true;
    } else if (kind === 'directory' && isTimestampDirName(name) && !mayHold(name, active)) {
      if (isOlder(fs, join(targetDir, name), ORPHAN_MS)) leftovers.orphans.push(name);
    }
  }
  return leftovers;
}

/** The active version may be a directory in a timestamp directory; one that cannot be read may be any. */
function mayHold(timestampDir: string, active: ActiveVersion): boolean {
  return active.state === 'unreadable' || topLevelName(versionName(active) ?? '') === timestampDir;
}

/** A swap always makes a young directory active, so an old one that is not active never becomes so again. */
export function clearLeftovers(fs: FileSystem, targetDir: string): void {
  const { staleNewDataDir, orphans } = findLeftovers(fs, targetDir);
  if (staleNewDataDir) tolerate(['ENOENT'], () => fs.unlink(join(targetDir, NEW_DATA_DIR)));
  for (const name of orphans) removeTree(fs, join(targetDir, name));
}

/** Removes a directory without following any link. Another writer may be removing it as well. */
export function removeTree(fs: FileSystem, directory: string): void {
  tolerate(['ENOENT'], () => {
    for (const { name, kind } of fs.readdir(directory)) {
      const path = join(directory, name);
      if (kind === 'directory') removeTree(fs, path);
      else tolerate(['ENOENT'], () => fs.unlink(path));
    }
    fs.rmdir(directory);
  });
}

function isOlder(fs: FileSystem, path: string, milliseconds: number): boolean {
  try {
    return ageOf(fs, fs.lstat(path)) > milliseconds;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Milliseconds since anything about the file changed. */
export function ageOf(fs: FileSystem, stat: FileStat): number {
  return fs.now() - stat.ctimeMs;
}
