// The thread of an experiment, and the threads that it starts: a bundle of its own, which loads with the first experiment.

import {
  isMainThread,
  type MessagePort,
  parentPort,
  Worker,
  workerData,
} from 'node:worker_threads';
import { nodeFileSystem } from '../../volume/fileSystem.ts';
import { coveringMount, parseMountInfo } from '../../volume/places/mounts.ts';
import type { Experiment, ExperimentMessage } from '../protocol/experiments.ts';
import { compareWatchers } from './compareWatchers.ts';
import { compareWays, readUntil, updateUntil } from './compareWays.ts';
import { scratchKeys } from './scratch.ts';
import { BEGUN, type Role, type Threads } from './threads.ts';
import { beginScratch, update } from './updating.ts';
import { watching } from './watching.ts';

const port = parentPort;
if (!isMainThread && port !== null) {
  const post = (message: unknown): void => port.postMessage(message);
  const given = workerData as Role;
  switch (given.role) {
    case 'experiment':
      void run(given.experiment, given.directory, post);
      break;
    case 'writer':
      port.on('message', (number: number) => post(update(given, number)));
      break;
    case 'watcher':
      void watch(given, port);
      break;
    case 'updates':
      post(BEGUN);
      post(updateUntil(given.stop, given));
      break;
    case 'byPath':
    case 'byVersion':
      post(BEGUN);
      post(readUntil(given.stop, given.role, given));
  }
}

async function watch(
  given: Extract<Role, { role: 'watcher' }>,
  answering: MessagePort,
): Promise<void> {
  const watched = await watching(given.watcher, given);
  answering.postMessage(watched());
  answering.on('message', () => answering.postMessage(watched()));
}

async function run(
  experiment: Experiment,
  directory: string,
  post: (message: ExperimentMessage) => void,
): Promise<void> {
  const keys = scratchKeys(experiment.keys);
  const threads: Threads = {
    start: (role, onMessage) => {
      const worker = new Worker(__filename, { workerData: role });
      worker.on('message', onMessage);
      worker.on('error', (error) => {
        throw error;
      });
      return (message) => worker.postMessage(message);
    },
    onProgress: (done, total) => post({ type: 'progress', done, total }),
  };
  const mount = coveringMount(parseMountInfo(nodeFileSystem.mountInfo()), directory);
  const measured = {
    fileSystem: mount?.fileSystemType ?? '',
    keys: keys.length,
    bytes: keys.reduce((sum, { size }) => sum + size, 0),
  };
  if (experiment.kind === 'watchers') {
    const { kind, writer, apart } = experiment;
    beginScratch(directory, keys);
    const watchers = await compareWatchers(experiment, { directory, keys, writer }, threads);
    post({ type: 'found', found: { ...measured, kind, writer, apart, watchers } });
  } else {
    const { kind, milliseconds } = experiment;
    const ways = await compareWays(experiment, { directory, keys }, threads);
    post({ type: 'found', found: { ...measured, kind, milliseconds, ways } });
  }
}
