// What the writer needs to know of the version it is about to replace.

import { join } from 'node:path';
import type { Version } from './activeVersion.ts';
import { errnoOf } from './failure.ts';
import { type FileStat, type FileSystem, isUtf8Name } from './fileSystem.ts';
import { topLevelName } from './layout.ts';
import type { ValidPayload } from './payload.ts';
import { readRegularFile } from './readFile.ts';

export interface PublishedFiles {
  /** Of the version's directory; undefined when there is none. */
  readonly directory: FileStat | undefined;
  /** Path → stat of everything in the version that is not a directory; undefined for what cannot be looked up. */
  readonly files: ReadonlyMap<string, FileStat | undefined>;
  readonly topLevelNames: ReadonlySet<string>;
}

export const NOTHING_PUBLISHED: PublishedFiles = {
  directory: undefined,
  files: new Map(),
  topLevelNames: new Set(),
};

/** Reads no contents. A version that another writer removes meanwhile comes out as far as it was there. */
export function statPublishedFiles(fs: FileSystem, version: Version): PublishedFiles {
  const files = new Map<string, FileStat | undefined>();
  let directory: FileStat | undefined;
  const walk = (parent: string): void => {
    for (const { name, kind } of fs.readdir(join(version.path, parent))) {
      const path = parent === '' ? name : `${parent}/${name}`;
      if (!isUtf8Name(name)) files.set(path, undefined);
      else if (kind === 'directory') walk(path);
      else files.set(path, fs.lstat(join(version.path, path)));
    }
  };
  try {
    directory = fs.lstat(version.path);
    walk('');
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  return { directory, files, topLevelNames: new Set([...files.keys()].map(topLevelName)) };
}

/** True if the version holds exactly the payload: the same keys, modes and bytes. */
export function holdsPayload(
  fs: FileSystem,
  version: Version,
  published: PublishedFiles,
  payload: ValidPayload,
): boolean {
  if (published.files.size !== payload.size) return false;
  // Stats first: they are at hand, and tell most changes without reading a byte.
  for (const [key, { data, mode }] of payload) {
    const stat = published.files.get(key);
    if (stat?.kind !== 'file' || stat.size !== data.length) return false;
    if ((stat.mode & 0o777) !== mode) return false;
  }
  for (const [key, { data }] of payload) {
    try {
      const file = readRegularFile(fs, join(version.path, key), data.length);
      if (typeof file === 'string' || Buffer.compare(file.data, data) !== 0) return false;
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return false;
    }
  }
  return true;
}
