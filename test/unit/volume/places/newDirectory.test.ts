// What is told of a place for a new volume before anything is made there.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { isKeptInMemory, obstacleTo } from '../../../../src/volume/places/newDirectory.ts';
import { systemError } from '../../../shared/fileSystems.ts';
import { mounted } from '../../../shared/mountTables.ts';
import { tempTarget } from '../../../shared/volumes.ts';

function refusing(errno: string): FileSystem {
  return {
    ...nodeFileSystem,
    checkWritable: () => {
      throw systemError(errno, 'access');
    },
  };
}

const reasons = [
  ['EROFS', 'read-only-file-system'],
  ['EACCES', 'no-permission'],
] as const;

for (const [errno, reason] of reasons) {
  test(`${errno}: the directory that refuses is named, not the one that is to be made`, (t) => {
    const at = tempTarget(t);
    assert.deepEqual(obstacleTo(refusing(errno), join(at, 'a/b')), { at, reason });
    assert.deepEqual(obstacleTo(refusing(errno), at), { at, reason });
  });
}

test('a file on the way is an obstacle', (t) => {
  const at = join(tempTarget(t), 'file');
  writeFileSync(at, '');
  assert.deepEqual(obstacleTo(nodeFileSystem, at), { at, reason: 'not-a-directory' });
  const below = obstacleTo(nodeFileSystem, join(at, 'a'));
  assert.deepEqual(below, { at, reason: 'not-a-directory' });
});

test('where one may write there is none', (t) => {
  assert.equal(obstacleTo(nodeFileSystem, join(tempTarget(t), 'a/b')), undefined);
});

test('a directory that is to be made on a tmpfs is in memory, one elsewhere is not', (t) => {
  const root = tempTarget(t);
  mkdirSync(join(root, 'shm'));
  const fs = mounted({ [join(root, 'shm')]: '/ on tmpfs' });
  assert.equal(isKeptInMemory(fs, join(root, 'shm')), true);
  assert.equal(isKeptInMemory(fs, join(root, 'shm/a/b')), true);
  assert.equal(isKeptInMemory(fs, join(root, 'a/b')), false);
});
