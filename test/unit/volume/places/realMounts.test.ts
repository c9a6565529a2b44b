// Mounts of the kernel's own: bind mounts, tmpfs, read-only ones, subPath. In a namespace of their own, so that no
// privilege is needed where users may make one; this file runs in it again, and prints what the core says.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { discoverMounted } from '../../../../src/volume/places/discoverMounted.ts';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import { volumeSource } from '../../../../src/volume/places/origin.ts';
import {
  coveringMount,
  isReadOnlyMount,
  parseMountInfo,
} from '../../../../src/volume/places/mounts.ts';
import { subPathMounts } from '../../../../src/volume/places/subPath.ts';
import { cannotMount, inNamespace, runInNamespace } from '../../../shared/mountNamespace.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

const POD = 'my kubelet/pods/0f9bf2dd-2a5c-4a0e-9a3f-6f1c8b1b6a2e/volumes';

const dir = inNamespace();
if (dir === undefined) registerTests();
else console.log(JSON.stringify(lookAround(dir)));

function registerTests(): void {
  test('what the kernel mounts is known', { skip: cannotMount() }, async (t) => {
    assert.deepEqual(await runInNamespace(tempTarget(t)), {
      config: 'configMap app by mount, ro',
      'config, in the kubelet': 'configMap app by path',
      'secret\nof mine': 'onTmpfs by mount',
      account: 'projected by contents',
      'host/kubernetes.io~configmap/app': 'configMap app by mount, ro',
      'host-rw/kubernetes.io~configmap/app': 'configMap app by mount',
      hidden: 'onTmpfs by mount',
      'mount of hidden/below': 'hidden',
      found: ['account', 'config', 'hidden', 'secret\nof mine'],
      subPaths: ['fresh.yaml: conf/fresh.yaml', 'stale.yaml: stale.yaml of app, stale'],
    });
  });
}

/** Mounts and looks; what it returns is compared in the process that started this one. */
function lookAround(dir: string): Record<string, unknown> {
  const at = (name: string) => join(dir, name);
  const mount = (...args: string[]) => execFileSync('mount', args);
  const point = (name: string): string => {
    mkdirSync(at(name), { recursive: true });
    return at(name);
  };
  const file = (name: string): string => {
    writeFileSync(at(name), '');
    return at(name);
  };
  const volume = point(`${POD}/kubernetes.io~configmap/app`);
  const first = new AtomicWriter(volume).write(payload({ 'stale.yaml': '1' }));
  mount('--bind', join(volume, first.timestampDir, 'stale.yaml'), file('stale.yaml'));
  new AtomicWriter(volume).write(payload({ 'stale.yaml': '2' }));

  mount('--bind', volume, point('config'));
  mount('-o', 'remount,bind,ro', at('config'));
  mount('--bind', at(POD), point('host'));
  mount('-o', 'remount,bind,ro', at('host'));
  mount('--bind', at(POD), point('host-rw'));
  mount('-t', 'tmpfs', 'none', point('secret\nof mine'));
  const secret = new AtomicWriter(at('secret\nof mine')).write(payload({ 'conf/fresh.yaml': '1' }));
  const fresh = join(at('secret\nof mine'), secret.timestampDir, 'conf/fresh.yaml');
  mount('--bind', fresh, file('fresh.yaml'));
  mount('-t', 'tmpfs', 'none', point('account'));
  new AtomicWriter(at('account')).write(payload({ token: 'x', 'ca.crt': 'x', namespace: 'x' }));
  // A tmpfs, under a volume on disk that is mounted over its parent directory.
  mount('-t', 'tmpfs', 'none', point('hidden/below'));
  new AtomicWriter(point('other')).write(payload({ a: 'x' }));
  mkdirSync(at('other/below'));
  mount('--bind', at('other'), at('hidden'));

  const mounts = parseMountInfo(nodeFileSystem.mountInfo());
  const describe = (name: string): string => {
    const { origin, mount } = volumeSource(nodeFileSystem, at(name), mounts);
    const named = 'volumeName' in origin ? ` ${origin.volumeName}` : '';
    const by = 'knownBy' in origin ? ` by ${origin.knownBy}` : '';
    const readOnly = mount !== undefined && isReadOnlyMount(mount) ? ', ro' : '';
    return `${origin.kind}${named}${by}${readOnly}`;
  };
  const places = { workspaceRoots: [], extraRoots: [] };
  const found = [...discoverMounted(nodeFileSystem, mounts, places)].flatMap(
    ({ found }) => found?.dir ?? [],
  );
  return {
    ...Object.fromEntries(
      [
        'config',
        'secret\nof mine',
        'account',
        'host/kubernetes.io~configmap/app',
        'host-rw/kubernetes.io~configmap/app',
        'hidden',
      ].map((name) => [name, describe(name)]),
    ),
    'mount of hidden/below': coveringMount(mounts, at('hidden/below'))?.mountPoint.slice(
      dir.length + 1,
    ),
    'config, in the kubelet': describe(`${POD}/kubernetes.io~configmap/app`),
    found: found
      .filter((path) => path.startsWith(dir))
      .map((path) => path.slice(dir.length + 1))
      .sort(),
    subPaths: subPathMounts(mounts)
      .filter(({ mountPoint }) => mountPoint.startsWith(dir))
      .map(({ mountPoint, key, volume, isStale }) => {
        const of = volume === undefined ? '' : ` of ${volume.volumeName}`;
        return `${mountPoint.slice(dir.length + 1)}: ${key}${of}${isStale ? ', stale' : ''}`;
      })
      .sort(),
  };
}
