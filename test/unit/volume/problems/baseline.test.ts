// What only shows against what was seen before: changes in place, an emptied or replaced directory.

import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AtomicWriter, nodeFileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import { acceptRoot, type Known, remember } from '../../../../src/volume/problems/baseline.ts';
import { findProblems } from '../../../../src/volume/problems/findProblems.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import { digestOf } from '../../../../src/volume/read/snapshot.ts';
import { later } from '../../../shared/fileSystems.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

/** Someone who looks at a volume again and again. */
function watcher(target: string) {
  let known: Known | undefined;
  const fileSystem = later(3_000);
  return {
    look: (): Problem[] => {
      const snapshot = readSnapshot(fileSystem, target);
      known = remember(fileSystem, target, snapshot, known);
      return findProblems(fileSystem, target, snapshot, { known }).problems;
    },
    refresh: (): void => {
      known = acceptRoot(fileSystem, target, known);
    },
  };
}

/** A volume below a directory of its own, so that it can be replaced, with the path of its version. */
function volume(t: TestContext, keys: Record<string, string> = { key: '1', 'dir/inner': '2' }) {
  const target = join(tempTarget(t), 'volume');
  mkdirSync(target);
  const { timestampDir } = new AtomicWriter(target).write(payload(keys));
  return { target, timestampDir, version: join(target, timestampDir) };
}

const digest = (text: string) => digestOf(Buffer.from(text));

test('keys that are written, made or removed in the active version are named', (t) => {
  const { target, version, timestampDir } = volume(t, { a: '1', b: '1', 'dir/c': '1', same: '1' });
  const { look } = watcher(target);
  assert.deepEqual(look(), []);
  writeFileSync(join(version, 'a'), '2');
  writeFileSync(join(version, 'dir', 'new'), 'new');
  unlinkSync(join(version, 'dir', 'c'));
  writeFileSync(join(version, 'same'), '1');
  const changed: Problem = {
    kind: 'changed-in-place',
    version: timestampDir,
    changes: [
      { key: 'a' as never, change: 'modified', published: digest('1') },
      { key: 'dir/new' as never, change: 'added' },
      { key: 'dir/c' as never, change: 'removed', published: digest('1') },
    ],
  };
  assert.deepEqual(look(), [changed]);
  assert.deepEqual(look(), [changed], 'however often one looks');
  new AtomicWriter(target).write(payload({ a: '3' }));
  assert.deepEqual(look(), []);
});

test('what was put back is no change, nor is a new time or mode', (t) => {
  const { target, version } = volume(t);
  const { look } = watcher(target);
  look();
  writeFileSync(join(version, 'key'), 'x');
  assert.equal(look().length, 1);
  writeFileSync(join(version, 'key'), '1');
  chmodSync(join(version, 'key'), 0o440);
  utimesSync(join(version, 'key'), 4e9, 4e9);
  assert.deepEqual(look(), []);
});

test('of a key that could not be read nothing is said when it can, or the other way round', (t) => {
  const { target, version } = volume(t, { a: '1', 'dir/b': '1' });
  symlinkSync('a', join(version, 'link'));
  symlinkSync('.', join(version, 'dirlink'));
  const { look } = watcher(target);
  assert.deepEqual(
    look().map(({ kind }) => kind),
    ['missing-link', 'missing-link', 'unread-key', 'unread-key'],
  );
  for (const name of ['link', 'dirlink']) unlinkSync(join(version, name));
  writeFileSync(join(version, 'link'), 'file');
  mkdirSync(join(version, 'dirlink'));
  writeFileSync(join(version, 'dirlink', 'file'), 'file');
  rmSync(join(version, 'a'));
  symlinkSync('link', join(version, 'a'));
  rmSync(join(version, 'dir'), { recursive: true });
  symlinkSync('dirlink', join(version, 'dir'));
  assert.deepEqual(
    look().map(({ kind }) => kind),
    ['missing-link', 'missing-link', 'unread-key', 'unread-key'],
  );
});

test('a key written after ..data was linked was changed before anyone looked, and then contents count', (t) => {
  const { target, version, timestampDir } = volume(t);
  const inAMinute = Date.now() / 1000 + 60;
  utimesSync(join(version, 'key'), inAMinute, inAMinute);
  // A clock that was put right meanwhile explains a second.
  utimesSync(join(version, 'dir', 'inner'), inAMinute - 59, inAMinute - 59);
  const { look } = watcher(target);
  const problem = (changes: object[]) => [
    { kind: 'changed-in-place', version: timestampDir, changes },
  ];
  assert.deepEqual(look(), problem([{ key: 'key', change: 'written-later' }]));
  writeFileSync(join(version, 'key'), '2');
  const modified = { key: 'key', change: 'modified', published: digest('1') };
  assert.deepEqual(look(), problem([modified]));
});

test('a volume with nothing in it any more was emptied', (t) => {
  const { target, timestampDir } = volume(t);
  const { look } = watcher(target);
  look();
  for (const name of readdirSync(target)) rmSync(join(target, name), { recursive: true });
  assert.deepEqual(look(), [{ kind: 'emptied', version: timestampDir }]);
  writeFileSync(join(target, 'anything'), '');
  assert.deepEqual(look(), []);
  rmSync(target, { recursive: true });
  assert.deepEqual(look(), [], 'not there is a state of its own');
});

test('another directory in its place is told from the one before, until someone accepts it', (t) => {
  const { target, timestampDir } = volume(t);
  const { look, refresh } = watcher(target);
  look();
  renameSync(target, `${target}-away`);
  mkdirSync(target);
  const replaced = (isEmpty: boolean) => [{ kind: 'replaced', version: timestampDir, isEmpty }];
  assert.deepEqual(look(), replaced(true));
  const { timestampDir: version } = new AtomicWriter(target).write(payload({ key: '1' }));
  assert.deepEqual(look(), [{ kind: 'replaced', version, isEmpty: false }]);
  refresh();
  assert.deepEqual(look(), []);
});

test('the same directory that comes back is not replaced, nor is one with a new number for the same version', (t) => {
  const { target } = volume(t);
  const { look } = watcher(target);
  look();
  renameSync(target, `${target}-away`);
  look();
  renameSync(`${target}-away`, target);
  assert.deepEqual(look(), []);

  const snapshot = readSnapshot(nodeFileSystem, target);
  const known = remember(nodeFileSystem, target, snapshot, undefined);
  const renumbered = {
    ...later(3_000),
    lstat: (path: string) => ({ ...nodeFileSystem.lstat(path), id: `new ${path}` }),
  };
  const again = readSnapshot(renumbered, target);
  const still = remember(renumbered, target, again, known);
  assert.deepEqual(findProblems(renumbered, target, again, { known: still }).problems, []);
});
