// A writer on a thread of its own, so that no watcher has to wait until it is done. This file is also what it runs.

import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { AtomicWriter } from '../../src/volume/index.ts';
import { now } from './measuring.ts';

export interface Swap {
  /** Just before the rename, in milliseconds since the epoch. */
  swappedAt: number;
  version: string;
}

interface Task {
  publisher: { dir: string; keys: number };
}

export class Publisher {
  readonly #worker: Worker;

  constructor(dir: string, keys: number) {
    mkdirSync(dir, { recursive: true });
    const workerData: Task = { publisher: { dir, keys } };
    this.#worker = new Worker(new URL(import.meta.url), { workerData });
  }

  /** Every key says `round N`, and a kilobyte more. */
  async publish(round: number): Promise<Swap> {
    this.#worker.postMessage(round);
    const [swap] = (await once(this.#worker, 'message')) as [Swap];
    return swap;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function publishWhenAsked({ dir, keys }: Task['publisher']): void {
  const writer = new AtomicWriter(dir);
  parentPort?.on('message', (round: number) => {
    const data = Buffer.from(`round ${round}`);
    const payload = new Map(Array.from({ length: keys }, (_, n) => [`key-${n}`, { data }]));
    const steps = writer.steps(payload);
    let swappedAt = 0;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) {
        parentPort?.postMessage({ swappedAt, version: step.value.timestampDir });
        return;
      }
      if (step.value === 'take ..data_tmp') swappedAt = now(); // the rename comes next
    }
  });
}

const task = workerData as Task | undefined;
if (!isMainThread && task?.publisher !== undefined) publishWhenAsked(task.publisher);
