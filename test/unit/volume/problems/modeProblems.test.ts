// Modes that are a trap, modes that are meant, and keys that are not for this process.

import assert from 'node:assert/strict';
import { chmodSync, chownSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, type FileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import { findProblems } from '../../../../src/volume/problems/findProblems.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import { later, observed, systemError } from '../../../shared/fileSystems.ts';
import { payload, tempTarget, versionToFill } from '../../../shared/volumes.ts';

function find(target: string, fileSystem: FileSystem = later(3_000)): Problem[] {
  return findProblems(fileSystem, target, readSnapshot(fileSystem, target)).problems;
}

interface Case {
  name: string;
  /** Key → mode. */
  keys: Record<string, number>;
  /** Path in the version → mode set afterwards. */
  modes?: Record<string, number>;
  expected: Problem[];
}

const cases: Case[] = [
  { name: 'an ordinary version', keys: { a: 0o644, 'dir/b': 0o644 }, expected: [] },
  {
    name: 'a version for an fsGroup',
    keys: { a: 0o440, 'dir/b': 0o640 },
    modes: { '.': 0o2775, dir: 0o2775 },
    expected: [],
  },
  {
    name: 'a version that others may not enter, though they may read a key',
    keys: { a: 0o600, 'dir/b': 0o644 },
    modes: { '.': 0o700 },
    expected: [{ kind: 'closed-directory', path: '', mode: 0o700 }],
  },
  {
    name: 'a folder that others may not enter, though they may read a key',
    keys: { a: 0o644, 'dir/b': 0o600, 'dir/sub/c': 0o444 },
    modes: { dir: 0o2750 },
    expected: [{ kind: 'closed-directory', path: 'dir', mode: 0o2750 }],
  },
  {
    name: 'closed directories with closed keys',
    keys: { a: 0o600, 'dir/b': 0o640 },
    modes: { '.': 0o700, dir: 0o750 },
    expected: [],
  },
  {
    name: 'directories that anyone may change, but for a sticky one',
    keys: { a: 0o644, 'dir/b': 0o644, 'sticky/c': 0o644 },
    modes: { '.': 0o777, dir: 0o757, sticky: 0o1777 },
    expected: [
      { kind: 'world-writable', path: '', mode: 0o777 },
      { kind: 'world-writable', path: 'dir', mode: 0o757 },
    ],
  },
  {
    name: 'a key that anyone may change, unlike most',
    keys: { a: 0o644, b: 0o644, c: 0o666 },
    expected: [{ kind: 'world-writable', path: 'c', mode: 0o666 }],
  },
  {
    name: 'keys that anyone may change, as most',
    keys: { a: 0o777, b: 0o644 },
    expected: [],
  },
  {
    name: 'the one key of many that others may read',
    keys: { a: 0o600, b: 0o640, c: 0o644, d: 0o400 },
    expected: [{ kind: 'world-readable', path: 'c', mode: 0o644 }],
  },
  {
    name: 'a certificate beside its key',
    keys: { 'ca.crt': 0o600, 'tls.crt': 0o644, 'tls.key': 0o600 },
    expected: [],
  },
  {
    name: 'two keys of many that others may read',
    keys: { a: 0o600, b: 0o644, c: 0o644, d: 0o400 },
    expected: [],
  },
];

for (const { name, keys, modes = {}, expected } of cases) {
  test(`${name}: ${expected.map(({ kind }) => kind).join(', ') || 'no problem'}`, (t) => {
    const target = tempTarget(t);
    const entries = Object.entries(keys).map(([key, mode]) => [key, ['', mode] as const]);
    const { timestampDir } = new AtomicWriter(target).write(payload(Object.fromEntries(entries)));
    for (const [path, mode] of Object.entries(modes)) {
      chmodSync(join(target, timestampDir, path), mode);
    }
    assert.deepEqual(find(target), expected);
  });
}

test('where nobody can write, an open mode is none', (t) => {
  const target = tempTarget(t);
  const keys = payload({ a: '', b: '', c: ['', 0o666] });
  const { timestampDir } = new AtomicWriter(target).write(keys);
  chmodSync(join(target, timestampDir), 0o777);
  const readOnly = observed((_count, call) => {
    if (call === 'checkWritable') throw systemError('EROFS', 'access');
  }, later(3_000));
  assert.deepEqual(find(target, readOnly), []);
});

test('another kind of writer may close its directories on purpose', (t) => {
  const { target, version } = versionToFill(t);
  writeFileSync(join(version, 'key'), '');
  symlinkSync('..data/key', join(target, 'key'));
  chmodSync(version, 0o700);
  assert.deepEqual(find(target), []);
});

test('a key that no one may read is a problem for who is no administrator; one of two that is open is none', (t) => {
  if (process.getuid?.() !== 0) {
    t.skip('only root can be another user');
    return;
  }
  const target = tempTarget(t);
  chmodSync(target, 0o755);
  new AtomicWriter(target).write(payload({ a: ['', 0], b: ['', 0o666] }));
  assert.deepEqual(
    asUser(4_000, () => find(target)).map(({ kind }) => kind),
    ['unreadable-key'],
  );
  assert.deepEqual(find(target), []);
});

test('a key that is for another user tells whose it is, or which folder keeps us out', (t) => {
  if (process.getuid?.() !== 0) {
    t.skip('only root can be another user');
    return;
  }
  const target = tempTarget(t);
  chmodSync(target, 0o777);
  const { timestampDir } = new AtomicWriter(target).write(
    payload({ a: ['', 0o644], key: ['', 0o640], 'closed/b': '', 'listed/c/d': '', 'named/e': '' }),
  );
  const version = join(target, timestampDir);
  chownSync(join(version, 'key'), 1, 2);
  for (const [path, mode] of [
    ['closed', 0o700],
    ['listed', 0o744],
    ['named', 0o711],
  ] as const) {
    chmodSync(join(version, path), mode);
  }
  const of = (path: string, uid: number, gid: number, mode: number) => ({
    refusedBy: { path, uid, gid, mode },
    userId: 4_000,
  });
  assert.deepEqual(
    asUser(4_000, () => find(target)),
    [
      { kind: 'unreadable-key', key: 'closed', ...of('closed', 0, 0, 0o700) },
      { kind: 'unreadable-key', key: 'key', ...of('key', 1, 2, 0o640) },
      { kind: 'unreadable-key', key: 'listed/c', ...of('listed', 0, 0, 0o744) },
      { kind: 'unreadable-key', key: 'named', ...of('named', 0, 0, 0o711) },
    ],
  );
  chmodSync(version, 0o710);
  assert.deepEqual(
    asUser(4_000, () => find(target)),
    [{ kind: 'unreadable', errno: 'EACCES', ...of(timestampDir, 0, 0, 0o710) }],
  );
  chmodSync(target, 0o700);
  assert.deepEqual(
    asUser(4_000, () => find(target)),
    [{ kind: 'unreadable', errno: 'EACCES', ...of('.', 0, 0, 0o700) }],
  );
});

/** Runs it with the permissions of another user, and of no group of ours. */
function asUser<T>(uid: number, act: () => T): T {
  const groups = process.getgroups?.() ?? [];
  process.setgroups?.([]);
  process.setegid?.(uid);
  process.seteuid?.(uid);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(groups);
  }
}
