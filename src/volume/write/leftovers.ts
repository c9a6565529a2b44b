// What dead writers leave behind, and when it may be removed.

import { type ActiveVersion, readActiveVersion, versionName } from '../read/activeVersion.ts';
import { tolerate } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { makeTimestampDir } from './newVersion.ts';
import { removeTree } from './removeTree.ts';
import {
  isTimestampDirName,
  NEW_DATA_DIR,
  ORPHAN_MS,
  STALE_NEW_DATA_DIR_MS,
  topLevelName,
} from '../layout.ts';
import { at } from '../paths.ts';

export interface Leftovers {
  /** A `..data_tmp` that no live writer holds. The kubelet's writer fails on it for ever. */
  staleNewDataDir: boolean;
  /** Timestamp directories that are neither active, nor kept, nor young enough to be another writer's work. */
  orphans: string[];
  /** Milliseconds until the next entry is old enough to be a leftover, if it is still there then. */
  nextIn?: number;
}

/**
 * @param keepVersions how many of the newest timestamp directories that are not active are kept on purpose
 * @param now by the file system's clock, where that is known
 */
export function findLeftovers(
  fs: FileSystem,
  targetDir: string,
  keepVersions = 0,
  now = fs.now(),
): Leftovers {
  const active = readActiveVersion(fs, targetDir);
  const leftovers: Leftovers = { staleNewDataDir: false, orphans: [] };
  const others: string[] = [];
  const isLeftOver = (name: string, milliseconds: number): boolean => {
    const stat = tolerate(['ENOENT'], () => fs.lstat(at(targetDir, name)));
    if (stat === undefined) return false;
    const age = now - stat.ctimeMs;
    if (age > milliseconds) return true;
    leftovers.nextIn = Math.min(leftovers.nextIn ?? Infinity, milliseconds - age + 1);
    return false;
  };
  for (const { name, kind } of fs.readdir(targetDir)) {
    if (name === NEW_DATA_DIR && kind === 'link') {
      leftovers.staleNewDataDir = isLeftOver(name, STALE_NEW_DATA_DIR_MS);
    } else if (kind === 'directory' && isTimestampDirName(name) && !mayHold(name, active)) {
      others.push(name);
    }
  }
  for (const name of others.sort().slice(0, Math.max(0, others.length - keepVersions))) {
    if (isLeftOver(name, ORPHAN_MS)) leftovers.orphans.push(name);
  }
  return leftovers;
}

/** `..data` may lead to a directory within a timestamp directory. If it cannot be read, it may lead to any. */
function mayHold(timestampDir: string, active: ActiveVersion): boolean {
  return active.state === 'unreadable' || topLevelName(versionName(active) ?? '') === timestampDir;
}

/**
 * A swap always makes a young directory active, so an old inactive one never becomes active again. Only the file system's
 * own clock says how old they are: if a server's clock is behind ours, live writers' directories would seem old.
 *
 * @param now by that clock, where it is known; else it is asked when there seems to be anything to clear
 */
export function clearLeftovers(
  fs: FileSystem,
  targetDir: string,
  keepVersions: number,
  now?: number,
): void {
  let found = findLeftovers(fs, targetDir, keepVersions, now);
  if (!found.staleNewDataDir && found.orphans.length === 0) return;
  if (now === undefined) {
    found = findLeftovers(fs, targetDir, keepVersions, fileSystemTime(fs, targetDir));
  }
  const { staleNewDataDir, orphans } = found;
  if (staleNewDataDir) tolerate(['ENOENT'], () => fs.unlink(at(targetDir, NEW_DATA_DIR)));
  for (const name of orphans) {
    // If clocks differ, a version that another writer has just made active may seem old.
    if (!mayHold(name, readActiveVersion(fs, targetDir))) removeTree(fs, at(targetDir, name));
  }
}

/** The time by the file system's own clock: makes a directory, reads its time, and removes it. */
export function fileSystemTime(fs: FileSystem, targetDir: string): number {
  const { name, now } = makeTimestampDir(fs, targetDir, undefined);
  fs.rmdir(at(targetDir, name));
  return now();
}

/** Milliseconds since the file changed, by `fs.now()`. */
export function ageOf(fs: FileSystem, stat: FileStat): number {
  return fs.now() - stat.ctimeMs;
}
