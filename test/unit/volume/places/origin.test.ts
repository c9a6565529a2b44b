// What each kind of volume is known by: real trees, and mount tables that say where they are mounted.

import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { nodeFileSystem } from '../../../../src/volume/index.ts';
import { type VolumeOrigin, volumeSource } from '../../../../src/volume/places/origin.ts';
import type { VolumeLayout } from '../../../../src/volume/places/volumeLayout.ts';
import { failingAt } from '../../../shared/fileSystems.ts';
import { mounted } from '../../../shared/mountTables.ts';
import { COMMIT, plant, trees } from '../../../shared/trees.ts';
import { tempTarget } from '../../../shared/volumes.ts';

type Tree = keyof typeof trees;

const podUid = '0f9bf2dd-2a5c-4a0e-9a3f-6f1c8b1b6a2e';
const POD = `kubelet/pods/${podUid}/volumes`;

const timestamped: VolumeLayout = { form: 'data-link', naming: 'timestamp' };
const atomicWriter: VolumeOrigin = { kind: 'atomicWriter', knownBy: 'layout' };
const unknown: VolumeOrigin = { kind: 'unknown' };
const gitSync: VolumeOrigin = { kind: 'gitSync', knownBy: 'layout' };

/** The tree in a plain directory that is no mount point. */
const inDirectory: [Tree, VolumeOrigin, VolumeLayout][] = [
  ['kubelet', atomicWriter, timestamped],
  // Anyone may have such files: only a tmpfs of its own makes them a service account's.
  ['serviceAccount', atomicWriter, timestamped],
  ['nestedLinks', atomicWriter, { ...timestamped, generation: 'before-1.10' }],
  ['onlyDeepLinks', atomicWriter, { ...timestamped, generation: 'before-1.10' }],
  ['aprilBefore110', atomicWriter, { ...timestamped, generation: 'before-1.10' }],
  ['novemberBefore110', atomicWriter, { ...timestamped, generation: 'before-1.10' }],
  ['svidlet', { kind: 'svidlet', knownBy: 'layout' }, { form: 'data-link', naming: 'svidlet' }],
  ['otherNames', unknown, { form: 'data-link', naming: 'other' }],
  ['gitSync4', gitSync, { form: 'worktree-link', link: 'current', target: `.worktrees/${COMMIT}` }],
  ['gitSync3', gitSync, { form: 'worktree-link', link: 'repo', target: `rev-${COMMIT}` }],
  [
    'gitSyncElsewhere',
    gitSync,
    { form: 'worktree-link', link: 'link', target: `../git/.worktrees/${COMMIT}` },
  ],
  ['copies', unknown, { form: 'plain' }],
  ['neverActive', unknown, { form: 'none' }],
  ['empty', unknown, { form: 'none' }],
];

for (const [tree, origin, layout] of inDirectory) {
  test(`${tree} in a directory: ${origin.kind}, ${layout.form}`, (t) => {
    const dir = tempTarget(t);
    plant(dir, trees[tree]);
    const source = volumeSource(mounted({}), dir);
    assert.deepEqual([source.origin, source.layout], [origin, layout]);
  });
}

const notGitSync: [string, string[]][] = [
  ['two links', [`a -> ${COMMIT}`, `b -> ${COMMIT}`]],
  ['one link, to something else', ['current -> releases/2026-11-22']],
  ['an abbreviated hash', ['current -> .worktrees/0123456']],
  ['a hash of another case', [`current -> ${COMMIT.toUpperCase()}`]],
  ['no link', [`${COMMIT}/a: x`]],
];

for (const [what, entries] of notGitSync) {
  test(`${what}: not git-sync's`, (t) => {
    const dir = tempTarget(t);
    plant(dir, entries);
    assert.deepEqual(volumeSource(mounted({}), dir).origin, unknown);
  });
}

