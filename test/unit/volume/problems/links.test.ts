// Links of keys that are spelled otherwise, and folders of before 1.10: what counts is where they lead.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  AtomicWriter,
  type FileSystem,
  nodeFileSystem,
  readSnapshot,
} from '../../../../src/volume/index.ts';
import { findProblems } from '../../../../src/volume/problems/findProblems.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import { later } from '../../../shared/fileSystems.ts';
import { plant, trees } from '../../../shared/trees.ts';
import { contents, payload, tempTarget } from '../../../shared/volumes.ts';

function find(target: string, fileSystem: FileSystem = later(3_000)): Problem[] {
  return findProblems(fileSystem, target, readSnapshot(fileSystem, target)).problems;
}

/** A volume with the key `ca.crt`, whose link is made anew. */
function volume(t: TestContext, link: (target: string, version: string) => string): string {
  const target = tempTarget(t);
  const { timestampDir } = new AtomicWriter(target).write(payload({ 'ca.crt': 'x' }));
  unlinkSync(join(target, 'ca.crt'));
  symlinkSync(link(target, timestampDir), join(target, 'ca.crt'));
  return target;
}

const cases: [string, (target: string, version: string) => string, Problem['kind'] | undefined][] =
  [
    ['a dot before it', () => './..data/ca.crt', undefined],
    ['a slash too many', () => '..data//ca.crt', undefined],
    ['a detour inside', (_, version) => `${version}/../..data/ca.crt`, undefined],
    ['an absolute path', (target) => `${target}/..data/ca.crt`, 'link-detour'],
    [
      'the way through the parent',
      (target) => `../${target.slice(target.lastIndexOf('/') + 1)}/..data/ca.crt`,
      'link-detour',
    ],
    // It leads there only until the next update.
    ['the version itself', (_, version) => `${version}/ca.crt`, 'foreign-link'],
    ['another key', () => '..data/other', 'foreign-link'],
    ['the key of another volume', () => '/nowhere/..data/ca.crt', 'foreign-link'],
    // On Linux that is a name, and nothing has it.
    ['a backslash', () => String.raw`..data\ca.crt`, 'foreign-link'],
  ];

for (const [name, link, kind] of cases) {
  test(`a link by ${name}: ${kind ?? 'no problem'}`, (t) => {
    const target = volume(t, link);
    const [problem, ...others] = find(target);
    assert.deepEqual([problem?.kind, others], [kind, []]);
  });
}

/** As readlink tells it on Windows. */
const windows: FileSystem = {
  ...later(3_000),
  readlink: (path) => nodeFileSystem.readlink(path).replace('/', '\\'),
};

test('a link of a Windows kubelet is no problem', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ 'ca.crt': 'x' }));
  assert.deepEqual(find(target, windows), []);
});

for (const link of ['./..data/ca.crt', '..data//ca.crt']) {
  test(`${link} goes with its key, and is a key's again`, (t) => {
    const target = volume(t, () => link);
    const writer = new AtomicWriter(target);
    writer.write(payload({ other: 'y' }));
    assert.deepEqual(contents(target), { other: 'y' });
    assert.deepEqual(find(target), []);
    // One that was left behind dangles; a new key may have it.
    symlinkSync(link, join(target, 'ca.crt'));
    assert.deepEqual(find(target), [{ kind: 'dangling-link', name: 'ca.crt' }]);
    writer.write(payload({ 'ca.crt': 'z' }));
    assert.deepEqual(find(target), []);
  });
}

const TIMESTAMP = '..9989_19_09_08_07_10.167761965';
const before110 = [
  `${TIMESTAMP}/my/image.conf: x`,
  `${TIMESTAMP}/top: t`,
  `..data -> ${TIMESTAMP}`,
  'my/image.conf -> ../..data/my/image.conf',
  'top -> ..data/top',
];

for (const [name, entries] of [
  ['one folder', before110],
  ['folders in folders', trees.nestedLinks],
  ['a folder of a folder', trees.onlyDeepLinks],
] as const) {
  test(`a volume of before 1.10 with ${name} is whole`, (t) => {
    const target = tempTarget(t);
    plant(target, entries);
    assert.deepEqual(find(target), []);
  });
}

test('a volume of before 1.10 can be published to, and its folders stay', (t) => {
  const target = tempTarget(t);
  plant(target, before110);
  const writer = new AtomicWriter(target);
  assert.equal(writer.write(payload({ 'my/image.conf': 'new', top: 't' })).previous, TIMESTAMP);
  assert.equal(nodeFileSystem.readlink(join(target, 'my/image.conf')), '../..data/my/image.conf');
  assert.deepEqual(contents(target), { 'my/image.conf': 'new', top: 't' });
  assert.deepEqual(find(target), []);
  // A key that no link in the folder leads to is not seen by programs, as with the kubelet's own writer: it is said.
  writer.write(payload({ 'my/image.conf': 'new', 'my/other': 'x' }));
  assert.deepEqual(find(target), [{ kind: 'in-the-way', name: 'my', obstacle: 'directory' }]);
});

test('a folder without links of its own is in the way', (t) => {
  const target = tempTarget(t);
  plant(target, before110);
  rmSync(join(target, 'my'), { recursive: true });
  mkdirSync(join(target, 'my'));
  const expected: Problem[] = [{ kind: 'in-the-way', name: 'my', obstacle: 'directory' }];
  assert.deepEqual(find(target), expected);
  symlinkSync('../..data/my/other', join(target, 'my/image.conf'));
  assert.deepEqual(find(target), expected);
  assert.throws(() => new AtomicWriter(target).write(payload({ 'my/image.conf': '1' })));
});
