// A `..data` that leads to no version: what it is called, and what it could be pointed at.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import { findProblems } from '../../../../src/volume/problems/findProblems.ts';
import type { Findings, Problem } from '../../../../src/volume/problems/problem.ts';
import { later } from '../../../shared/fileSystems.ts';
import { plant, trees } from '../../../shared/trees.ts';
import { payload, tempTarget, tempTargets } from '../../../shared/volumes.ts';

const MINUTE = 60_000;
const [V1, V2, V3] = [1, 2, 3].map((n) => `..2026_01_0${n}_00_00_00.${n}`) as [
  string,
  string,
  string,
];

function find(target: string, age = 11 * MINUTE): Findings {
  const fileSystem = later(age);
  return findProblems(fileSystem, target, readSnapshot(fileSystem, target));
}

/** Makes a directory with a key of each name. */
function version(target: string, name: string, keys: readonly string[] = ['key']): void {
  mkdirSync(join(target, name), { recursive: true });
  for (const key of keys) writeFileSync(join(target, name, key), key);
}

function dataLink(to: string) {
  return (target: string) => symlinkSync(to, join(target, '..data'));
}

interface Case {
  name: string;
  make: (target: string) => void;
  expected: Problem[];
}

const cases: Case[] = [
  { name: 'an empty directory', make: () => undefined, expected: [] },
  {
    name: 'a directory with files of any kind',
    make: (target) => {
      version(target, '.', ['file']);
      version(target, 'dir');
      symlinkSync('file', join(target, 'link'));
    },
    expected: [],
  },
  {
    name: 'a version without ..data',
    make: (target) => version(target, V1),
    expected: [{ kind: 'data-link-missing', candidate: V1 }],
  },
  {
    name: 'a link without ..data',
    make: (target) => symlinkSync('..data/key', join(target, 'key')),
    expected: [{ kind: 'data-link-missing' }],
  },
  {
    name: 'a ..data to nowhere',
    make: dataLink(V1),
    expected: [{ kind: 'data-link-dangles', target: V1 }],
  },
  {
    name: 'one with whole versions beside it',
    make: (target) => {
      for (const name of [V1, V2]) version(target, name);
      dataLink(V3)(target);
    },
    expected: [{ kind: 'data-link-dangles', target: V3, candidate: V2 }],
  },
  {
    name: 'one with versions of the same second',
    make: (target) => {
      const [older, newer] = [`${V1}9`, `${V1}1`];
      for (const name of [older, newer]) version(target, name);
      utimesSync(join(target, older), 1, 1);
      dataLink(V3)(target);
    },
    expected: [{ kind: 'data-link-dangles', target: V3, candidate: `${V1}1` }],
  },
  {
    name: 'one with a newer version that lacks a key with a link',
    make: (target) => {
      version(target, V1, ['key', 'other']);
      version(target, V2, ['key']);
      symlinkSync('..data/other', join(target, 'other'));
      dataLink(V3)(target);
    },
    expected: [{ kind: 'data-link-dangles', target: V3, candidate: V1 }],
  },
  {
    name: 'one with newer versions that are not whole',
    make: (target) => {
      version(target, V1);
      symlinkSync('/etc', join(target, V2));
      version(target, V3);
      symlinkSync('/etc', join(target, V3, 'link'));
      dataLink('..gone')(target);
    },
    expected: [{ kind: 'data-link-dangles', target: '..gone', candidate: V1 }],
  },
  {
    name: 'a ..data with the path of another place, with a directory of that name here',
    make: (target) => {
      version(target, 'worktree');
      version(target, V1);
      dataLink('/nowhere/worktree')(target);
    },
    expected: [{ kind: 'data-link-dangles', target: '/nowhere/worktree', candidate: 'worktree' }],
  },
  {
    name: 'a ..data to a file',
    make: (target) => {
      version(target, '.', ['file']);
      version(target, V1);
      dataLink('file')(target);
    },
    expected: [{ kind: 'version-not-a-directory', target: 'file', candidate: V1 }],
  },
  {
    name: 'a ..data to a place outside',
    make: (target) => {
      version(target, V1);
      dataLink('/etc')(target);
    },
    expected: [{ kind: 'data-link-outside', target: '/etc' }],
  },
  {
    name: 'a ..data to itself',
    make: dataLink('..data'),
    expected: [{ kind: 'data-link-outside', target: '..data' }],
  },
  {
    name: 'a directory named ..data',
    make: (target) => mkdirSync(join(target, '..data')),
    expected: [{ kind: 'data-not-a-link', obstacle: 'directory' }],
  },
  {
    name: 'a file named ..data',
    make: (target) => version(target, '.', ['..data']),
    expected: [{ kind: 'data-not-a-link', obstacle: 'file' }],
  },
  {
    name: 'a FIFO named ..data',
    make: (target) => execFileSync('mkfifo', [join(target, '..data')]),
    expected: [{ kind: 'data-not-a-link', obstacle: 'other' }],
  },
];

