// What a mount table and a path tell about a volume.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFileSystem } from '../../src/volume/index.ts';
import { mountAt, originOf, parseMountInfo, volumeSource } from '../../src/volume/mounts.ts';
import { tempTarget } from './volumes.ts';

const POD = 'pods/0f9bf2dd-2a5c-4a0e-9a3f-6f1c8b1b6a2e/volumes';
const mountInfo = `\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
40 22 8:1 /var/lib/kubelet/${POD}/kubernetes.io~configmap/app-config /etc/app ro,relatime - ext4 /dev/sda1 rw
41 22 0:50 / /etc/secret ro,relatime - tmpfs tmpfs rw,size=1024k
42 22 8:1 /opt/k\\0408s/${POD}/kubernetes.io~projected/kube-api-access /var/run/with\\040space\\134here ro - ext4 /dev/sda1 rw
43 40 8:1 /var/lib/kubelet/${POD}/kubernetes.io~configmap/app-config/..2026_11_22_10_48_54.374745636/app.yaml//deleted /etc/app/sub ro shared:1 master:2 - ext4 /dev/sda1 rw
44 22 0:60 / /etc/app rw,relatime - overlay overlay rw
not a line of a mount table
45 22 0:60 / /half
`;

test('each line of a mount table is a mount, with spaces and backslashes unescaped', () => {
  assert.deepEqual(
    parseMountInfo(mountInfo).map(({ root, mountPoint, options, fileSystemType }) =>
      [root, mountPoint, options.join(), fileSystemType].join(' | '),
    ),
    [
      '/ | / | rw,relatime | ext4',
      '/ | /proc | rw,nosuid,nodev,noexec,relatime | proc',
      `/var/lib/kubelet/${POD}/kubernetes.io~configmap/app-config | /etc/app | ro,relatime | ext4`,
      '/ | /etc/secret | ro,relatime | tmpfs',
      `/opt/k 8s/${POD}/kubernetes.io~projected/kube-api-access | /var/run/with space\\here | ro | ext4`,
      `/var/lib/kubelet/${POD}/kubernetes.io~configmap/app-config/..2026_11_22_10_48_54.374745636/app.yaml//deleted | /etc/app/sub | ro | ext4`,
      '/ | /etc/app | rw,relatime | overlay',
    ],
  );
  assert.deepEqual(parseMountInfo(''), []);
});

test('of mounts on top of each other the last one counts', () => {
  const mounts = parseMountInfo(mountInfo);
  assert.equal(mountAt(mounts, '/etc/app')?.fileSystemType, 'overlay');
  assert.equal(mountAt(mounts, '/etc/secret')?.fileSystemType, 'tmpfs');
  assert.equal(mountAt(mounts, '/etc/app/below'), undefined);
});

const origins: [string, ReturnType<typeof originOf>][] = [
  [`/var/lib/kubelet/${POD}/kubernetes.io~configmap/a`, { kind: 'configMap', name: 'a' }],
  [`/data/k8s/${POD}/kubernetes.io~secret/b.c`, { kind: 'secret', name: 'b.c' }],
  ['/pods/x/volumes/kubernetes.io~projected/d e', { kind: 'projected', name: 'd e' }],
  ['/volumes/kubernetes.io~downward-api/labels', { kind: 'downwardAPI', name: 'labels' }],
  [`/var/lib/kubelet/${POD}/kubernetes.io~empty-dir/cache`, undefined],
  [`/var/lib/kubelet/${POD}/kubernetes.io~configmap/a/..2026_11_22_10_48_54.1/key`, undefined],
  [`/var/lib/kubelet/${POD}/kubernetes.io~configmap`, undefined],
  ['/volumes/kubernetes.io~constructor/x', undefined],
  ['/etc/app', undefined],
];

for (const [path, origin] of origins) {
  test(`${path} is ${origin === undefined ? 'no volume of a kubelet' : origin.kind}`, () => {
    assert.deepEqual(originOf(path), origin);
  });
}

test('the source of a volume is told by its path, through links, or else by its mount', (t) => {
  const temp = tempTarget(t);
  const inPod = join(temp, POD, 'kubernetes.io~secret/login');
  mkdirSync(inPod, { recursive: true });
  mkdirSync(join(temp, 'mounted'));
  symlinkSync(inPod, join(temp, 'link'));
  const fileSystem = {
    ...nodeFileSystem,
    mountInfo: () =>
      `40 22 8:1 /kubelet/${POD}/kubernetes.io~configmap/settings ${temp}/mounted ro - ext4 /dev/sda1 rw\n`,
  };
  const source = (name: string) => volumeSource(fileSystem, join(temp, name));
  assert.deepEqual(source('link'), { origin: { kind: 'secret', name: 'login' } });
  assert.deepEqual(source('mounted'), {
    origin: { kind: 'configMap', name: 'settings' },
    mount: {
      root: `/kubelet/${POD}/kubernetes.io~configmap/settings`,
      mountPoint: join(temp, 'mounted'),
      options: ['ro'],
      fileSystemType: 'ext4',
    },
  });
  assert.deepEqual(source('missing'), {});
  assert.deepEqual(source('gone/volumes/kubernetes.io~projected/token'), {
    origin: { kind: 'projected', name: 'token' },
  });
});

test('the mount table of this system can be read', { skip: process.platform !== 'linux' }, () => {
  assert.ok(
    parseMountInfo(nodeFileSystem.mountInfo()).some(({ mountPoint }) => mountPoint === '/'),
  );
});
