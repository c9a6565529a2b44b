// Random trees of anything that can be in a directory, by someone who knows the reserved names.

import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../../src/volume/failure.ts';
import { fc } from '../../shared/fastCheck.ts';

const VERSIONS = ['..2026_01_01_00_00_00.1', '..2026_01_02_00_00_00.2', '..v3'];
const RESERVED = ['..data', '..data_tmp', ...VERSIONS];
const KEYS = ['key', 'conf', 'a', 'b'];
const ODD = ['\n', ' ', '-rf', '...', '..x', '\u202E', '\u{1F600}', '\uFFFD', 'x'.repeat(255)];

const topLevel = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...RESERVED) },
  { weight: 4, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD) },
);
const below = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD, '..data', ...VERSIONS) },
);
const paths = fc
  .tuple(topLevel, fc.array(below, { maxLength: 3 }))
  .map(([name, names]) => [name, ...names].join('/'));

const targets = fc.oneof(
  fc.constantFrom(...VERSIONS, ...KEYS.map((name) => `..data/${name}`)),
  fc.constantFrom(
    '.',
    '..',
    '/',
    'OUTSIDE',
    '../outside',
    '../outside/folder',
    'nowhere',
    '..data',
    'conf',
  ),
  fc.constantFrom('../target', '../target/..v3', './..v3', '..v3/', '..v3/conf/..', '..data/../a'),
);

/** Path, and what is there; a link has a target. `bytes`: another file beside it has a name that is no UTF-8. */
const entries = fc.record({
  path: paths,
  kind: fc.constantFrom('file', 'file', 'directory', 'directory', 'link', 'link', 'fifo', 'bytes'),
  target: targets,
  mode: fc.constantFrom(0o644, 0o600, 0o666, 0o000),
});

/** With a version and `..data` in most of them, else little would be read. */
export const wildTrees = fc
  .tuple(
    fc.array(entries, { maxLength: 25 }),
    fc.option(fc.constantFrom(...VERSIONS), { freq: 4, nil: undefined }),
  )
  .map(([entries, active]) =>
    active === undefined
      ? entries
      : [
          { path: `${active}/key`, kind: 'file', target: '', mode: 0o644 },
          { path: '..data', kind: 'link', target: active, mode: 0 },
        ].concat(entries),
  );

interface Wild {
  path: string;
  kind: string;
  target: string;
  mode: number;
}

export type WildTree = readonly Wild[];

/** Makes what there is room for: where something has a name already, or is no directory, the rest is passed over. */
export function plantWild(target: string, outside: string, entries: WildTree): void {
  const fifos: string[] = [];
  for (const entry of entries) {
    const path = join(target, entry.path);
    if (!makeRealDirectory(target, dirname(path))) continue;
    try {
      if (entry.kind === 'fifo') fifos.push(path);
      else plantOne(path, outside, entry);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
    }
  }
  const free = [...new Set(fifos)].filter((path) => isFree(path));
  if (free.length > 0) execFileSync('mkfifo', ['--', ...free]);
}

function plantOne(path: string, outside: string, { path: text, kind, target, mode }: Wild): void {
  if (kind === 'directory') mkdirSync(path);
  else if (kind === 'link') symlinkSync(target.replace('OUTSIDE', outside), path);
  else if (kind === 'file') writeFileSync(path, text, { flag: 'wx', mode });
  else writeFileSync(notUtf8(dirname(path)), '', { flag: 'wx' });
}

function notUtf8(directory: string): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0xe9])]);
}

function makeRealDirectory(target: string, path: string): boolean {
  if (path === target) return true;
  if (!makeRealDirectory(target, dirname(path))) return false;
  try {
    if (isFree(path)) mkdirSync(path);
    return lstatSync(path).isDirectory();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false;
  }
}

function isFree(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}
