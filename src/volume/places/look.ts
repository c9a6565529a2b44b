// Looking at what may not be there, or is not for this user: then there is nothing to see, and no error.

import { orElse } from '../failure.ts';
import type { DirectoryEntry, FileSystem } from '../fileSystem.ts';

export function listing(fs: FileSystem, directory: string): DirectoryEntry[] {
  return orElse([], () => fs.readdir(directory));
}

/** Empty for what is no link. */
export function linkTarget(fs: FileSystem, path: string): string {
  return orElse('', () => fs.readlink(path));
}

/** The path itself where nothing is: it may tell something all the same. */
export function realPath(fs: FileSystem, path: string): string {
  return orElse(path, () => fs.realpath(path));
}
