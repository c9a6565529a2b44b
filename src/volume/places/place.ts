// What is at a path that a person names, or would be if it were made: told before anything is made or shown there.

import { dirname, join } from 'node:path';
import { errnoOf, orElse } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { DATA_DIR } from '../layout.ts';
import { type NotWritable, statTargetDir, whyNotWritable } from '../targetDir.ts';
import { realPath } from './look.ts';
import { coveringMount, isInMemory, parseMountInfo } from './mounts.ts';

export interface Place {
  /** At the end of the links that lead there; a link where that is nothing. */
  is: FileStat['kind'] | 'nothing';
  /** Whether it is a directory with a `..data`. */
  isVolume: boolean;
  /** Something is mounted there: a file may be, with `subPath`. */
  isMountPoint: boolean;
  /** Files that are made there would be in memory, not on a disk. */
  isInMemory: boolean;
  /** Why no volume can be made there; undefined if nothing speaks against it. Making it may still fail. */
  obstacle?: Obstacle;
}

export type Obstacle =
  /** `at`: the directory itself, or the parent that refuses. */
  | { reason: NotWritable | 'not-a-directory'; at: string }
  | { reason: 'not-empty' }
  /** Its entries cannot be listed. */
  | { reason: 'refused'; errno: string };

/** @param path absolute */
export function placeAt(fs: FileSystem, path: string): Place {
  const mounts = parseMountInfo(fs.mountInfo());
  const mount = coveringMount(mounts, realPath(fs, deepestThere(fs, path)));
  const obstacle = obstacleTo(fs, path);
  return {
    is: orElse('nothing', () => fs.lstat(realPath(fs, path)).kind),
    isVolume: orElse(false, () => fs.lstat(join(path, DATA_DIR)) !== undefined),
    isMountPoint: mounts.some(({ mountPoint }) => mountPoint === path),
    isInMemory: mount !== undefined && isInMemory(mount),
    ...(obstacle !== undefined && { obstacle }),
  };
}

function obstacleTo(fs: FileSystem, path: string): Obstacle | undefined {
  const at = deepestThere(fs, path);
  const isDirectory = orElse(false, () => statTargetDir(fs, at).kind === 'directory');
  if (!isDirectory) return { at, reason: 'not-a-directory' };
  const reason = orElse(undefined, () => whyNotWritable(fs, at));
  if (reason !== undefined) return { at, reason };
  if (at !== path) return undefined;
  try {
    return fs.readdir(path, 1).length > 0 ? { reason: 'not-empty' } : undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    return { reason: 'refused', errno };
  }
}

/** The path, or the nearest directory above it that is there. */
function deepestThere(fs: FileSystem, path: string): string {
  const isThere = orElse(false, () => fs.realpath(path) !== '');
  return isThere || dirname(path) === path ? path : deepestThere(fs, dirname(path));
}
