// Predicts what a directory to be made will be like, from its deepest parent that exists.

import { dirname } from 'node:path';
import { orElse } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { type NotWritable, statTargetDir, whyNotWritable } from '../targetDir.ts';
import { coveringMount, isInMemory, parseMountInfo } from './mounts.ts';

export interface Obstacle {
  /** The directory itself, or the parent that refuses. */
  at: string;
  reason: NotWritable | 'not-a-directory';
}

/** Why the directory cannot be made; undefined if nothing speaks against it. Making it may still fail. */
export function obstacleTo(fs: FileSystem, directory: string): Obstacle | undefined {
  const at = deepestThere(fs, directory);
  const isDirectory = orElse(false, () => statTargetDir(fs, at).kind === 'directory');
  if (!isDirectory) return { at, reason: 'not-a-directory' };
  const reason = orElse(undefined, () => whyNotWritable(fs, at));
  return reason && { at, reason };
}

/** Whether files made there would be in memory, not on a disk. */
export function isKeptInMemory(fs: FileSystem, directory: string): boolean {
  const there = deepestThere(fs, directory);
  const real = orElse(there, () => fs.realpath(there));
  const mount = coveringMount(parseMountInfo(fs.mountInfo()), real);
  return mount !== undefined && isInMemory(mount);
}

function deepestThere(fs: FileSystem, path: string): string {
  const isThere = orElse(false, () => fs.realpath(path) !== '');
  return isThere || dirname(path) === path ? path : deepestThere(fs, dirname(path));
}
