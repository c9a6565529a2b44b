// What is told of a place that a person names, before anything is made or shown there.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { placeAt } from '../../../../src/volume/places/place.ts';
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
    assert.deepEqual(placeAt(refusing(errno), join(at, 'a/b')).obstacle, { at, reason });
    assert.deepEqual(placeAt(refusing(errno), at).obstacle, { at, reason });
  });
}

test('a file on the way is an obstacle', (t) => {
  const at = join(tempTarget(t), 'file');
  writeFileSync(at, '');
  assert.deepEqual(placeAt(nodeFileSystem, at).obstacle, { at, reason: 'not-a-directory' });
  const below = placeAt(nodeFileSystem, join(at, 'a')).obstacle;
  assert.deepEqual(below, { at, reason: 'not-a-directory' });
});

test('where one may write there is none', (t) => {
  assert.equal(placeAt(nodeFileSystem, join(tempTarget(t), 'a/b')).obstacle, undefined);
});

test('a directory that is to be made on a tmpfs is in memory, one elsewhere is not', (t) => {
  const root = tempTarget(t);
  mkdirSync(join(root, 'shm'));
  const fs = mounted({ [join(root, 'shm')]: '/ on tmpfs' });
  assert.equal(placeAt(fs, join(root, 'shm')).isInMemory, true);
  assert.equal(placeAt(fs, join(root, 'shm/a/b')).isInMemory, true);
  assert.equal(placeAt(fs, join(root, 'a/b')).isInMemory, false);
});

test('what is there is told: nothing, a file, a folder, a volume, where a link leads', (t) => {
  const root = tempTarget(t);
  const at = (name: string) => join(root, name);
  mkdirSync(at('folder'));
  mkdirSync(at('volume'));
  symlinkSync('..v1', at('volume/..data'));
  writeFileSync(at('file'), '');
  symlinkSync('volume', at('link'));
  const told = ['missing', 'file', 'folder', 'volume', 'link'].map((name) => {
    const { is, isVolume, obstacle } = placeAt(nodeFileSystem, at(name));
    return [name, is, isVolume, obstacle?.reason];
  });
  assert.deepEqual(told, [
    ['missing', 'nothing', false, undefined],
    ['file', 'file', false, 'not-a-directory'],
    ['folder', 'directory', false, undefined],
    ['volume', 'directory', true, 'not-empty'],
    ['link', 'directory', true, 'not-empty'],
  ]);
});

test('a mount point is told from other files, and a directory that cannot be listed is no empty one', (t) => {
  const root = tempTarget(t);
  const fs = mounted({ [join(root, 'key')]: '/..v1/key on ext4' });
  assert.equal(placeAt(fs, join(root, 'key')).isMountPoint, true);
  assert.equal(placeAt(fs, join(root, 'other')).isMountPoint, false);
  const refusal = { reason: 'refused', errno: 'EIO' };
  const readdir = () => {
    throw systemError('EIO', 'scandir');
  };
  assert.deepEqual(placeAt({ ...nodeFileSystem, readdir }, root).obstacle, refusal);
});
