// What a publish asks of the file system: each call is a cost to every publish, so that a new one needs a reason.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import { observed } from '../../../shared/fileSystems.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

type Counts = Record<string, number>;

/** The calls of a publish that changes all keys, by name. */
function callsOf(t: TestContext, keys: number): Counts {
  const target = tempTarget(t);
  const numbered = (text: string) =>
    payload(Object.fromEntries(Array.from({ length: keys }, (_, n) => [`key-${n}`, text])));
  new AtomicWriter(target).write(numbered('before'));
  const counts: Counts = {};
  const fileSystem = observed((_count, call) => {
    counts[call] = (counts[call] ?? 0) + 1;
  });
  new AtomicWriter(target, { fileSystem }).write(numbered('after!'));
  return counts;
}

test('each key costs five calls: lstat of the old one, create, write, close, unlink of the old one', (t) => {
  const few = callsOf(t, 10);
  const more = callsOf(t, 15);
  const each = Object.entries(more).map(([call, count]) => [call, (count - (few[call] ?? 0)) / 5]);
  assert.deepEqual(Object.fromEntries(each.filter(([, count]) => count !== 0)), {
    lstat: 1,
    create: 1,
    write: 1,
    close: 1,
    unlink: 1,
  });
});

test('a publish of one key costs 42 calls', (t) => {
  assert.deepEqual(callsOf(t, 1), {
    // ..data when it is read, under the mutex, twice for the links and once for leftovers; and the mutex itself
    readlink: 6,
    lstat: 7, // the version as often as ..data, but for the first time; its file; the new directory before the swap
    // Each directory before anything is done in it, so that no link is followed: the version before, when it is looked at
    // and when it is compared; the new one, for its mode and for its files; the old one
    openDirectory: 5,
    readdir: 5, // the version; the target directory, again for the links and for leftovers; the old version
    openForReading: 1, // the contents before, until the first that differ
    read: 1,
    close: 7,
    mkdir: 1,
    create: 1,
    fstat: 2, // the new directory; what new files are like here
    fchmod: 1, // the first file, before it is known whose it is
    write: 1,
    symlink: 1,
    rename: 1,
    unlink: 1,
    rmdir: 1,
  });
});
