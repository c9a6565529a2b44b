// What a program gets that opens a path in the target directory: through its links, but nothing outside of it.

import { join, relative, sep } from 'node:path';
import { inDirectoryBelow } from '../directory.ts';
import { errnoOf, orElse, type UnreadReason } from '../failure.ts';
import type { DirectoryEntry, FileSystem } from '../fileSystem.ts';
import { isBelow } from './activeVersion.ts';
import { readRegularFile } from './readFile.ts';

export interface LookedEntry {
  name: string;
  kind: DirectoryEntry['kind'];
  /** Of a link. */
  target?: string;
  /** Of a file. */
  size?: number;
}

export type LookedAt =
  | { kind: 'file'; data: Uint8Array }
  /** Sorted by name; `more` when there are others. */
  | { kind: 'directory'; entries: LookedEntry[]; more: boolean }
  /** It is there, but was not read. */
  | { kind: 'unread'; reason: UnreadReason }
  /** As opening it fails. */
  | { kind: 'nothing'; errno: string }
  /** A link leads out of the target directory; it was not followed. */
  | { kind: 'outside' };

const MOST_BYTES = 2 ** 20;
const MOST_ENTRIES = 1_000;

/** @param path relative to the target directory; '' for itself */
export function lookAt(fs: FileSystem, targetDir: string, path: string): LookedAt {
  try {
    const root = fs.realpath(targetDir);
    const real = fs.realpath(join(root, path));
    const below = relative(root, real);
    if (below !== '' && !isBelow(below)) return { kind: 'outside' };
    const names = below === '' ? [] : below.split(sep);
    if (fs.lstat(real).kind === 'directory') {
      return inDirectoryBelow(fs, root, names, (directory) => list(fs, directory));
    }
    const name = names.pop();
    const read = inDirectoryBelow(fs, root, names, (directory) =>
      readRegularFile(fs, `${directory}/${name}`, MOST_BYTES),
    );
    if (typeof read === 'string') return { kind: 'unread', reason: read };
    return { kind: 'file', data: read.data };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    return { kind: 'nothing', errno };
  }
}

function list(fs: FileSystem, directory: string): LookedAt {
  const listed = fs.readdir(directory, MOST_ENTRIES + 1);
  const entries = listed
    .slice(0, MOST_ENTRIES)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, kind }): LookedEntry => {
      const at = `${directory}/${name}`;
      if (kind === 'link') return { name, kind, target: orElse('', () => fs.readlink(at)) };
      if (kind === 'file') return { name, kind, size: orElse(0, () => fs.lstat(at).size) };
      return { name, kind };
    });
  return { kind: 'directory', entries, more: listed.length > MOST_ENTRIES };
}
