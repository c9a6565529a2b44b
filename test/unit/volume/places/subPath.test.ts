// Mounts of single keys, which never change.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMountInfo } from '../../../../src/volume/places/mounts.ts';
import { type SubPathMount, subPathMounts } from '../../../../src/volume/places/subPath.ts';
import { mountLines, mountTable } from '../../../shared/mountTables.ts';

const podUid = '0f9bf2dd-2a5c-4a0e-9a3f-6f1c8b1b6a2e';

const tables: ['pod' | 'relocated-kubelet' | 'node' | 'docker', SubPathMount[]][] = [
  [
    'pod',
    [
      {
        mountPoint: '/etc/nginx/nginx.conf',
        volume: { kind: 'configMap', volumeName: 'web-config', podUid },
        version: '..2026_11_22_10_48_54.374745636',
        key: 'nginx.conf',
        isStale: false,
      },
      {
        mountPoint: '/srv/log.yaml',
        volume: { kind: 'configMap', volumeName: 'app-config', podUid },
        version: '..2026_11_20_08_15_02.1184409',
        key: 'conf/log.yaml',
        isStale: true,
        live: '/etc/app',
      },
      {
        // A tmpfs does not say whose it is.
        mountPoint: '/run/password',
        version: '..2026_11_22_10_48_54.2871140033',
        key: 'password',
        isStale: false,
        live: '/etc/login',
      },
    ],
  ],
  ['relocated-kubelet', []],
  [
    'node',
    [
      {
        mountPoint: `/var/lib/kubelet/pods/${podUid}/volume-subpaths/web-config/web/0`,
        volume: { kind: 'configMap', volumeName: 'web-config', podUid },
        version: '..2026_11_22_10_48_54.374745636',
        key: 'nginx.conf',
        isStale: false,
      },
    ],
  ],
  [
    'docker',
    [
      {
        // Of a whole version, so there is no key.
        mountPoint: '/etc/of-data',
        version: '..2026_11_22_10_48_54.374745636',
        key: '',
        isStale: false,
      },
    ],
  ],
];

for (const [name, expected] of tables) {
  test(`mounts of single keys: ${name}`, () => {
    assert.deepEqual(subPathMounts(mountTable(name)), expected);
  });
}

test('names with dots that are no version make no such mount', () => {
  const table = { '/a': '/x/.hidden/y on ext4', '/b': '/x/a..b on ext4', '/c': '/../.. on cgroup' };
  assert.deepEqual(subPathMounts(parseMountInfo(mountLines(table))), []);
});

test('of a mount that another hides nothing is said', () => {
  const hidden = mountLines({ '/etc/app/key': '/..v1/key on tmpfs', '/etc/app': '/ on tmpfs' });
  assert.deepEqual(subPathMounts(parseMountInfo(hidden)), []);
});

test('the whole volume is looked for where it can be seen, and not gone', () => {
  const volume = '/kubelet/pods/u/volumes/kubernetes.io~configmap/app';
  const liveOf = (mounts: Record<string, string>) =>
    subPathMounts(
      parseMountInfo(mountLines({ '/srv/a': `${volume}/..v1/a on ext4`, ...mounts })),
    )[0]?.live;
  assert.equal(liveOf({ '/etc/app': `${volume} on ext4` }), '/etc/app');
  assert.equal(liveOf({ '/etc/app': `${volume}//deleted on ext4` }), undefined);
  assert.equal(liveOf({ '/etc/app': `${volume} on ext4`, '/etc': '/ on tmpfs' }), undefined);
  assert.equal(liveOf({ '/etc/app': `${volume}2 on ext4` }), undefined);
});

test('the version of a CSI volume is not part of its name', () => {
  const csi = `/kubelet/pods/${podUid}/volumes/kubernetes.io~csi/pki/mount`;
  const [mount] = subPathMounts(
    parseMountInfo(mountLines({ '/tls.crt': `${csi}/..2026_11_22_10_48_54.7/tls.crt on ext4` })),
  );
  assert.deepEqual(mount?.volume, { kind: 'csi', volumeName: 'pki', podUid });
});
