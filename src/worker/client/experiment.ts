// An experiment from the extension host's end.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Experiment, ExperimentMessage, Found } from '../protocol/experiments.ts';

interface Following {
  onProgress: (done: number, total: number) => void;
  /** Ends it early. */
  signal: AbortSignal;
}

/**
 * Runs the experiment on a thread and in a directory of its own, which is removed at the end.
 *
 * @param script path of the bundle `experiments.cjs`
 * @returns undefined when it was ended early
 * @throws what the thread throws
 */
export async function runExperiment(
  script: string,
  experiment: Experiment,
  { onProgress, signal }: Following,
): Promise<Found | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'projected-volumes-'));
  try {
    const workerData = { role: 'experiment', experiment, directory };
    const worker = new Worker(script, { name: 'projected-volumes experiment', workerData });
    try {
      return await new Promise<Found | undefined>((resolve, reject) => {
        worker.on('message', (message: ExperimentMessage) => {
          if (message.type === 'progress') onProgress(message.done, message.total);
          else resolve(message.found);
        });
        worker.on('error', reject);
        if (signal.aborted) resolve(undefined); // while the directory was made
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
      });
    } finally {
      // With it the threads that it has started.
      await worker.terminate();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
