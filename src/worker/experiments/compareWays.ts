// Compare Ways to Update: what readers of two keys get while each writer makes updates without a pause.

import { mkdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DATA_DIR } from '../../volume/layout.ts';
import { nodeFileSystem } from '../../volume/fileSystem.ts';
import { planUpdate } from '../../volume/updates/planUpdate.ts';
import { type Left, type WriterId, WRITERS } from '../../volume/updates/update.ts';
import type { Reads, ScratchKey, WayResult, WaysExperiment } from '../protocol/experiments.ts';
import { conversation } from './conversation.ts';
import { type Read, readScratch, scratchPayload, twoKeys } from './scratch.ts';
import { BEGUN, type Scratch, type Threads } from './threads.ts';
import { beginScratch, update } from './updating.ts';

/** Those that leave their readers one directory with a whole version. */
const HAS_VERSIONS = new Set<WriterId>(['kubelet', 'kubelet-1.10', 'projected-volumes']);

export async function compareWays(
  { milliseconds }: WaysExperiment,
  { directory, keys }: Omit<Scratch, 'writer'>,
  { start, onProgress }: Threads,
): Promise<WayResult[]> {
  const ways: WayResult[] = [];
  for (const [index, writer] of WRITERS.entries()) {
    const own = join(directory, writer);
    mkdirSync(own);
    beginScratch(own, keys);
    const scratch = { directory: own, keys, writer };
    const left = leftByCrashes(scratch);
    ways.push({ ...(await measure(scratch, milliseconds, start)), left });
    onProgress(index + 1, WRITERS.length);
  }
  return ways;
}

async function measure(
  scratch: Scratch,
  milliseconds: number,
  start: Threads['start'],
): Promise<Omit<WayResult, 'left'>> {
  const { writer } = scratch;
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const thread = <T>(role: 'updates' | 'byPath' | 'byVersion') =>
    conversation<T | typeof BEGUN>(start, { role, stop, ...scratch });
  const byPath = thread<Reads>('byPath');
  const byVersion = HAS_VERSIONS.has(writer) ? thread<Reads>('byVersion') : undefined;
  const updates = thread<number>('updates');
  // What a thread needs to start is no time of the writer's.
  await Promise.all([byPath, byVersion, updates].map(async (each) => each?.answer()));
  await setTimeout(milliseconds);
  Atomics.store(stop, 0, 1);
  return {
    writer,
    updates: (await updates.answer()) as number,
    byPath: (await byPath.answer()) as Reads,
    ...(byVersion !== undefined && { byVersion: (await byVersion.answer()) as Reads }),
  };
}

/** Of an update that changes a key, adds one and deletes one: what a crash at any moment of it leaves. */
function leftByCrashes({ directory, keys, writer }: Scratch): Left[] {
  const [changed, deleted] = twoKeys(keys);
  const added = { key: 'added-key', size: changed.size };
  const after = [...keys.filter((key) => key !== deleted), added];
  const payload = scratchPayload(after, 1);
  const { steps, end } = planUpdate(writer, nodeFileSystem, directory, payload);
  const left = [...steps, end].flatMap((moment) => moment.left);
  return [...new Map(left.map((one) => [one.left, one])).values()];
}

/** On the writer's thread; returns how many updates it made. */
export function updateUntil(stop: Int32Array, scratch: Scratch): number {
  let number = 0;
  do {
    number++;
    update(scratch, number);
  } while (Atomics.load(stop, 0) === 0);
  return number;
}

/** On a reader's thread. */
export function readUntil(
  stop: Int32Array,
  how: 'byPath' | 'byVersion',
  { directory, keys }: Scratch,
): Reads {
  const [a, b] = twoKeys(keys);
  const found: Reads = { reads: 0, mixtures: 0, missing: 0, torn: 0 };
  do {
    const [first, second] =
      how === 'byPath'
        ? [readScratch(directory, a), readScratch(directory, b)]
        : readVersion(directory, a, b);
    found.reads++;
    if (first === 'missing' || second === 'missing') found.missing++;
    else if (first === 'torn' || second === 'torn') found.torn++;
    else if (first !== second) found.mixtures++;
  } while (Atomics.load(stop, 0) === 0);
  return found;
}

/** Resolves `..data` once for both keys; if that version is removed meanwhile, once more, as programs should. */
function readVersion(directory: string, a: ScratchKey, b: ScratchKey): [Read, Read] {
  for (;;) {
    const version = readlinkSync(join(directory, DATA_DIR));
    const reads: [Read, Read] = [
      readScratch(join(directory, version), a),
      readScratch(join(directory, version), b),
    ];
    if (!reads.includes('missing') || readlinkSync(join(directory, DATA_DIR)) === version) {
      return reads;
    }
  }
}