/** What is mounted at the tree's directory, as `root on type`. */
const mountedSomewhere: [Tree, string, VolumeOrigin][] = [
  ['kubelet', '/ on tmpfs', { kind: 'onTmpfs', knownBy: 'mount' }],
  ['serviceAccount', '/ on tmpfs', { kind: 'projected', knownBy: 'contents' }],
  // A tmpfs that holds more: of all watched mounts of a Kata machine, of cert-manager's CSI driver (`inmemfs`).
  [
    'serviceAccount',
    '/a83ce7bc82f7-172195b99cf7a9fd-serviceaccount on tmpfs',
    { kind: 'projected', knownBy: 'contents' },
  ],
  [
    'kubelet',
    '/csi-be368c20fe7f8a57a200b808062dc31328db59ad75ff38341fd388c8b14a96f1/data on tmpfs',
    { kind: 'onTmpfs', knownBy: 'mount' },
  ],
  // gVisor shows the volumes of the host so, and Kata Containers so or so.
  ['kubelet', '/ on 9p', { kind: 'inSandbox', knownBy: 'mount' }],
  ['nestedLinks', '/ on 9p', { kind: 'inSandbox', knownBy: 'mount' }],
  ['serviceAccount', '/ on 9p', { kind: 'projected', knownBy: 'contents' }],
  ['kubelet', '/a83ce7bc82f7-config on virtiofs', { kind: 'inSandbox', knownBy: 'mount' }],
  ['kubelet', '/a83ce7bc82f7-config on 9p', { kind: 'inSandbox', knownBy: 'mount' }],
  ['svidlet', '/ on 9p', { kind: 'svidlet', knownBy: 'layout' }],
  ['copies', '/ on 9p', unknown],
  // File systems that are none of a kubelet's choice.
  ['kubelet', '/ on ext4', atomicWriter],
  ['kubelet', '/dir on ext4', atomicWriter],
  // Such a tmpfs is an emptyDir; the names tell more.
  ['svidlet', '/ on tmpfs', { kind: 'svidlet', knownBy: 'layout' }],
  ['gitSync4', '/ on tmpfs', gitSync],
  ['copies', '/ on tmpfs', unknown],
  ['empty', '/ on tmpfs', unknown],
  [
    'kubelet',
    `/data/${POD}/kubernetes.io~configmap/app on ext4`,
    { kind: 'configMap', volumeName: 'app', podUid, knownBy: 'mount' },
  ],
  [
    'nestedLinks',
    `/@/${POD}/kubernetes.io~secret/login on btrfs`,
    { kind: 'secret', volumeName: 'login', podUid, knownBy: 'mount' },
  ],
  [
    'serviceAccount',
    `/${POD}/kubernetes.io~projected/api on ext4`,
    { kind: 'projected', volumeName: 'api', podUid, knownBy: 'mount' },
  ],
  // Kata Containers copy the files into the virtual machine.
  [
    'copies',
    `/${POD}/kubernetes.io~configmap/app on virtiofs`,
    { kind: 'configMap', volumeName: 'app', podUid, knownBy: 'mount' },
  ],
  [
    'kubelet',
    `/${POD}/kubernetes.io~csi/pki/mount on ext4`,
    { kind: 'csi', volumeName: 'pki', podUid, knownBy: 'mount' },
  ],
  // The disk of a database, say.
  ['copies', `/${POD}/kubernetes.io~csi/pvc-1/mount on ext4`, unknown],
  ['kubelet', `/${POD}/kubernetes.io~empty-dir/cache on ext4`, atomicWriter],
  // A folder of a volume of before 1.10, mounted with subPath.
  [
    'danglingFolder',
    `/${POD}/kubernetes.io~configmap/configs/sub/deep on ext4`,
    { kind: 'configMap', volumeName: 'configs', podUid, knownBy: 'mount', folder: 'sub/deep' },
  ],
  // A file system's own folder, and a version of a volume: what is mounted so is no folder of links.
  ['copies', `/${POD}/kubernetes.io~csi/pvc-1/mount/data on ext4`, unknown],
  [
    'copies',
    `/${POD}/kubernetes.io~configmap/configs/..2026_11_22_10_48_54.1/sub on ext4`,
    { kind: 'configMap', volumeName: 'configs', podUid, knownBy: 'mount', key: 'sub' },
  ],
];

for (const [tree, where, origin] of mountedSomewhere) {
  test(`${tree} from ${where}: ${origin.kind}`, (t) => {
    const dir = tempTarget(t);
    plant(dir, trees[tree]);
    const source = volumeSource(mounted({ [dir]: where }), dir);
    assert.deepEqual(source.origin, origin);
    assert.equal(source.isMountPoint, true);
  });
}

