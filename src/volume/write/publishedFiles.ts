// What the writer needs to know of the version it is about to replace.

import { inVersion, type Version } from '../read/activeVersion.ts';
import { inDirectory, NOT_THERE } from '../directory.ts';
import { orElse, tolerate } from '../failure.ts';
import { type FileStat, type FileSystem, isUtf8Name } from '../fileSystem.ts';
import { at } from '../paths.ts';
import { directoriesOf, type PayloadDirectory, type ValidPayload } from '../payload.ts';

export interface PublishedFiles {
  /** Of the version's directory; undefined when there is none. */
  readonly directory: FileStat | undefined;
  /** Path → stat of everything in the version that is not a directory; undefined for what cannot be looked up. */
  readonly files: ReadonlyMap<string, FileStat | undefined>;
}

export const NOTHING_PUBLISHED: PublishedFiles = {
  directory: undefined,
  files: new Map(),
};

/**
 * Reads no contents. A version that another writer removes meanwhile comes out as far as it was there.
 *
 * The lstat of each file is the price of its owner, which no other call tells, and saves reading what has another size.
 */
export function statPublishedFiles(fs: FileSystem, version: Version): PublishedFiles {
  const files = new Map<string, FileStat | undefined>();
  const walk = (directory: string, prefix: string): void => {
    for (const { name, kind } of fs.readdir(directory)) {
      const [path, key] = [at(directory, name), `${prefix}${name}`];
      if (!isUtf8Name(name)) files.set(key, undefined);
      else if (kind === 'directory') inDirectory(fs, path, (inner) => walk(inner, `${key}/`));
      else files.set(key, fs.lstat(path));
    }
  };
  tolerate(NOT_THERE, () => inVersion(fs, version, (directory) => walk(directory, '')));
  return { directory: version.stat, files };
}

/** True if the version holds exactly the payload: the same keys, modes and bytes. */
export function holdsPayload(
  fs: FileSystem,
  version: Version,
  published: PublishedFiles,
  payload: ValidPayload,
): boolean {
  if (published.files.size !== payload.size) return false;
  // The stats are at hand, and show most changes without reading a byte.
  for (const [key, { data, mode }] of payload) {
    const stat = published.files.get(key);
    if (stat?.kind !== 'file' || stat.size !== data.length) return false;
    if ((stat.mode & 0o777) !== mode) return false;
  }
  const tree = directoriesOf(payload);
  const holdsAll = (directory: string, { files, directories }: PayloadDirectory): boolean =>
    files.every(({ name, file }) => holds(fs, at(directory, name), file.data)) &&
    directories.every(({ name, inner }) =>
      inDirectory(fs, at(directory, name), (directory) => holdsAll(directory, inner)),
    );
  return orElse(false, () => inVersion(fs, version, (directory) => holdsAll(directory, tree)));
}

/** Whether the file has exactly these bytes. False if it cannot be read. */
function holds(fs: FileSystem, path: string, data: Uint8Array): boolean {
  return orElse(false, () => {
    const fd = fs.openForReading(path);
    try {
      // One byte more than expected: then the end shows without another read.
      const read = new Uint8Array(data.length + 1);
      let length = 0;
      let bytes: number;
      do {
        bytes = fs.read(fd, read, length);
        length += bytes;
      } while (bytes > 0 && length < data.length);
      return length === data.length && Buffer.compare(read.subarray(0, length), data) === 0;
    } finally {
      fs.close(fd);
    }
  });
}
