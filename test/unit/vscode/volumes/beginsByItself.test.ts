// Before anyone opens the view, threads are started only where there is something to follow.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { beginAfterStart, beginsByItself } from '../../../../src/vscode/volumes/beginsByItself.ts';
import { RememberedVolumes } from '../../../../src/vscode/volumes/remembered.ts';
import { mountLines, mountTableText } from '../../../shared/mountTables.ts';
import { storageOf } from '../editing/storageOf.ts';

const NOTHING = { added: [], hasDiscovered: false };
const ROOT = '/pods/1/volumes/kubernetes.io~configmap/app';

/** Only these directories hold `..data`; whatever else is asked of the disk is an error. */
function machine(mountInfo: string, volumes: readonly string[] = []) {
  const asked: string[] = [];
  const fs: FileSystem = {
    ...nodeFileSystem,
    mountInfo: () => mountInfo,
    readlink: (path) => {
      asked.push(path);
      if (volumes.some((dir) => path === `${dir}/..data`)) return '..2026_11_22_10_48_54.1';
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    },
  };
  return { fs, asked };
}

const tables: [string, string, readonly string[], boolean][] = [
  ['no mounts', '', [], false],
  ['Docker without volumes', mountLines({ '/': '/ on overlay', '/tmp': '/ on tmpfs' }), [], false],
  ['a pod', mountTableText('pod'), [], true],
  ['a ConfigMap', mountLines({ '/etc/app': `${ROOT} on ext4 ro` }), [], true],
  ['a subPath', mountLines({ '/srv/a': `${ROOT}/..2026_11_22_10_48_54.1/a on ext4` }), [], true],
  ['a Secret', mountLines({ '/etc/tls': '/ on tmpfs ro' }), ['/etc/tls'], true],
  ['an empty tmpfs', mountLines({ '/etc/tls': '/ on tmpfs ro' }), [], false],
  ['a tmpfs behind a network', behindNfs(), ['/mnt/nfs/tls'], false],
  ['a node', mountTableText('node'), [], false],
];

function behindNfs(): string {
  return mountLines({ '/mnt/nfs': '/ on nfs4', '/mnt/nfs/tls': '/ on tmpfs' });
}

for (const [name, mountInfo, volumes, begins] of tables) {
  test(`${name}: ${begins ? 'begins' : 'waits for the view'}`, () => {
    const { fs } = machine(mountInfo, volumes);
    assert.equal(beginsByItself(fs, NOTHING, true), begins);
  });
}

test('a file system that may hang is not asked', () => {
  const { fs, asked } = machine(behindNfs());
  beginsByItself(fs, NOTHING, true);
  assert.deepEqual(asked, []);
});

test('what is remembered is followed, and nothing is looked for again', () => {
  const { fs } = machine('');
  assert.equal(beginsByItself(fs, { added: ['/etc/app'], hasDiscovered: true }, true), true);
  const pod = machine(mountTableText('pod'));
  assert.equal(beginsByItself(pod.fs, { added: [], hasDiscovered: true }, true), false);
});

test('discoverOnStart false: nothing begins, and the mount table is not read', () => {
  const fs: FileSystem = {
    ...nodeFileSystem,
    mountInfo: () => assert.fail('the mount table was read'),
  };
  assert.equal(beginsByItself(fs, { added: ['/etc/app'], hasDiscovered: false }, false), false);
});

test('what is remembered is followed three seconds after the start, unless the window closes before', async (t) => {
  const remembered = new RememberedVolumes(storageOf().memento);
  await remembered.add('/etc/app');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let begun = 0;
  const begin = (): void => void begun++;
  beginAfterStart(remembered, begin);
  beginAfterStart(remembered, begin).dispose();
  t.mock.timers.tick(2_999);
  assert.equal(begun, 0);
  t.mock.timers.tick(1);
  assert.equal(begun, 1);
});
