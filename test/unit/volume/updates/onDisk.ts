// What an update has left on disk, found without its help: to hold against what it says.

import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../../../src/volume/failure.ts';
import type { Payload } from '../../../../src/volume/index.ts';
import { topLevelName } from '../../../../src/volume/layout.ts';
import type { Left, Seen } from '../../../../src/volume/updates/update.ts';

/** The text that a program gets which opens the key, or ENOENT. */
export function readKey(target: string, key: string): string {
  try {
    return readFileSync(join(target, key), 'latin1');
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    // A key that is a folder in the other version, or in one that is a key there.
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errno)) return 'ENOENT';
    throw error;
  }
}

/** The same from what the update says of the key. */
export function textSeen(seen: Seen, key: string, before: Payload, after: Payload): string {
  const textIn = (payload: Payload) =>
    Buffer.from(payload.get(key)?.data ?? Buffer.from('no such key')).toString('latin1');
  switch (seen) {
    case 'old':
      return textIn(before);
    case 'new':
      return textIn(after);
    case 'empty':
      return '';
    case 'nothing':
      return 'ENOENT';
  }
}

/** Sorted lines such as `dangling link key`. */
export function told(left: readonly Left[]): string[] {
  return left.map((one) => ('path' in one ? `${one.left} ${one.path}` : one.left)).sort();
}

/** @param version the one that was active before */
export function findLeft(
  target: string,
  version: string,
  before: Payload,
  after: Payload,
): string[] {
  const active = readlinkSync(join(target, '..data'));
  const found: string[] = [];
  const names = readdirSync(target);
  const exists = (path: string) => lstatSync(join(target, path), { throwIfNoEntry: false });
  for (const name of names) {
    const stat = lstatSync(join(target, name));
    if (name === '..data_tmp') found.push('new data link');
    else if (name === version && name !== active) found.push(`old version ${name}`);
    else if (name.startsWith('..2') && name !== active) found.push('unfinished version');
    else if (stat.isSymbolicLink() && name !== '..data') {
      if (readlinkSync(join(target, name)).startsWith('..2')) found.push(`direct link ${name}`);
      else if (exists(`..data/${name}`) === undefined) {
        const isEarly = [...after.keys()].map(topLevelName).includes(name);
        found.push(`${isEarly ? 'early' : 'dangling'} link ${name}`);
      }
    } else if (stat.isFile()) found.push(`file of no version ${name}`);
    else if (stat.isDirectory() && !name.startsWith('..')) {
      for (const inner of filesBelow(join(target, name))) {
        found.push(`file of no version ${name}/${inner}`);
      }
    }
  }
  for (const name of readdirSync(join(target, active))) {
    if (!names.includes(name)) found.push(`missing link ${name}`);
  }
  if (active !== version) return found.sort();
  const files = filesBelow(join(target, version));
  for (const key of new Set([...files, ...before.keys()])) {
    const text = readKey(target, `${version}/${key}`);
    if (text !== textSeen(before.has(key) ? 'old' : 'nothing', key, before, after)) {
      found.push(`file changed in place ${version}/${key}`);
    }
  }
  return found.sort();
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    lstatSync(join(directory, path)).isFile(),
  );
}
