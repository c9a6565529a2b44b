// What is wrong with a volume, found on volumes that were made so.

import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  AtomicWriter,
  type FileSystem,
  nodeFileSystem,
  readSnapshot,
} from '../../../../src/volume/index.ts';
import { parseMountInfo } from '../../../../src/volume/places/mounts.ts';
import { findProblems } from '../../../../src/volume/problems/findProblems.ts';
import type { Findings, Problem } from '../../../../src/volume/problems/problem.ts';
import { later, observed, systemError } from '../../../shared/fileSystems.ts';
import { mountLines } from '../../../shared/mountTables.ts';
import { plant, trees } from '../../../shared/trees.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

const MINUTE = 60_000;
/** Long enough for what a live writer would have put right by now. */
const SETTLED = 3_000;

function find(target: string, fileSystem = nodeFileSystem): Findings {
  return findProblems(fileSystem, target, readSnapshot(nodeFileSystem, target));
}

function orphan(timestampDir: string, changedAt = 0) {
  return { kind: 'orphan' as const, timestampDir, changedAt };
}

/** The problems, but for the time of a change. */
function timeless({ problems }: Findings): Problem[] {
  return problems.map((problem) =>
    problem.kind === 'orphan' ? Object.assign(problem, { changedAt: 0 }) : problem,
  );
}

interface Case {
  name: string;
  /** Does something to a volume with the keys `key` and `dir/inner`. */
  spoil: (target: string, version: string) => void;
  /** How long ago; three seconds unless given. */
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
    age: 0,
    expected: whole,
    nextIn: 2_000,
  },
  {
    name: 'a ..data_tmp that nobody renamed',
    spoil: (target) => symlinkSync('..v2', join(target, '..data_tmp')),
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
    spoil: (target) => {
      mkdirSync(join(target, '..2026_01_01_00_00_00.1', 'dir'), { recursive: true });
      writeFileSync(join(target, '..2026_01_01_00_00_00.1', 'dir', 'file'), '12345');
      writeFileSync(join(target, '..2026_01_01_00_00_00.1', 'empty'), '');
    },
    age: 11 * MINUTE,
    expected: { problems: [orphan('..2026_01_01_00_00_00.1')] },
  },
  {
    name: 'a link whose key is gone',
    spoil: (target) => symlinkSync('..data/gone', join(target, 'gone')),
    expected: { problems: [{ kind: 'dangling-link', name: 'gone' }] },
  },
  {
    name: 'a link whose key may be about to come',
    spoil: (target) => symlinkSync('..data/coming', join(target, 'coming')),
    age: 0,
    expected: whole,
    nextIn: 2_000,
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
    name: 'a key whose link may be about to come',
    spoil: (target) => unlinkSync(join(target, 'dir')),
    age: 0,
    expected: whole,
    nextIn: 2_000,
  },
  {
    name: 'a file in the place of a link',
    spoil: (target) => {
      unlinkSync(join(target, 'key'));
      writeFileSync(join(target, 'key'), 'edited in place');
    },
    age: 0,
    expected: { problems: [{ kind: 'in-the-way', name: 'key', obstacle: 'file' }] },
  },
  {
    name: 'a directory in its place',
    spoil: (target) => {
      unlinkSync(join(target, 'dir'));
      mkdirSync(join(target, 'dir'));
    },
    expected: { problems: [{ kind: 'in-the-way', name: 'dir', obstacle: 'directory' }] },
  },
  {
    name: 'a directory in the place of ..data_tmp',
    spoil: (target) => mkdirSync(join(target, '..data_tmp')),
    expected: { problems: [{ kind: 'in-the-way', name: '..data_tmp', obstacle: 'directory' }] },
  },
  {
    name: 'a link to elsewhere in its place',
    spoil: (target) => {
      unlinkSync(join(target, 'key'));
      symlinkSync('/etc/hostname', join(target, 'key'));
    },
    age: 0,
    expected: { problems: [{ kind: 'foreign-link', name: 'key', target: '/etc/hostname' }] },
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

for (const { name, spoil, age = SETTLED, expected, nextIn } of cases) {
  const kinds = expected.problems.map(({ kind }) => kind).join(', ');
  test(`${name}: ${kinds === '' ? 'no problem' : kinds}`, (t) => {
    const target = tempTarget(t);
    const { timestampDir } = new AtomicWriter(target).write(
      payload({ key: '1', 'dir/inner': '2' }),
    );
    spoil(target, join(target, timestampDir));
    const found = find(target, later(age));
    assert.deepEqual(timeless(found), expected.problems);
    if (nextIn === undefined) assert.equal(found.nextIn, undefined);
    else assert.ok(Math.abs((found.nextIn ?? 0) - nextIn) < 1_000, String(found.nextIn));
  });
}

test('without a version only empty directories are leftovers: any other may be the only copy', (t) => {
  const target = tempTarget(t);
  mkdirSync(join(target, '..2026_01_01_00_00_00.1'));
  mkdirSync(join(target, '..2026_01_01_00_00_00.2'));
  symlinkSync('nowhere', join(target, '..2026_01_01_00_00_00.2', 'link'));
  assert.deepEqual(timeless(find(target, later(11 * MINUTE))), [
    { kind: 'data-link-missing' },
    orphan('..2026_01_01_00_00_00.1'),
  ]);
});

test('an orphan tells when it was changed', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ key: '1' }));
  const path = join(target, '..2026_01_01_00_00_00.1');
  mkdirSync(path);
  const { problems } = find(target, later(11 * MINUTE));
  assert.deepEqual(problems, [orphan('..2026_01_01_00_00_00.1', lstatSync(path).ctimeMs)]);
});

