// What only the mount table tells is followed as well: it changes without an event on the directory.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isSecretKey } from '../../../../src/volume/credentials/secrecy.ts';
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
  // One fact, one problem.
  assert.deepEqual(kindsOf(), ['sub-path']);
  mount({ [file]: `${root}//deleted on ext4 ro` });
  await until(({ problems }) => problems.some(({ kind }) => kind === 'stale-sub-path'));
  assert.deepEqual(kindsOf(), ['stale-sub-path']);
});

test('a file that is mounted alone says of which version it is, and whether its value is secret', (t) => {
  const shownAs = (
    name: string,
    text: string,
    mounted: string,
    more: Record<string, string> = {},
  ) => {
    const file = join(tempTarget(t), name);
    writeFileSync(file, text);
    const { fs } = remounting({ [file]: mounted, ...more });
    const { states } = watchVolume(t, file, { fs, backstop: false });
    return states.at(-1);
  };
  const key = `${ROOT}/..v1/conf/app.yaml on ext4 ro`;
  const plain = shownAs('app.yaml', 'a: 1\n', key, { '/etc/whole': `${ROOT} on ext4 ro` });
  const active = { state: 'sub-path', isFile: true, version: '..v1', key: 'conf/app.yaml' };
  assert.deepEqual(plain?.active, { ...active, isStale: false, live: '/etc/whole' });
  assert.ok(!isSecretKey(plain.secrecy, 'conf/app.yaml'));
  const isSecret = (state: typeof plain | undefined, name: string) =>
    state !== undefined && isSecretKey(state.secrecy, name);
  assert.ok(isSecret(shownAs('x', 'a: 1\n', '/..v1/any on tmpfs ro'), 'any'));
  assert.ok(isSecret(shownAs('x', 'a: 1\n', `${ROOT}/..v1/password on ext4 ro`), 'password'));
  const address = 'url: postgres://app:hunter2hunter2@db/app\n';
  assert.ok(isSecret(shownAs('app.yaml', address, key), 'conf/app.yaml'));
});

test('a folder that is mounted alone is not said to wait for a version', (t) => {
  const dir = tempTarget(t);
  writeFileSync(join(dir, 'a'), '1');
  const { fs } = remounting({ [dir]: `${ROOT}/..v1/conf on ext4 ro` });
  const { states } = watchVolume(t, dir, { fs, backstop: false });
  const { active, problems } = states.at(-1) ?? {};
  const expected = { state: 'sub-path', isFile: false, version: '..v1', key: 'conf' };
  assert.deepEqual(active, { ...expected, isStale: false });
  assert.deepEqual(
    problems?.map(({ kind }) => kind),
    ['sub-path'],
  );
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
