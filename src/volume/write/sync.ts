// What survives a power failure: a directory's entries are on disk once it is synced, as a file's bytes are.

import { sep } from 'node:path';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';

/** Also where the path is a link to a directory. */
export function syncDirectory(fs: FileSystem, path: string): void {
  const fd = fs.openForReading(`${path}${sep}.`);
  try {
    fs.fsync(fd);
  } finally {
    fs.close(fd);
  }
}

/** After the swap nothing is refused any more: the new version is active, whatever the disk says. */
export function syncSwap(fs: FileSystem, targetDir: string): string | undefined {
  try {
    syncDirectory(fs, targetDir);
    return undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    return errno;
  }
}
