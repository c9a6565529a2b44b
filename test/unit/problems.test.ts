// What is wrong with a volume, found on volumes that were made so.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem, readSnapshot } from '../../src/volume/index.ts';
import { type Findings, findProblems } from '../../src/volume/problems.ts';
import { later, observed, systemError } from './fileSystems.ts';
import { payload, tempTarget } from './volumes.ts';

const MINUTE = 60_000;

function find(target: string, fileSystem = nodeFileSystem): Findings {
  return findProblems(fileSystem, target, readSnapshot(nodeFileSystem, target));
}

interface Case {
  name: string;
  /** Does something to a volume with the keys `key` and `dir/inner`. */
  spoil: (target: string, version: string) => void;
  age?: number;
  expected: Findings;
  /** When there is more to find, to within the second that the test may take. */
  nextIn?: number;
}

const whole: Findings = { problems: [] };
const cases: Case[] = [
  { name: 'a published volume', spoil: () => undefined, expected: whole },
  {
    name: 'a ..data_tmp of a moment ago',
    spoil: (target) => symlinkSync('..v2', join(target, '..data_tmp')),
    expected: whole,
    nextIn: 2_000,
  },
  {
    name: 'a ..data_tmp that nobody renamed',
    spoil: (target) => symlinkSync('..v2', join(target, '..data_tmp')),
    age: 3_000,
    expected: { problems: [{ kind: 'stale-new-data-dir' }] },
  },
  {
    name: 'a timestamp directory that may be being written',
    spoil: (target) => mkdirSync(join(target, '..2026_01_01_00_00_00.1')),
    age: 9 * MINUTE,
    expected: whole,
    nextIn: MINUTE,
  },
  {
    name: 'a timestamp directory that was given up',
    spoil: (target) => mkdirSync(join(target, '..2026_01_01_00_00_00.1')),
    age: 11 * MINUTE,
    expected: {
      problems: [{ kind: 'orphan', timestampDir: '..2026_01_01_00_00_00.1' }],
    },
  },
  {
    name: 'a link whose key is gone',
    spoil: (target) => symlinkSync('..data/gone', join(target, 'gone')),
    expected: { problems: [{ kind: 'dangling-link', name: 'gone' }] },
  },
  {
    name: 'a link to a directory without keys',
    spoil: (target, version) => {
      mkdirSync(join(version, 'empty'));
      symlinkSync('..data/empty', join(target, 'empty'));
    },
    expected: whole,
  },
  {
    name: 'links and files that are none of ours',
    spoil: (target) => {
      symlinkSync('nowhere', join(target, 'foreign'));
      symlinkSync('..data/gone', join(target, 'other-name'));
      symlinkSync('..data/..x', join(target, '..x'));
      writeFileSync(join(target, 'file'), '');
    },
    expected: whole,
  },
  {
    name: 'a key without a link',
    spoil: (target) => unlinkSync(join(target, 'dir')),
    expected: { problems: [{ kind: 'missing-link', name: 'dir' }] },
  },
  {
    name: 'a file in the place of a link',
    spoil: (target) => {
      unlinkSync(join(target, 'key'));
      writeFileSync(join(target, 'key'), 'edited in place');
    },
    expected: { problems: [{ kind: 'in-the-way', name: 'key' }] },
  },
  {
    name: 'a link to elsewhere in its place',
    spoil: (target) => {
      unlinkSync(join(target, 'key'));
      symlinkSync('/etc/hostname', join(target, 'key'));
    },
    expected: { problems: [{ kind: 'in-the-way', name: 'key' }] },
  },
  {
    name: 'a key that was not read',
    spoil: (_target, version) => symlinkSync('nowhere', join(version, 'dir', 'link')),
    expected: {
      problems: [{ kind: 'unread-key', key: 'dir/link', reason: 'link' }],
    },
  },
  {
    name: 'a reserved name in the version, which has no link',
    spoil: (_target, version) => writeFileSync(join(version, '..reserved'), ''),
    expected: {
      problems: [{ kind: 'unread-key', key: '..reserved', reason: 'reserved-name' }],
    },
  },
];

for (const { name, spoil, age = 0, expected, nextIn } of cases) {
  const kinds = expected.problems.map(({ kind }) => kind).join(', ');
  test(`${name}: ${kinds === '' ? 'no problem' : kinds}`, (t) => {
    const target = tempTarget(t);
    const { timestampDir } = new AtomicWriter(target).write(
      payload({ key: '1', 'dir/inner': '2' }),
    );
    spoil(target, join(target, timestampDir));
    const found = find(target, later(age));
    assert.deepEqual(found.problems, expected.problems);
    if (nextIn === undefined) assert.equal(found.nextIn, undefined);
    else assert.ok(Math.abs((found.nextIn ?? 0) - nextIn) < 1_000, String(found.nextIn));
  });
}

test('leftovers are found without any version as well', (t) => {
  const target = tempTarget(t);
  mkdirSync(join(target, '..2026_01_01_00_00_00.1'));
  assert.deepEqual(find(target, later(11 * MINUTE)).problems, [
    { kind: 'orphan', timestampDir: '..2026_01_01_00_00_00.1' },
  ]);
});

test('the next publish mends what was found, but for what is not ours', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target, { fileSystem: later(11 * MINUTE) });
  writer.write(payload({ key: '1', other: '1' }));
  unlinkSync(join(target, 'key'));
  symlinkSync('..data/gone', join(target, 'gone'));
  symlinkSync('..v', join(target, '..data_tmp'));
  mkdirSync(join(target, '..2026_01_01_00_00_00.1'));
  assert.equal(find(target, later(11 * MINUTE)).problems.length, 4);
  writer.write(payload({ key: '1', other: '1' }));
  assert.deepEqual(find(target, later(11 * MINUTE)), whole);
});

test('a volume that is updated meanwhile has no wrong links', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  writer.write(payload({ old: '1' }));
  const snapshot = readSnapshot(nodeFileSystem, target);
  writer.write(payload({ new: '1' }));
  assert.deepEqual(findProblems(nodeFileSystem, target, snapshot).problems, []);
  for (let n = 1; n <= 10; n++) {
    writer.write(payload({ old: `${n}` }));
    const before = readSnapshot(nodeFileSystem, target);
    const updating = observed((count) => {
      if (count === n) writer.write(payload({ new: '1' }));
    });
    assert.deepEqual(findProblems(updating, target, before).problems, [], `call ${n}`);
  }
});

test('a volume that goes away has no problems', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ key: '1' }));
  const snapshot = readSnapshot(nodeFileSystem, target);
  rmSync(target, { recursive: true });
  assert.deepEqual(findProblems(nodeFileSystem, target, snapshot), {
    problems: [],
  });
});

test('a bug is no problem of the volume: it is thrown on', (t) => {
  const target = tempTarget(t);
  const snapshot = readSnapshot(nodeFileSystem, target);
  for (const [error, thrown] of [
    [new TypeError('bug'), true],
    [systemError('ERR_INVALID_ARG_TYPE', 'x'), true],
    [systemError('EIO', 'readdir'), false],
  ] as const) {
    const failing = observed((_count, call) => {
      if (call === 'readdir') throw error;
    });
    const act = () => findProblems(failing, target, snapshot);
    if (thrown) assert.throws(act, error);
    else assert.deepEqual(act(), { problems: [] });
  }
});
