// How long a publish takes, against what is no slower than it could be and against what people do instead.

import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AtomicWriter, nodeFileSystem, type Payload } from '../../src/volume/index.ts';
import { syncDirectory } from '../../src/volume/write/sync.ts';
import { type Contestant, contestants } from './contestants.ts';
import { type Changed, type Measured, publishingChart } from './publishingChart.ts';
import { callsOfCore, callsOfKernel, publishMarked, TRACED } from './systemCalls.ts';

const CASES = [1, 10, 100, 1_000].flatMap((keys) =>
  (['all', 'one'] as const).map((changed) => ({ keys, changed })),
);
const KEY_BYTES = 1_000;
const LEAST_ROUNDS = 9;
const MOST_ROUNDS = 601;
const LONGEST_MS = 4_000;

const TMPFS_MAGIC = 0x01021994;

/** With UPDATE_PICTURES=1 it also draws what it measured, for the README. */
export function measurePublishing(folder: string): void {
  const traced = process.env[TRACED];
  if (traced !== undefined) {
    const [keys, changed] = basename(traced).split('-');
    publishMarked(traced, twoPayloads(Number(keys), changed as Changed));
    return;
  }
  const measured = places(folder).flatMap(({ place, dir }) => {
    const rows = CASES.map(({ keys, changed }) => ({
      place,
      keys,
      changed,
      medians: race(dir, keys, changed),
    }));
    console.log(`\nPublishing keys of 1 kB, median milliseconds, ${place}\n\n${table(rows)}`);
    return rows;
  });
  console.log(`\nCalls of a publish: of our list, of the operating system\n\n${callTable(folder)}`);
  if (process.env['UPDATE_PICTURES'] === '1') {
    writeFileSync('media/publishing.svg', publishingChart(measured));
  }
}

/** A file system in memory, as for Secrets, and one on disk, as for ConfigMaps, where there are both. */
function places(folder: string): { place: string; dir: string }[] {
  const isMemory = (dir: string) => existsSync(dir) && statfsSync(dir).type === TMPFS_MAGIC;
  if (isMemory(folder)) return [{ place: 'on tmpfs', dir: folder }];
  const disk = { place: 'on disk', dir: folder };
  return isMemory('/dev/shm') ? [{ place: 'on tmpfs', dir: '/dev/shm' }, disk] : [disk];
}

/**
 * Each publishes in its turn, in rounds of alternating order: what else the machine does meets all of them. Those that
 * leave the same tree share one directory, since a disk is quicker in some places than in others.
 */
function race(parent: string, keys: number, changed: Changed): Record<Contestant, number> {
  const dir = mkdtempSync(join(parent, 'publishing-'));
  try {
    const payloads = twoPayloads(keys, changed);
    const volume = join(dir, 'volume');
    mkdirSync(volume);
    new AtomicWriter(volume).write(payloads[1]);
    const racers = Object.entries(contestants).map(([name, enter]) => {
      const target = name === 'write-file-atomic' ? mkdtempSync(join(dir, 'files-')) : volume;
      return { name, target, publish: enter(target), times: [] as number[] };
    });
    const published = new Map<string, number>();
    const end = performance.now() + LONGEST_MS;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (round >= LEAST_ROUNDS && performance.now() > end) break;
      for (const { target, publish, times } of round % 4 < 2 ? racers : racers.toReversed()) {
        const turn = published.get(target) ?? 0;
        published.set(target, turn + 1);
        // What the one before left for the disk to do is not for this one to wait for.
        syncDirectory(nodeFileSystem, target);
        const start = performance.now();
        publish(payloads[turn % 2 === 0 ? 0 : 1]);
        times.push(performance.now() - start);
      }
    }
    return Object.fromEntries(racers.map(({ name, times }) => [name, median(times)])) as Record<
      Contestant,
      number
    >;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Of the same size, so that only their bytes tell them apart. */
function twoPayloads(keys: number, changed: Changed): [Payload, Payload] {
  const bytes = (text: string) => Buffer.from(text.padEnd(KEY_BYTES, '.'));
  const first = Array.from(
    { length: keys },
    (_, n) => [`key-${n}`, { data: bytes(`first ${n}`) }] as const,
  );
  const isChanged = (n: number) => changed === 'all' || n === Math.floor(keys / 2);
  const second = first.map(
    ([key, file], n) => [key, isChanged(n) ? { data: bytes(`second ${n}`) } : file] as const,
  );
  return [new Map(first), new Map(second)];
}

function table(rows: readonly Measured[]): string {
  const names = Object.keys(contestants) as Contestant[];
  const head = [
    'keys',
    'changed',
    ...names.flatMap((name, n) => (n === 0 ? [name] : [name, 'ratio'])),
  ];
  const body = rows.map(({ keys, changed, medians }) => {
    const ours = medians['AtomicWriter.write'];
    return [
      String(keys),
      changed,
      ...names.flatMap((name, n) => {
        const time = medians[name].toFixed(3);
        return n === 0 ? [time] : [time, (ours / medians[name]).toFixed(2)];
      }),
    ];
  });
  return aligned([head, ...body]);
}

function callTable(folder: string): string {
  const body = CASES.map(({ keys, changed }) => {
    const name = `${keys}-${changed}`;
    const target = mkdtempSync(join(folder, 'calls-'));
    const core = callsOfCore(target, twoPayloads(keys, changed));
    const kernel = callsOfKernel(target, name);
    return [String(keys), changed, String(core), String(kernel ?? 'no strace')];
  });
  return aligned([['keys', 'changed', 'ours', 'kernel'], ...body]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padStart(widths?.[column] ?? 0)).join('  '))
    .join('\n');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
