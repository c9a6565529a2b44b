// Removing a directory with all that is in it.

import { tolerate } from '../failure.ts';
import { inDirectory, NOT_THERE } from '../directory.ts';
import { type FileSystem, isUtf8Name } from '../fileSystem.ts';
import { type AbsolutePath, at } from '../paths.ts';

/** Follows no link. Leaves the entry alone if it is no directory. Another writer may be removing it at the same time. */
export function removeTree(fs: FileSystem, directory: AbsolutePath): void {
  tolerate(NOT_THERE, () => {
    inDirectory(fs, directory, (base) => empty(fs, base));
    fs.rmdir(directory);
  });
}

function empty(fs: FileSystem, directory: AbsolutePath): void {
  let entries = fs.readdir(directory);
  if (!entries.every(({ name }) => isUtf8Name(name))) {
    fs.renameUnnamable(directory);
    entries = fs.readdir(directory);
  }
  for (const { name, kind } of entries) {
    const path = at(directory, name);
    if (kind === 'directory') removeTree(fs, path);
    else tolerate(['ENOENT'], () => fs.unlink(path));
  }
}
