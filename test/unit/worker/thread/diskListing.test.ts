// What is on disk is listed for whoever asks, and costs nothing while nobody does.

import assert from 'node:assert/strict';
import { mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import type { OnDisk } from '../../../../src/volume/read/onDisk.ts';
import { observed } from '../../../shared/fileSystems.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { kubeletSteps } from '../../volume/write/kubeletWriter.ts';
import { versionOf, watchVolume } from '../watched.ts';

const rolesOf = ({ entries }: OnDisk) => entries.map(({ role }) => role);

/** A volume of so many keys, followed by its events alone. */
async function watched(t: TestContext, keys: number) {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  const publish = (value: string): string =>
    writer.write(
      payload(Object.fromEntries(Array.from({ length: keys }, (_, n) => [`key-${n}`, value]))),
    ).timestampDir;
  const first = publish('0');
  const calls: string[] = [];
  const fs = observed((_n, call) => calls.push(call), nodeFileSystem);
  const window = watchVolume(t, dir, { fs, backstop: false });
  await window.until((state) => versionOf(state) === first);
  return { dir, publish, calls, ...window };
}

test('a listing is out of date after whatever happens in the directory, and that is told once', async (t) => {
  const { dir, volume, until, states } = await watched(t, 1);
  const disk = () => states.at(-1)?.disk ?? 0;
  for (const happens of [
    () => writeFileSync(join(dir, 'notes'), ''),
    () => writeFileSync(join(dir, 'notes'), 'more'),
    () => symlinkSync('..next', join(dir, '..data_tmp')),
    () => mkdirSync(join(dir, '..2026_11_22_10_47_58.1')),
  ]) {
    volume.onDisk();
    const before = disk();
    happens();
    await until((state) => state.disk === before + 1);
  }
  assert.deepEqual(rolesOf(volume.onDisk()).slice(-3), ['next-data-link', 'key-link', 'other']);
  const before = disk();
  volume.readAgain();
  volume.readAgain();
  assert.equal(disk(), before + 1, 'nobody has listed it again');
});

test('a held update is listed as it is, whenever it is asked', async (t) => {
  const { dir, volume, until } = await watched(t, 1);
  const steps = kubeletSteps(dir, { other: 'new' });
  const upTo = (step: string) => {
    while (steps.next().value?.startsWith(step) !== true);
  };
  const roles = () => rolesOf(volume.onDisk()).toSorted();
  upTo('8 ');
  assert.deepEqual(roles(), ['active', 'data-link', 'in-the-making', 'key-link', 'next-data-link']);
  upTo('9 ');
  const active = readlinkSync(join(dir, '..data'));
  await until((state) => versionOf(state) === active);
  assert.deepEqual(roles(), ['active', 'dangling-link', 'data-link', 'replaced']);
  upTo('10 ');
  assert.deepEqual(roles(), ['active', 'dangling-link', 'data-link', 'key-link', 'replaced']);
  upTo('11 ');
  assert.deepEqual(roles(), ['active', 'data-link', 'key-link', 'replaced']);
});

test('while nobody lists it, a swap of 1,000 keys makes no more calls than one before anybody did', async (t) => {
  const { publish, calls, until, volume } = await watched(t, 1_000);
  const callsOf = async (value: string): Promise<number> => {
    calls.length = 0;
    const version = publish(value);
    // The whole look after the update is the last.
    await until((state) => versionOf(state) === version && state.versions[1]?.isOnDisk === false);
    return calls.length;
  };
  await callsOf('1');
  const before = await callsOf('2');
  calls.length = 0;
  volume.onDisk();
  assert.ok(calls.length > 1_000, 'a listing reads every link');
  for (const value of ['3', '4']) {
    const after = await callsOf(value);
    assert.ok(after < before + 100, `${after} calls instead of ${before}`);
  }
});
