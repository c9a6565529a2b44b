// What the extension costs the extension host: delay of its event loop while a large volume is published and read, and
// what a hundred volumes take in watches, memory and CPU while nothing happens.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { AtomicWriter } from '../../src/volume/index.ts';
import { VolumeClient } from '../../src/worker/client/volumeClient.ts';
import { inotifyWatches } from '../shared/inotify.ts';
import { median } from './measuring.ts';
import { Publisher } from './publisher.ts';

const KEY_BYTES = 1_000;
const PUBLISHES = 20;
const VOLUMES = 100;
const KEYS = 100;
const IDLE_MS = 10_000;
const SETTLED_MS = 4_000;

export async function measureLoad(folder: string): Promise<void> {
  await measureLargeVolume(join(folder, 'large'));
  await measureManyVolumes(join(folder, 'many'));
}

/** A client, and a promise that a version is shown. */
function watching() {
  let shown = '';
  let check = (): void => {};
  const client = new VolumeClient(
    resolve('dist/worker.cjs'),
    () => ({ historyBytes: 64e6, keepVersions: 0, warnBefore: 0 }),
    {
      onState: ({ active }) => {
        if (active.state === 'read') shown = active.version;
        check();
      },
      onCrash: (error) => {
        throw error;
      },
    },
  );
  const isShown = (version: string): Promise<void> =>
    new Promise((done) => {
      check = () => {
        if (shown === version) done();
      };
      check();
    });
  return { client, isShown };
}

async function measureLargeVolume(dir: string): Promise<void> {
  const publisher = new Publisher(dir, 1_000);
  await publisher.publish(0);
  const { client, isShown } = watching();
  await client.request('watch', { dir });
  const edits = (round: number) =>
    Array.from({ length: 1_000 }, (_, n) => ({
      key: `key-${n}`,
      content: { data: Buffer.alloc(KEY_BYTES, round % 256) },
    }));
  const worst: Record<'published' | 'read', number[]> = { published: [], read: [] };
  for (let round = 1; round <= PUBLISHES; round++) {
    const prepared = edits(round);
    worst.published.push(
      await worstDelay(async () => {
        await client.request('publish', { dir, edits: prepared });
      }),
    );
    worst.read.push(
      await worstDelay(async () => {
        const { version } = await publisher.publish(round);
        await isShown(version);
      }),
    );
  }
  const nothing: number[] = [];
  for (let round = 1; round <= PUBLISHES; round++) {
    nothing.push(await worstDelay(() => setTimeout(100)));
  }
  await client.dispose();
  await publisher.end();
  tellDelay('while nothing happens', nothing);
  for (const [what, values] of Object.entries(worst)) {
    tellDelay(`while 1,000 keys of 1 kB are ${what}`, values);
  }
}

function tellDelay(when: string, values: readonly number[]): void {
  console.log(
    `event loop of the extension host, ${when}: worst delay ${Math.max(...values).toFixed(1)} ms, median of the worst of each time ${median(values).toFixed(1)} ms`,
  );
}

/** Milliseconds by which a timer was late at worst while this ran. */
async function worstDelay(action: () => Promise<void>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await setTimeout(20);
  delay.enable();
  await setTimeout(5);
  delay.reset();
  await action();
  delay.disable();
  // The histogram counts the timer's own millisecond as well.
  return Math.max(0, delay.max / 1e6 - 1);
}

async function measureManyVolumes(folder: string): Promise<void> {
  const payload = new Map(
    Array.from({ length: KEYS }, (_, n) => [`key-${n}`, { data: Buffer.alloc(KEY_BYTES, n) }]),
  );
  const dirs = Array.from({ length: VOLUMES }, (_, n) => join(folder, `volume-${n}`));
  for (const dir of dirs) {
    mkdirSync(dir, { recursive: true });
    new AtomicWriter(dir).write(payload);
  }
  const { client } = watching();
  const first = dirs[0] ?? '';
  await client.request('watch', { dir: first });
  await setTimeout(500);
  const before = { rss: process.memoryUsage().rss, watches: inotifyWatches() };
  for (const dir of dirs.slice(1)) await client.request('watch', { dir });
  await setTimeout(1_000);
  const megabytes = (process.memoryUsage().rss - before.rss) / 1e6;
  const content = ((VOLUMES - 1) * KEYS * KEY_BYTES) / 1e6;
  console.log(
    `${VOLUMES} volumes of ${KEYS} keys of 1 kB: ${inotifyWatches() - before.watches + 1} watches, ${megabytes.toFixed(0)} MB more than for one (content ${content.toFixed(0)} MB, ratio ${(megabytes / content).toFixed(1)})`,
  );
  await setTimeout(SETTLED_MS); // each is looked at once more when its publish is over
  const cpu = process.cpuUsage();
  await setTimeout(IDLE_MS);
  const { user, system } = process.cpuUsage(cpu);
  const share = (user + system) / 10 / IDLE_MS;
  console.log(`  idle: ${share.toFixed(2)} % of one core`);
  await client.dispose();
}
