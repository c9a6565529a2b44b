// What the paths of a kubelet's directories say.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type KubeletVolume,
  kubeletRoots,
  kubeletVolume,
} from '../../../../src/volume/places/kubeletPath.ts';
import { mountTable } from '../../../shared/mountTables.ts';

const podUid = '0f9bf2dd-2a5c-4a0e-9a3f-6f1c8b1b6a2e';
const POD = `/var/lib/kubelet/pods/${podUid}/volumes`;

const volumes: [string, KubeletVolume | undefined][] = [
  [`${POD}/kubernetes.io~configmap/a`, { kind: 'configMap', volumeName: 'a', podUid }],
  [`${POD}/kubernetes.io~secret/b.c`, { kind: 'secret', volumeName: 'b.c', podUid }],
  [`${POD}/kubernetes.io~csi/s/mount`, { kind: 'csi', volumeName: 's', podUid }],
  [
    `/srv/my kubelet/pods/${podUid}/volumes/kubernetes.io~projected/d e`,
    { kind: 'projected', volumeName: 'd e', podUid },
  ],
  [
    '/pods/7c9d3f6a51e84b0e9b1d2a4c6e8f0a13/volumes/kubernetes.io~configmap/of-a-static-pod',
    {
      kind: 'configMap',
      volumeName: 'of-a-static-pod',
      podUid: '7c9d3f6a51e84b0e9b1d2a4c6e8f0a13',
    },
  ],
  ['/volumes/kubernetes.io~downward-api/labels', { kind: 'downwardAPI', volumeName: 'labels' }],
  [`${POD}/kubernetes.io~empty-dir/cache`, undefined],
  [`${POD}/kubernetes.io~configmap/a/..2026_11_22_10_48_54.1/key`, undefined],
  [`${POD}/kubernetes.io~configmap/a/mount`, undefined],
  [`${POD}/kubernetes.io~configmap`, undefined],
  [`${POD}/kubernetes.io~csi/s`, undefined],
  ['/volumes/kubernetes.io~constructor/x', undefined],
  ['/etc/app', undefined],
  ['', undefined],
];

for (const [path, volume] of volumes) {
  test(`${path} is ${volume === undefined ? 'no volume of a kubelet' : volume.kind}`, () => {
    assert.deepEqual(kubeletVolume(path), volume);
  });
}

test('where kubelets have their root is told by what they mounted', () => {
  assert.deepEqual(kubeletRoots(mountTable('node')), ['/var/lib/kubelet']);
  const subPaths = mountTable('node').filter(({ mountPoint }) => mountPoint.endsWith('/web/0'));
  assert.deepEqual(kubeletRoots(subPaths), ['/var/lib/kubelet']);
  assert.deepEqual(kubeletRoots(mountTable('pod')), []);
  assert.deepEqual(kubeletRoots(mountTable('docker')), []);
});
