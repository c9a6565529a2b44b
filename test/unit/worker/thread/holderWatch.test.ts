// Who still reads a version that is gone: told some time after it was removed, and until they close it.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import { placeOf } from '../../../../src/volume/places/holders.ts';
import { parseMountInfo } from '../../../../src/volume/places/mounts.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { HolderWatch } from '../../../../src/worker/thread/holderWatch.ts';
import { observed } from '../../../shared/fileSystems.ts';
import { holding } from '../../../shared/holder.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { versionOf, watchVolume } from '../watched.ts';

const linux = { skip: process.platform !== 'linux' };

const stillRead = (problems: readonly Problem[]) =>
  problems.filter((problem) => problem.kind === 'still-read');

test(
  'a volume says who still reads a version that is gone, and no more once they close it',
  linux,
  async (t) => {
    const dir = tempTarget(t);
    const writer = new AtomicWriter(dir);
    const { timestampDir: old } = writer.write(payload({ a: '1' }));
    const { until } = watchVolume(t, dir);
    await until((state) => versionOf(state) === old);
    const { pid, close } = await holding(t, join(dir, 'a'));
    writer.write(payload({ a: '2' }));
    const isHeld = ({ problems }: VolumeState) => stillRead(problems).length > 0;
    const [problem] = stillRead((await until(isHeld)).problems);
    assert.deepEqual(
      { ...problem, processes: problem?.processes.map((process) => process.pid) },
      { kind: 'still-read', version: old, processes: [pid], keys: ['a'], isCut: false },
    );
    await close();
    await until((state) => !isHeld(state));
  },
);

/** A volume with a version that is gone and held; `listed` counts how often all processes were listed. */
async function held(t: Parameters<typeof tempTarget>[0]) {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  const { timestampDir: old } = writer.write(payload({ a: '1' }));
  const { close } = await holding(t, join(dir, 'a'));
  writer.write(payload({ a: '2' }));
  const counts = { listed: 0 };
  let changed = (): void => {};
  const watch = new HolderWatch({
    fs: observed((_, call, [path]) => {
      if (call === 'readdir' && path === '/proc') counts.listed++;
    }),
    place: () => placeOf(parseMountInfo(nodeFileSystem.mountInfo()), dir),
    onChange: () => changed(),
    graceMs: 0,
    againMs: 5,
  });
  t.after(() => watch.close());
  const change = async (): Promise<void> =>
    new Promise((resolve) => {
      changed = resolve;
    });
  return { watch, old, close, change, counts };
}

test(
  'all processes are listed once for each version that goes, then only those that hold one',
  linux,
  async (t) => {
    const { watch, old, close, change, counts } = await held(t);
    watch.look(new Set([old]));
    await change();
    assert.equal(stillRead(watch.problems()).length, 1);
    watch.look(new Set([old]));
    const closed = change();
    await close();
    await closed;
    assert.deepEqual(watch.problems(), []);
    assert.equal(counts.listed, 1);
  },
);

test('nothing is looked at while no version goes, nor after the end', linux, async (t) => {
  const { watch, old, counts } = await held(t);
  watch.look(new Set());
  watch.look(new Set([old]));
  watch.close();
  await new Promise((resolve) => {
    setTimeout(resolve, 20); // one that would come is due at once
  });
  assert.equal(counts.listed, 0);
});

test(
  'a version that is active again, or whose history is gone, is no problem any more',
  linux,
  async (t) => {
    const { watch, old, change } = await held(t);
    watch.look(new Set([old]));
    await change();
    watch.look(new Set());
    assert.deepEqual(watch.problems(), []);
  },
);
