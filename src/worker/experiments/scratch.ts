// The scratch copy: a volume with the keys of another, by name and size. Its values are numbers of updates, so that a reader
// knows which version it got, and no value of a secret is copied.

import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { topLevelName } from '../../volume/layout.ts';
import { parsePayload, type ValidPayload } from '../../volume/payload.ts';
import type { ScratchKey } from '../protocol/experiments.ts';

/** One line for each ten bytes: the number of the update. */
const LINE = 10;
/** What more bytes cost would be the disk's time, not the watcher's or the writer's. */
const LARGEST = 64_000;

/** What a reader gets of a key: the update that wrote it, or what else is there. */
export type Read = number | 'missing' | 'torn';

/** With two keys at least, since one alone is never a mixture. */
export function scratchKeys(keys: readonly ScratchKey[]): ScratchKey[] {
  const others = ['app.yaml', 'flags.json']
    .filter((key) => keys.every((each) => each.key !== key))
    .map((key) => ({ key, size: 100 }));
  return [...keys, ...others.slice(0, Math.max(0, 2 - keys.length))].map(({ key, size }) => ({
    key,
    size: LINE * Math.min(Math.max(1, Math.ceil(size / LINE)), LARGEST / LINE),
  }));
}

/** Two keys that readers read: with links of their own if there are such. */
export function twoKeys(keys: readonly ScratchKey[]): readonly [ScratchKey, ScratchKey] {
  const [first, second] = keys;
  if (first === undefined || second === undefined) throw new Error('A scratch copy has two keys.');
  const other = keys.find(({ key }) => topLevelName(key) !== topLevelName(first.key));
  return [first, other ?? second];
}

/** All keys as update `number` writes them. */
export function scratchPayload(keys: readonly ScratchKey[], number: number): ValidPayload {
  const line = `${String(number).padStart(LINE - 1, '0')}\n`;
  return parsePayload(
    new Map(keys.map(({ key, size }) => [key, { data: Buffer.from(line.repeat(size / LINE)) }])),
  );
}

/** Opens the file by its path, as a program does that has just been told to load it. */
export function readScratch(directory: string, { key, size }: ScratchKey): Read {
  let fd: number;
  try {
    fd = openSync(join(directory, key), 'r');
  } catch {
    return 'missing';
  }
  try {
    const data = Buffer.alloc(size + 1);
    const length = readSync(fd, data);
    if (length !== size) return 'torn';
    const first = data.toString('latin1', 0, LINE);
    return first === data.toString('latin1', size - LINE, size) ? Number(first) : 'torn';
  } finally {
    closeSync(fd);
  }
}
