// How much there is in a directory, counted up to a bound and without following any link.

import { inDirectory } from '../directory.ts';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { type AbsolutePath, at } from '../paths.ts';

export interface TreeSize {
  files: number;
  bytes: number;
  /** There is more: the bound was reached, or something could not be looked at. */
  atLeast: boolean;
  /** When the directory itself was last changed in any way. */
  changedAt: number;
}

/** @param atMost files and directories to look at */
export function measureTree(fs: FileSystem, directory: AbsolutePath, atMost = 100_000): TreeSize {
  const size: TreeSize = {
    files: 0,
    bytes: 0,
    atLeast: false,
    changedAt: fs.lstat(directory).ctimeMs,
  };
  let entries = 0;
  const walk = (parent: string): void => {
    for (const { name, kind } of fs.readdir(parent, atMost - entries + 1)) {
      if (++entries > atMost) {
        size.atLeast = true;
        return;
      }
      try {
        const path = at(parent, name);
        if (kind === 'directory') inDirectory(fs, path, walk);
        else {
          size.files++;
          size.bytes += fs.lstat(path).size;
        }
      } catch (error) {
        if (errnoOf(error) === undefined) throw error;
        size.atLeast = true;
      }
    }
  };
  try {
    inDirectory(fs, directory, walk);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    size.atLeast = true;
  }
  return size;
}