test('of very many problems the first are told, and how many more there are', (t) => {
  const target = tempTarget(t);
  const keys = Array.from({ length: 300 }, (_, n) => [`key${n}`, ''] as const);
  new AtomicWriter(target).write(payload(Object.fromEntries(keys)));
  for (const [key] of keys) unlinkSync(join(target, key));
  const { problems } = find(target, later(SETTLED));
  assert.equal(problems.length, 201);
  assert.deepEqual(problems.at(-1), { kind: 'more-problems', count: 100 });
});

test('the next publish mends what was found, but for what is not ours', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target, { fileSystem: later(11 * MINUTE) });
  writer.write(payload({ key: '1', other: '1' }));
  unlinkSync(join(target, 'key'));
  symlinkSync('..data/gone', join(target, 'gone'));
  symlinkSync('..v', join(target, '..data_tmp'));
  mkdirSync(join(target, '..2026_01_01_00_00_00.1'));
  assert.equal(find(target, later(11 * MINUTE)).problems.length, 4, 'before');
  writer.write(payload({ key: '1', other: '1' }));
  assert.deepEqual(find(target, later(11 * MINUTE)), whole);
});

test('a young link in an old version is that of a key to come', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ key: '1' }));
  symlinkSync('..data/coming', join(target, 'coming'));
  const swappedLongAgo: FileSystem = {
    ...nodeFileSystem,
    lstat: (path) => {
      const stat = nodeFileSystem.lstat(path);
      return path.endsWith('..data') ? { ...stat, ctimeMs: 0 } : stat;
    },
  };
  assert.deepEqual(find(target, swappedLongAgo).problems, []);
});

test('a volume that is updated meanwhile has no wrong links', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  writer.write(payload({ old: '1' }));
  const snapshot = readSnapshot(nodeFileSystem, target);
  writer.write(payload({ new: '1' }));
  assert.deepEqual(findProblems(later(SETTLED), target, snapshot).problems, []);
  for (let n = 1; n <= 20; n++) {
    writer.write(payload({ old: `${n}` }));
    const before = readSnapshot(nodeFileSystem, target);
    const updating = observed((count) => {
      if (count === n) writer.write(payload({ new: '1' }));
    }, later(SETTLED));
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

test('a key that is mounted by itself never changes, and is stale once its version is gone', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ a: '1' }));
  const volume =
    '/var/lib/kubelet/pods/x/volumes/kubernetes.io~configmap/c/..2026_11_22_10_00_00.1';
  const mounts = parseMountInfo(
    [
      `1 0 8:1 / / rw - ext4 /dev/sda rw`,
      `2 1 8:1 ${volume}/a ${target}/a ro - ext4 /dev/sda rw`,
      `3 1 8:1 ${volume}/b//deleted ${target}/b ro - ext4 /dev/sda rw`,
      `4 1 8:1 ${volume}/c /elsewhere/c ro - ext4 /dev/sda rw`,
    ].join('\n'),
  );
  const { problems } = findProblems(nodeFileSystem, target, readSnapshot(nodeFileSystem, target), {
    mounts,
  });
  const version = '..2026_11_22_10_00_00.1';
  assert.deepEqual(problems, [
    { kind: 'sub-path', path: `${target}/a`, version, key: 'a' },
    { kind: 'stale-sub-path', path: `${target}/b`, version, key: 'b' },
  ]);
});

test('such a mount is found by the path that people know, through a link', (t) => {
  const root = tempTarget(t);
  mkdirSync(join(root, 'run'));
  symlinkSync('run', join(root, 'var'));
  const target = join(root, 'var');
  const version = '..2026_11_22_10_00_00.1';
  const mounts = parseMountInfo(
    mountLines({ [join(root, 'run/token')]: `/${version}/token on tmpfs` }),
  );
  const { problems } = findProblems(nodeFileSystem, target, readSnapshot(nodeFileSystem, target), {
    mounts,
  });
  assert.deepEqual(problems, [
    { kind: 'sub-path', path: join(target, 'token'), version, key: 'token' },
  ]);
});

test('a folder of an old volume that is mounted alone has links that dangle; one of copies has none', (t) => {
  const folder = 'var/lib/kubelet/pods/u-1/volumes/kubernetes.io~configmap/configs/sub';
  for (const [tree, problem] of [
    ['danglingFolder', [{ kind: 'sub-path-folder', folder: 'sub' }]],
    ['copies', []],
    ['empty', []],
  ] as const) {
    const target = tempTarget(t);
    plant(target, trees[tree]);
    const { problems } = findProblems(
      nodeFileSystem,
      target,
      readSnapshot(nodeFileSystem, target),
      { mounts: parseMountInfo(mountLines({ [target]: `/${folder} on ext4 ro` })) },
    );
    assert.deepEqual(problems, problem, tree);
  }
});
