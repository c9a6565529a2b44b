// Removing a directory with all that is in it.

import { join } from 'node:path';
import { tolerate } from '../failure.ts';
import { type FileSystem, isUtf8Name } from '../fileSystem.ts';

/** Removes a directory without following any link. Another writer may be removing it as well. */
export function removeTree(fs: FileSystem, directory: string): void {
  tolerate(['ENOENT'], () => {
    const entries = fs.readdir(directory);
    for (const { name, kind } of entries) {
      const path = join(directory, name);
      if (kind === 'directory') removeTree(fs, path);
      else tolerate(['ENOENT'], () => fs.unlink(path));
    }
    if (entries.every(({ name }) => isUtf8Name(name))) fs.rmdir(directory);
    else fs.removeAll(directory);
  });
}
