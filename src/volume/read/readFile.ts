// Reading one file of a version: a regular file, bounded, never through a link.

import { errnoOf, type UnreadReason } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';

/**
 * The whole file with its stat, or why it was not read.
 *
 * @throws the file system's ENOENT or ENOTDIR when the file has gone
 */
export function readRegularFile(
  fs: FileSystem,
  path: string,
  maxBytes: number,
): { data: Uint8Array; stat: FileStat } | UnreadReason {
  let fd: number;
  try {
    fd = fs.openForReading(path);
  } catch (error) {
    return reasonOf(error);
  }
  try {
    const stat = fs.fstat(fd);
    if (stat.kind !== 'file') return 'special-file';
    if (stat.size > maxBytes) return 'too-large';
    const data = new Uint8Array(stat.size);
    let length = 0;
    while (length < data.length) {
      const bytes = fs.read(fd, data, length);
      // Cut short by a program that writes into the version in place.
      if (bytes === 0) break;
      length += bytes;
    }
    return { data: data.subarray(0, length), stat };
  } catch (error) {
    return reasonOf(error);
  } finally {
    fs.close(fd);
  }
}

function reasonOf(error: unknown): UnreadReason {
  const errno = errnoOf(error);
  switch (errno) {
    case undefined:
    case 'ENOENT':
    case 'ENOTDIR':
      throw error;
    case 'ELOOP':
    case 'EMLINK':
      return 'link';
    case 'ENXIO':
      return 'special-file';
    case 'EACCES':
    case 'EPERM':
      return 'no-permission';
    default:
      return 'read-error';
  }
}
