// What is told of updates that happen while a volume is watched: by a kubelet, by our own writer, quickly after each
// other, and half seen.

import assert from 'node:assert/strict';
import { mkdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import type { VersionInfo, VolumeState } from '../../../../src/worker/protocol/state.ts';
import { timelineRows } from '../../../shared/timelineRows.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { kubeletSteps, publishAsKubelet } from '../../volume/write/kubeletWriter.ts';
import { versionOf, watchVolume } from '../watched.ts';

const rowsOf = ({ timeline }: VersionInfo, names: Record<string, string>) =>
  timelineRows(timeline?.events, names);

const removesOld = ({ versions }: VolumeState) =>
  versions[0]?.timeline?.events.some(({ kind }) => kind === 'removed') === true;

/** A volume that a kubelet wrote, watched by its events alone. */
async function watched(t: TestContext) {
  const dir = tempTarget(t);
  publishAsKubelet(dir, { a: '1', b: '2' });
  const old = active(dir);
  const window = watchVolume(t, dir, { backstop: false });
  await window.until((state) => versionOf(state) === old);
  await heard(dir, window);
  return { dir, old, ...window };
}

/** Resolves once the watch is on: it tells when a listing is out of date. */
async function heard(dir: string, { volume, until, states }: ReturnType<typeof watchVolume>) {
  volume.onDisk();
  const { disk = 0 } = states.at(-1) ?? {};
  await until((state) => state.disk > disk);
  assert.ok(dir);
}

const active = (dir: string) => readlinkSync(join(dir, '..data'));

test('what a kubelet’s update did is told in its order', async (t) => {
  const { dir, old, until } = await watched(t);
  publishAsKubelet(dir, { a: 'changed', c: 'new' });
  const { versions } = await until(removesOld);
  const names = { [old]: 'OLD', [active(dir)]: 'NEW' };
  assert.deepEqual(
    versions.map((version) => rowsOf(version, names)),
    [
      [
        'made NEW',
        'finished NEW',
        '..data_tmp → NEW',
        'renamed ..data → NEW',
        'linked c (1)',
        'unlinked b (1)',
        'removed OLD',
      ],
      [],
    ],
  );
  const { timeline } = versions[0] as VersionInfo;
  assert.equal(timeline?.timedBy, 'watcher');
  assert.equal(timeline.events[0]?.after, 0);
  const times = timeline.events.map(({ after }) => after);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('an update that is held half way is told as far as it came, and whole in the end', async (t) => {
  const { dir, old, until, volume, states } = await watched(t);
  const steps = kubeletSteps(dir, { a: 'changed', c: 'new' });
  const upTo = async (last: string) => {
    volume.onDisk();
    const { disk = 0 } = states.at(-1) ?? {};
    while (steps.next().value?.startsWith(last) !== true);
    return until((state) => state.disk > disk && (last < '9' || active(dir) === versionOf(state)));
  };
  const rows = ({ versions }: VolumeState) =>
    rowsOf(versions[0] as VersionInfo, { [old]: 'OLD', [active(dir)]: 'NEW' });
  assert.deepEqual(rows(await upTo('5')), []);
  assert.deepEqual(rows(await upTo('8')), []);
  await upTo('9');
  const swapped = ['made NEW', 'finished NEW', '..data_tmp → NEW', 'renamed ..data → NEW'];
  const untilRows = async (...wanted: string[]) =>
    until((state) => JSON.stringify(rows(state)) === JSON.stringify(wanted));
  await untilRows(...swapped);
  steps.next();
  await untilRows(...swapped, 'linked c (1)');
  steps.next();
  await untilRows(...swapped, 'linked c (1)', 'unlinked b (1)');
  steps.next();
  await untilRows(...swapped, 'linked c (1)', 'unlinked b (1)', 'removed OLD');
});

test('of two quick updates each tells its own part', async (t) => {
  const { dir, old, until } = await watched(t);
  publishAsKubelet(dir, { a: '2', b: '2', c: 'new' });
  const between = active(dir);
  publishAsKubelet(dir, { a: '3', b: '2', d: 'new' });
  const last = active(dir);
  const length = ({ versions }: VolumeState) => versions[0]?.timeline?.events.length ?? 0;
  const { versions } = await until((state) => versionOf(state) === last && length(state) > 6);
  const names = { [old]: 'OLD', [between]: 'BETWEEN', [last]: 'LAST' };
  assert.deepEqual(rowsOf(versions[0] as VersionInfo, names), [
    'made LAST',
    'finished LAST',
    '..data_tmp → LAST',
    'renamed ..data → LAST',
    'linked d (1)',
    'touched c',
    'touched BETWEEN', // never seen active, so whether it is gone is not known
  ]);
});

test('what our own writer did is told by itself, with the files and their links', (t) => {
  const dir = tempTarget(t);
  const { timestampDir: old } = new AtomicWriter(dir).write(payload({ a: '1', b: '2' }));
  const { volume, states } = watchVolume(t, dir);
  const { timestampDir } = volume.writer.publish([
    { key: 'b', content: undefined },
    { key: 'conf/c', content: { data: Buffer.from('new') } },
  ]);
  const newest = states.at(-1)?.versions[0];
  assert.ok(newest !== undefined);
  assert.deepEqual(rowsOf(newest, { [old]: 'OLD', [timestampDir]: 'NEW' }), [
    'made NEW',
    'written 2',
    'linked conf (1)',
    '..data_tmp → NEW',
    'renamed ..data → NEW',
    'unlinked b (1)',
    'removed OLD',
  ]);
  assert.equal(newest.timeline?.timedBy, 'writer');
  assert.equal(newest.timeline.events[0]?.after, 0);
});

test('the watcher adds nothing to what our own writer did, and tells of the next one', async (t) => {
  const { dir, volume, until, ...window } = await watched(t);
  const { timestampDir } = volume.writer.publish([
    { key: 'c', content: { data: Buffer.from('3') } },
  ]);
  await heard(dir, { volume, until, ...window });
  publishAsKubelet(dir, { a: '1', b: '2' });
  const isTheirs = (state: VolumeState) => versionOf(state) !== timestampDir;
  const { versions } = await until((state) => isTheirs(state) && removesOld(state));
  const names = { [timestampDir]: 'OURS', [active(dir)]: 'THEIRS' };
  assert.deepEqual(rowsOf(versions[0] as VersionInfo, names), [
    'made THEIRS',
    'finished THEIRS',
    '..data_tmp → THEIRS',
    'renamed ..data → THEIRS',
    'unlinked c (1)',
    'removed OURS',
  ]);
  const ours = versions[1]?.timeline;
  assert.equal(ours?.timedBy, 'writer');
  assert.deepEqual(
    ours.events.map(({ kind }) => kind),
    ['made', 'written', 'linked', 'next-linked', 'swapped', 'removed'],
  );
});

test('a window that opens half way tells the rest', async (t) => {
  const dir = tempTarget(t);
  publishAsKubelet(dir, { a: '1', b: '2' });
  const old = active(dir);
  const steps = kubeletSteps(dir, { a: 'changed', c: 'new' });
  while (steps.next().value?.startsWith('8') !== true);
  const window = watchVolume(t, dir, { backstop: false });
  await heard(dir, window);
  while (steps.next().done !== true);
  const { versions } = await window.until(removesOld);
  assert.deepEqual(rowsOf(versions[0] as VersionInfo, { [old]: 'OLD', [active(dir)]: 'NEW' }), [
    'renamed ..data → NEW',
    'linked c (1)',
    'unlinked b (1)',
    'removed OLD',
  ]);
});

test('a version whose update was not seen has no timeline', (t) => {
  const dir = tempTarget(t);
  publishAsKubelet(dir, { a: '1' });
  const { volume, states } = watchVolume(t, dir, { backstop: false });
  assert.equal(states[0]?.versions[0]?.timeline, undefined);
  volume.writer.publish([{ key: 'b', content: { data: Buffer.from('2') } }]);
  assert.equal(states.at(-1)?.versions[0]?.timeline?.timedBy, 'writer');
});

test('..data that is led back to a directory which was there before tells of the link alone', async (t) => {
  const { dir, old, until } = await watched(t);
  mkdirSync(join(dir, '..kept'));
  publishAsKubelet(dir, { a: 'changed', b: '2' });
  await until(removesOld);
  symlinkSync('..kept', join(dir, '..data_tmp'));
  renameSync(join(dir, '..data_tmp'), join(dir, '..data'));
  const isBack = (state: VolumeState) =>
    versionOf(state) === '..kept' && rowsOf(state.versions[0] as VersionInfo, {}).length > 1;
  const { versions } = await until(isBack);
  assert.deepEqual(rowsOf(versions[0] as VersionInfo, { [old]: 'OLD' }), [
    '..data_tmp → ..kept',
    'renamed ..data → ..kept',
  ]);
});