test('below the mount of a sandbox or a tmpfs nothing is known', (t) => {
  const root = tempTarget(t);
  plant(join(root, 'volume'), trees.kubelet);
  for (const type of ['tmpfs', '9p', 'virtiofs']) {
    const { origin } = volumeSource(mounted({ [root]: `/ on ${type}` }), join(root, 'volume'));
    assert.deepEqual(origin, atomicWriter);
  }
});

test('a volume below a mount point has the origin that its place there says', (t) => {
  const root = tempTarget(t);
  plant(join(root, 'kubernetes.io~secret/login'), trees.kubelet);
  const fs = mounted({ [root]: `/data/${POD} on ext4 ro` });
  const { origin, mount, isMountPoint } = volumeSource(
    fs,
    join(root, 'kubernetes.io~secret/login'),
  );
  assert.deepEqual(origin, { kind: 'secret', volumeName: 'login', podUid, knownBy: 'mount' });
  assert.deepEqual([mount?.mountPoint, mount?.options, isMountPoint], [root, ['ro'], false]);
});

test('a path of a kubelet tells, through links, and with nothing there', (t) => {
  const root = tempTarget(t);
  plant(join(root, 'disk', POD, 'kubernetes.io~projected/token'), trees.serviceAccount);
  symlinkSync('disk/kubelet', join(root, 'kubelet'));
  symlinkSync(`${POD}/kubernetes.io~projected/token`, join(root, 'link'));
  const origin = (path: string) => volumeSource(mounted({}), join(root, path)).origin;
  const token = { kind: 'projected', volumeName: 'token', podUid, knownBy: 'path' };
  assert.deepEqual(origin('link'), token);
  assert.deepEqual(origin(`${POD}/kubernetes.io~projected/token`), token);
  assert.deepEqual(origin(`gone/${POD}/kubernetes.io~configmap/app`), {
    kind: 'configMap',
    volumeName: 'app',
    podUid,
    knownBy: 'path',
  });
  assert.deepEqual(origin('gone'), unknown);
});

test('of a CSI volume with nothing but a tmpfs the path is enough', (t) => {
  const dir = join(tempTarget(t), POD, 'kubernetes.io~csi/secrets-store/mount');
  plant(dir, trees.copies);
  const csi = { kind: 'csi', volumeName: 'secrets-store', podUid, knownBy: 'path' };
  assert.deepEqual(volumeSource(mounted({ [dir]: '/ on tmpfs' }), dir).origin, csi);
  assert.deepEqual(volumeSource(mounted({}), dir).origin, unknown);
});

test('the target of ..data may be absolute, or gone', (t) => {
  const absolute = tempTarget(t);
  plant(absolute, [`..data -> ${absolute}/..2026_11_22_10_48_54.1`]);
  assert.deepEqual(volumeSource(mounted({}), absolute).origin, atomicWriter);
});

/** As after an update between any two looks. */
function everyCallFails(t: TestContext, tree: Tree): void {
  const dir = tempTarget(t);
  plant(dir, trees[tree]);
  const { origin } = volumeSource(nodeFileSystem, dir);
  for (let n = 1; n <= 20; n++) {
    const fs = { ...failingAt(n, 'ENOENT'), mountInfo: () => '' };
    const { kind } = volumeSource(fs, dir).origin;
    assert.ok(kind === origin.kind || kind === 'unknown', `${kind} without call ${n}`);
  }
}

test('what vanishes while it is looked at makes the kind unknown at most', (t) => {
  for (const tree of ['nestedLinks', 'gitSync4', 'svidlet'] as const) everyCallFails(t, tree);
});

test('a key that is mounted alone is of the volume that its mount names', (t) => {
  const dir = tempTarget(t);
  const root = `/${POD}/kubernetes.io~secret/login/..2026_11_22_10_48_54.1`;
  const of = (mount: string) => volumeSource(mounted({ [dir]: mount }), dir);
  const volume = { kind: 'secret', volumeName: 'login', podUid };
  const { origin, subPath } = of(`${root}/conf/a on ext4 ro`);
  assert.deepEqual(origin, { ...volume, knownBy: 'mount', key: 'conf/a' });
  assert.equal(subPath?.key, 'conf/a');
  // Of a tmpfs, and of a whole version, no more is known than that.
  assert.deepEqual(of('/..v1/a on tmpfs ro').origin, unknown);
  assert.deepEqual(of(`${root} on ext4 ro`).origin, unknown);
});
