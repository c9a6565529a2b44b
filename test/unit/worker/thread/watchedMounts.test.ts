// What only the mount table tells is followed as well: it changes without an event on the directory.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { mountLines } from '../../../shared/mountTables.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { watchVolume } from '../watched.ts';

const ROOT = '/pods/1/volumes/kubernetes.io~configmap/app';

/** The files of this machine, with a mount table that the test changes. */
function remounting(mounts: Record<string, string>) {
  let text = mountLines(mounts);
  const fs: FileSystem = { ...nodeFileSystem, mountInfo: () => text };
  return { fs, mount: (now: Record<string, string>) => void (text = mountLines(now)) };
}

test('a subPath file that is shown turns stale by itself', async (t) => {
  const file = join(tempTarget(t), 'app.yaml');
  writeFileSync(file, 'a: 1\n');
  const root = `${ROOT}/..2026_11_22_10_48_54.374745636/app.yaml`;
  const { fs, mount } = remounting({ [file]: `${root} on ext4 ro` });
  const { states, until } = watchVolume(t, file, { fs });
  const kindsOf = () => states.at(-1)?.problems.map(({ kind }) => kind);
  assert.ok(kindsOf()?.includes('sub-path'));
  mount({ [file]: `${root}//deleted on ext4 ro` });
  await until(({ problems }) => problems.some(({ kind }) => kind === 'stale-sub-path'));
  assert.ok(kindsOf()?.includes('sub-path') === false);
});

test('a key of a volume that is mounted over shows by itself', async (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const { fs, mount } = remounting({ [dir]: `${ROOT} on ext4 ro` });
  const { until } = watchVolume(t, dir, { fs });
  mount({
    [dir]: `${ROOT} on ext4 ro`,
    [join(dir, 'a')]: `${ROOT}/..2026_11_22_10_48_54.374745636/a on ext4 ro`,
  });
  await until(({ problems }) => problems.some(({ kind }) => kind === 'sub-path'));
});

test('a mount elsewhere is no reason to look at the volume', (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const own = { [dir]: `${ROOT} on ext4 ro` };
  const { fs, mount } = remounting(own);
  let listed = 0;
  const counting: FileSystem = {
    ...fs,
    readdir: (path) => {
      listed++;
      return fs.readdir(path);
    },
  };
  const { volume } = watchVolume(t, dir, { fs: counting, backstop: false });
  mount({ ...own, '/mnt/other': '/ on tmpfs ro' });
  const before = listed;
  const end = performance.now() + 20;
  while (performance.now() < end); // the table is read again after some milliseconds
  volume.checkWithoutEvent();
  assert.equal(listed, before);
});

test('once the pod is gone, its empty mount is not taken for a new volume, nor for one to publish to', (t) => {
  const dir = join(tempTarget(t), 'config');
  mkdirSync(dir);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const { fs, mount } = remounting({ [dir]: `${ROOT} on ext4 rw` });
  const { volume, states } = watchVolume(t, dir, { fs, backstop: false });
  mount({ [dir]: `${ROOT}//deleted on ext4 rw` });
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  volume.refresh();
  assert.deepEqual(states.at(-1)?.active, { state: 'removed' });
  assert.equal(states.at(-1)?.access, 'removed');
});

test('a volume that was emptied is not said to be new', (t) => {
  const dir = join(tempTarget(t), 'config');
  mkdirSync(dir);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const { volume, states } = watchVolume(t, dir, { backstop: false });
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  volume.refresh();
  assert.deepEqual(states.at(-1)?.active, { state: 'emptied' });
  assert.equal(states.at(-1)?.access, 'writable');
});
