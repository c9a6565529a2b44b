// Looks that treat what is missing, or forbidden to this user, as nothing instead of an error.

import { orElse } from '../failure.ts';
import type { DirectoryEntry, FileSystem } from '../fileSystem.ts';

export function listing(fs: FileSystem, directory: string): DirectoryEntry[] {
  return orElse([], () => fs.readdir(directory));
}

/** Empty if the path is no link. */
export function linkTarget(fs: FileSystem, path: string): string {
  return orElse('', () => fs.readlink(path));
}

/** The path itself if nothing is there: the path alone may show what it was. */
export function realPath(fs: FileSystem, path: string): string {
  return orElse(path, () => fs.realpath(path));
}
