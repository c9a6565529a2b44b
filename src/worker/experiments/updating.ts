// Updates of the scratch copy, one after the other, on a thread of their own: a watcher on the same thread would hear of
// each only when it is over.

import { performance } from 'node:perf_hooks';
import { AtomicWriter, nodeFileSystem } from '../../volume/index.ts';
import { planUpdate } from '../../volume/updates/planUpdate.ts';
import type { ScratchKey } from '../protocol/experiments.ts';
import { scratchPayload, twoKeys } from './scratch.ts';
import type { MadeUpdate, Scratch } from './threads.ts';

/** Milliseconds since the epoch, the same on all threads, with fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Publishes number 0. */
export function beginScratch(directory: string, keys: readonly ScratchKey[]): void {
  new AtomicWriter(directory).write(scratchPayload(keys, 0));
}

/** Makes one update as its writer makes it. */
export function update({ writer, directory, keys }: Scratch, number: number): MadeUpdate {
  const [{ key }] = twoKeys(keys);
  const planned = planUpdate(writer, nodeFileSystem, directory, scratchPayload(keys, number));
  const begunAt = now();
  let shownAt: number | undefined;
  for (const { seen } of planned.run()) if (seen.get(key) === 'new') shownAt ??= now();
  return { begunAt, shownAt: shownAt ?? now() };
}
