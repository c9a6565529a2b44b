// The target directory itself: the mount root of a volume.

import { sep } from 'node:path';
import { errnoOf } from './failure.ts';
import type { FileStat, FileSystem } from './fileSystem.ts';

/** Of the directory, also where its path is a link to it. @throws as node:fs, when there is none */
export function statTargetDir(fs: FileSystem, targetDir: string): FileStat {
  return fs.lstat(`${targetDir}${sep}.`);
}

export type NotWritable = 'read-only-file-system' | 'no-permission';

/** Why this process may not write into the directory; undefined when it may. @throws as node:fs for any other reason */
export function whyNotWritable(fs: FileSystem, targetDir: string): NotWritable | undefined {
  try {
    fs.checkWritable(targetDir);
    return undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EROFS') return 'read-only-file-system';
    if (errno === 'EACCES' || errno === 'EPERM') return 'no-permission';
    throw error;
  }
}
