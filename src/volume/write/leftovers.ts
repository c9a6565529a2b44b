// What dead writers leave behind, and when it may be taken away.

import { join } from 'node:path';
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

export interface Leftovers {
  /** A `..data_tmp` that no live writer holds. The kubelet's writer fails on it for ever. */
  staleNewDataDir: boolean;
  /** Timestamp directories that are neither active, nor kept, nor young enough to be another writer's work. */
  orphans: string[];
  /** Milliseconds until the next thing here is old enough to be a leftover, should it still be there. */
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
    const stat = tolerate(['ENOENT'], () => fs.lstat(join(targetDir, name)));
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

/** The active version may be a directory in a timestamp directory; one that cannot be read may be any. */
function mayHold(timestampDir: string, active: ActiveVersion): boolean {
  return active.state === 'unreadable' || topLevelName(versionName(active) ?? '') === timestampDir;
}

/**
 * A swap always makes a young directory active, so an old one that is not active never becomes so again. How old they are
 * says the file system's clock alone: with a server's that is behind, live writers' would pass for old.
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
  if (staleNewDataDir) tolerate(['ENOENT'], () => fs.unlink(join(targetDir, NEW_DATA_DIR)));
  for (const name of orphans) {
    // Should clocks differ, what another writer made active just now passes for old.
    if (!mayHold(name, readActiveVersion(fs, targetDir))) removeTree(fs, join(targetDir, name));
  }
}

/** The time by the file system's own clock: that of a directory which is made for this, and removed. */
export function fileSystemTime(fs: FileSystem, targetDir: string): number {
  const { name, now } = makeTimestampDir(fs, targetDir, undefined);
  fs.rmdir(join(targetDir, name));
  return now();
}

/** Milliseconds since anything about the file changed, by our clock: for what is shown, not for what is removed. */
export function ageOf(fs: FileSystem, stat: FileStat): number {
  return fs.now() - stat.ctimeMs;
}
