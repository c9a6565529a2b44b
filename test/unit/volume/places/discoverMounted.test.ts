// Every volume that a container or a node shows: trees in a temp folder that stands for its root directory.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  discoverMounted,
  type FoundVolume,
} from '../../../../src/volume/places/discoverMounted.ts';
import { type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { parseMountInfo } from '../../../../src/volume/places/mounts.ts';
import { mountLines } from '../../../shared/mountTables.ts';
import { COMMIT, plant, trees } from '../../../shared/trees.ts';
import { tempTarget } from '../../../shared/volumes.ts';

/** A machine with these trees and this mount table. */
function machine(
  t: TestContext,
  mountInfo: string,
  directories: Record<string, readonly string[]>,
): FileSystem {
  const root = tempTarget(t);
  for (const [directory, entries] of Object.entries(directories)) {
    plant(join(root, directory), entries);
  }
  const inside = (path: string) => join(root, path);
  return {
    ...nodeFileSystem,
    lstat: (path) => nodeFileSystem.lstat(inside(path)),
    readdir: (path) => nodeFileSystem.readdir(inside(path)),
    readlink: (path) => nodeFileSystem.readlink(inside(path)),
    realpath: (path) => nodeFileSystem.realpath(inside(path)).slice(root.length) || '/',
    mountInfo: () => mountInfo,
  };
}

const fixture = (name: string) => readFileSync(`test/fixtures/mountinfo/${name}.txt`, 'utf8');

function discover(
  fs: FileSystem,
  workspaceRoots: string[] = [],
  extraRoots: string[] = [],
): FoundVolume[] {
  const mounts = parseMountInfo(fs.mountInfo());
  return [...discoverMounted(fs, mounts, { workspaceRoots, extraRoots })].flatMap(
    ({ found }) => found ?? [],
  );
}

/** Each volume in a line: `directory kind/knownBy place lock`. */
function lines(found: readonly FoundVolume[]): string[] {
  return found.map(({ dir, origin, place, isReadOnly }) => {
    const known = 'knownBy' in origin ? `${origin.kind}/${origin.knownBy}` : origin.kind;
    const where = place.in === 'pod' ? place.podUid.slice(0, 4) : 'root' in place ? place.root : '';
    return `${dir} ${known} ${place.in}${where === '' ? '' : `=${where}`}${isReadOnly ? ' ro' : ''}`;
  });
}

test('in a container of a pod: what is mounted', (t) => {
  const fs = machine(t, fixture('pod'), {
    '/etc/app': trees.kubelet,
    '/etc/login': trees.kubelet,
    '/etc/podinfo': trees.kubelet,
    '/run/secrets/kubernetes.io/serviceaccount': trees.serviceAccount,
    '/var': ['run -> ../run', 'cache/app/plain: x'],
    // Single files, and directories that are no volumes.
    '/etc': ['nginx/nginx.conf: x', 'hosts: x'],
    '/srv': ['log.yaml: x'],
    '/dev/shm': ['plain: x'],
    '/proc': ['1/..data -> ..v1'],
    // Not mounted and not at a well-known place.
    '/opt/app/config': trees.kubelet,
  });
  assert.deepEqual(lines(discover(fs)), [
    '/etc/app configMap/mount container ro',
    '/etc/login onTmpfs/mount container ro',
    '/etc/podinfo onTmpfs/mount container ro',
    // As pods name it, and not as the kernel does.
    '/var/run/secrets/kubernetes.io/serviceaccount projected/contents container ro',
  ]);
});

test('with a relocated kubelet: kinds by what is mounted', (t) => {
  const fs = machine(t, fixture('relocated-kubelet'), {
    '/etc/settings': trees.kubelet,
    // Copied by Kata Containers, and not written yet.
    '/etc/trust': trees.copies,
    '/etc/labels': trees.empty,
    '/etc/pki/app': trees.kubelet,
  });
  const found = discover(fs);
  assert.deepEqual(lines(found), [
    '/etc/settings configMap/mount container ro',
    '/etc/trust configMap/mount container ro',
    '/etc/labels downwardAPI/mount container ro',
    '/etc/pki/app csi/mount container ro',
  ]);
  assert.deepEqual(
    found.map(({ layout }) => layout.form),
    ['data-link', 'plain', 'none', 'data-link'],
  );
});

test('in a sandbox, and where folders of old volumes are mounted', (t) => {
  const volumes = '/var/lib/kubelet/pods/u-1/volumes';
  const table = {
    '/creds': '/ on 9p ro',
    '/run/secrets/sa': '/ on 9p ro',
    '/etc/old': `${volumes}/kubernetes.io~configmap/configs/sub on ext4 ro`,
    '/etc/disk': `${volumes}/kubernetes.io~csi/pvc-1/mount/sub on ext4`,
  };
  const fs = machine(t, mountLines(table), {
    '/creds': trees.kubelet,
    '/run/secrets/sa': trees.serviceAccount,
    '/etc/old': trees.danglingFolder,
    '/etc/disk': trees.copies,
    // No link to /run here.
    '/var/run': ['secrets/'],
  });
  assert.deepEqual(lines(discover(fs)), [
    '/etc/old configMap/mount container ro',
    // 9p may hang, so it comes last.
    '/creds inSandbox/mount container ro',
    '/run/secrets/sa projected/contents container ro',
  ]);
});

const POD_1 = '/var/lib/kubelet/pods/0f9bf2dd-2a5c-4a0e-9a3f-6f1c8b1b6a2e';
const POD_2 = '/var/lib/kubelet/pods/d1b2c3a4-5e6f-4a7b-8c9d-0e1f2a3b4c5d';

function node(t: TestContext): FileSystem {
  return machine(t, fixture('node'), {
    [`${POD_1}/volumes/kubernetes.io~projected/kube-api-access-x2v7q`]: trees.serviceAccount,
    [`${POD_1}/volumes/kubernetes.io~secret/login`]: trees.kubelet,
    [`${POD_1}/volumes/kubernetes.io~downward-api/podinfo`]: trees.kubelet,
    [`${POD_1}/volumes/kubernetes.io~configmap/web-config`]: trees.kubelet,
    [`${POD_1}/volume-subpaths/web-config/web`]: ['0: x'],
    [`${POD_2}/volumes/kubernetes.io~csi/secrets-store/mount`]: trees.copies,
    [`${POD_2}/volumes/kubernetes.io~nfs/shared`]: trees.kubelet,
    // A disk, whatever is on it.
    [`${POD_2}/volumes/kubernetes.io~csi/pvc/mount`]: trees.copies,
    [`${POD_2}/volumes/kubernetes.io~csi/pvc/mount/config`]: trees.kubelet,
    [`${POD_2}/volumes/kubernetes.io~empty-dir/git`]: trees.gitSync4,
    [`${POD_2}/volumes/kubernetes.io~empty-dir/cache`]: ['deep/er/plain: x'],
  });
}

const mountedOnNode = [
  `${POD_1}/volumes/kubernetes.io~projected/kube-api-access-x2v7q projected/path pod=0f9b`,
  `${POD_1}/volumes/kubernetes.io~secret/login secret/path pod=0f9b`,
  `${POD_1}/volumes/kubernetes.io~downward-api/podinfo downwardAPI/path pod=0f9b`,
  `${POD_2}/volumes/kubernetes.io~csi/secrets-store/mount csi/path pod=d1b2`,
];

test('on a node: the mounts of all pods, and with its directory searched those on disk', (t) => {
  const fs = node(t);
  assert.deepEqual(lines(discover(fs)), mountedOnNode);
  assert.deepEqual(lines(discover(fs, [], ['/var/lib/kubelet'])), [
    ...mountedOnNode,
    `${POD_1}/volumes/kubernetes.io~configmap/web-config configMap/path pod=0f9b`,
    `${POD_2}/volumes/kubernetes.io~empty-dir/git gitSync/layout extra-root=/var/lib/kubelet`,
    `${POD_2}/volumes/kubernetes.io~csi/pvc/mount/config atomicWriter/layout extra-root=/var/lib/kubelet`,
  ]);
  // From further up it is as good, and what is mounted from a server is left alone.
  assert.deepEqual(
    lines(discover(fs, [], ['/var'])).map((line) => line.replace('extra-root=/var', '')),
    lines(discover(fs, [], ['/var/lib/kubelet'])).map((line) =>
      line.replace('extra-root=/var/lib/kubelet', ''),
    ),
  );
});

test('where the mount table says nothing: well-known places, and the roots', (t) => {
  const fs = machine(t, '', {
    '/run/secrets/kubernetes.io/serviceaccount': trees.serviceAccount,
    '/run/secrets/kubernetes.io/too/deep': trees.kubelet,
    '/var': ['run -> ../run'],
    '/etc/podinfo': trees.kubelet,
    '/mnt/secrets-store': trees.kubelet,
    '/vault/secrets': trees.kubelet,
    '/workspace/app/config': trees.kubelet,
    '/workspace/node_modules/x': trees.kubelet,
    '/workspace/app/git': trees.gitSync3,
    '/workspace/plain': trees.copies,
    '/srv': ['link -> ../workspace/app', 'one/two/three/four/five/six/seven/..data -> ..v1'],
    '/workspace/a/b/c/d/e/f/g': trees.kubelet,
  });
  assert.deepEqual(lines(discover(fs, ['/workspace'], ['/srv', '/workspace/a', '/missing'])), [
    '/etc/podinfo atomicWriter/layout container',
    '/mnt/secrets-store atomicWriter/layout container',
    '/var/run/secrets/kubernetes.io/serviceaccount atomicWriter/layout container',
    '/workspace/app/config atomicWriter/layout workspace=/workspace',
    '/workspace/app/git gitSync/layout workspace=/workspace',
    '/workspace/a/b/c/d/e/f/g atomicWriter/layout workspace=/workspace',
    '/srv/one/two/three/four/five/six/seven unknown extra-root=/srv',
  ]);
});

test('a mount below a workspace folder, which is a link, belongs to the workspace', (t) => {
  const table = mountLines({ '/disk/home/config': '/home/me/config on ext4 ro' });
  const fs = machine(t, table, {
    '/disk/home/config': trees.kubelet,
    '/disk/home-2': trees.kubelet,
    '/': ['workspace -> disk/home'],
  });
  assert.deepEqual(lines(discover(fs, ['/workspace'], ['/disk'])), [
    '/disk/home/config atomicWriter/layout workspace=/workspace ro',
    '/disk/home-2 atomicWriter/layout extra-root=/disk',
  ]);
});

test('a volume on a read-only mount is so wherever it is below', (t) => {
  const fs = machine(t, mountLines({ '/host': '/ on ext4 ro', '/host/rw': '/ on ext4' }), {
    '/host/a/b': trees.kubelet,
    '/host/rw/c': trees.kubelet,
  });
  assert.deepEqual(lines(discover(fs, [], ['/host'])), [
    '/host/a/b atomicWriter/layout extra-root=/host ro',
    '/host/rw/c atomicWriter/layout extra-root=/host',
  ]);
});

test('a volume says all of this', (t) => {
  const fs = machine(t, '', { '/workspace/git': trees.gitSync4 });
  assert.deepEqual(discover(fs, ['/workspace']), [
    {
      dir: '/workspace/git',
      origin: { kind: 'gitSync', knownBy: 'layout' },
      layout: { form: 'worktree-link', link: 'current', target: `.worktrees/${COMMIT}` },
      place: { in: 'workspace', root: '/workspace' },
      isReadOnly: false,
    },
  ]);
});