for (const { name, make, expected } of cases) {
  test(`${name}: ${expected.map(({ kind }) => kind).join() || 'no problem'}`, (t) => {
    const target = tempTarget(t);
    make(target);
    assert.deepEqual(find(target).problems, expected);
  });
}

test('where links show as what they lead to, that is all that is wrong', (t) => {
  const target = tempTarget(t);
  plant(target, trees.linksFollowed);
  assert.deepEqual(find(target).problems, [{ kind: 'links-followed' }]);
});

test('a version that may be being written is no candidate until it is ten minutes old', (t) => {
  const target = tempTarget(t);
  version(target, V1);
  dataLink(V3)(target);
  const { problems, nextIn } = find(target, 9 * MINUTE);
  assert.deepEqual(problems, [{ kind: 'data-link-dangles', target: V3, isYoung: true }]);
  assert.ok(Math.abs((nextIn ?? 0) - MINUTE) < 1_000, String(nextIn));
});

test('a first publish on its way is nothing to wait for yet', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target).steps(payload({ key: '1' }));
  for (let step = 0; step < 7; step++) writer.next();
  const { problems, nextIn } = find(target, 0);
  assert.deepEqual(problems, []);
  assert.ok(Math.abs((nextIn ?? 0) - 2_000) < 1_000, String(nextIn));
  assert.deepEqual(find(target, 3_000).problems, [{ kind: 'data-link-missing', isYoung: true }]);
});

test('a ..data that holds at one path only is one whose target leaves the volume on the way', (t) => {
  const make = tempTargets(t);
  for (const [to, isDetour] of [
    [(target: string) => join(target, V1), true],
    [(target: string) => `../${basename(target)}/${V1}`, true],
    [() => `./${V1}`, false],
    [() => `dir/../${V1}`, false],
  ] as const) {
    const target = make();
    mkdirSync(join(target, 'dir'));
    version(target, V1, []);
    dataLink(to(target))(target);
    const expected = { kind: 'data-link-detour', target: to(target), version: V1 };
    assert.deepEqual(find(target).problems, isDetour ? [expected] : []);
  }
});

test('a copy of a volume whose ..data names the original has its own version as the candidate', (t) => {
  const [original, copy] = [tempTarget(t), tempTarget(t)];
  for (const target of [original, copy]) {
    version(target, V1);
    dataLink(join(original, V1))(target);
  }
  assert.deepEqual(find(copy).problems, [
    { kind: 'data-link-outside', target: join(original, V1), candidate: V1 },
  ]);
});

test('a file in the place of the volume is a problem, nothing there is none', (t) => {
  const target = tempTarget(t);
  writeFileSync(join(target, 'file'), '');
  assert.deepEqual(find(join(target, 'file')).problems, [{ kind: 'not-a-directory' }]);
  assert.deepEqual(find(join(target, 'nothing')), { problems: [] });
});

test('a version that is too large is a problem', (t) => {
  const target = tempTarget(t);
  version(target, V1);
  dataLink(V1)(target);
  const limits = { entries: 0, totalBytes: 1, fileBytes: 1, depth: 1 };
  const snapshot = readSnapshot(nodeFileSystem, target, limits);
  assert.deepEqual(findProblems(nodeFileSystem, target, snapshot).problems, [
    { kind: 'too-large', limit: 'entries' },
  ]);
});
