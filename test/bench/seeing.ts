// From the swap by another process to the changed state in the extension host, against a bare fs.watch callback on the
// same swaps; and what reading the volume alone takes.

import { watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { nodeFileSystem, readSnapshot } from '../../src/volume/index.ts';
import { VolumeClient } from '../../src/worker/client/volumeClient.ts';
import { median, now, print, quiet } from './measuring.ts';
import { Publisher } from './publisher.ts';

const ROUNDS = 40;

export async function measureSeeing(folder: string): Promise<void> {
  for (const keys of [10, 1_000]) {
    const dir = join(folder, `seen-${keys}`);
    const { raw, state, reading } = await swapsUntilSeen(dir, keys);
    console.log(`${keys} keys`);
    print('  swap -> callback of fs.watch', raw);
    print('  swap -> state in the extension host', state);
    print('  reading alone', reading);
    const goal = keys === 10 ? 2 * median(raw) + 1 : median(raw) + median(reading);
    console.log(`  state / goal ${(median(state) / goal).toFixed(2)}`);
  }
}

async function swapsUntilSeen(dir: string, keys: number) {
  const publisher = new Publisher(dir, keys);
  await publisher.publish(0);
  const seenAt = new Map<string, number>();
  const client = new VolumeClient(
    resolve('dist/worker.cjs'),
    () => ({ historyBytes: 64e6, keepVersions: 0, warnBefore: 0 }),
    {
      onState: ({ active }) => {
        if (active.state === 'read' && !seenAt.has(active.version)) {
          seenAt.set(active.version, now());
        }
      },
      onCrash: (error) => {
        throw error;
      },
    },
  );
  let events: number[] = [];
  const watcher = watch(dir, (_kind, name) => {
    if (name === '..data') events.push(now());
  });
  await client.request('watch', { dir });
  const raw: number[] = [];
  const state: number[] = [];
  const reading: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await quiet();
    events = [];
    const { swappedAt, version } = await publisher.publish(round);
    await quiet();
    raw.push((events[0] ?? Number.NaN) - swappedAt);
    state.push((seenAt.get(version) ?? Number.NaN) - swappedAt);
    const start = performance.now();
    readSnapshot(nodeFileSystem, dir);
    reading.push(performance.now() - start);
  }
  watcher.close();
  await client.dispose();
  await publisher.end();
  return { raw, state, reading };
}
