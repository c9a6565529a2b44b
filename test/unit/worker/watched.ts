// A watched volume as its worker has it, and the states that the extension host would receive.

import type { TestContext } from 'node:test';
import { type FileSystem, nodeFileSystem } from '../../../src/volume/index.ts';
import { fileSystemOf } from '../../../src/volume/places/mounts.ts';
import type { SecrecyOverrule } from '../../../src/volume/credentials/secrecy.ts';
import { MountTable } from '../../../src/volume/places/mountTable.ts';
import type { Message, WorkerSettings } from '../../../src/worker/protocol/protocol.ts';
import type { VolumeState } from '../../../src/worker/protocol/state.ts';
import { StateReceiver } from '../../../src/worker/protocol/stateMessages.ts';
import { WatchedVolume } from '../../../src/worker/thread/watchedVolume.ts';

export const SETTINGS: WorkerSettings = { historyBytes: 1e6, keepVersions: 0, warnBefore: 0 };

interface Options {
  fs?: FileSystem;
  settings?: WorkerSettings;
  overrule?: SecrecyOverrule;
  /** As the worker has it: a look without an event every second. */
  backstop?: boolean;
}

export function watchVolume(t: TestContext, dir: string, options: Options = {}) {
  const { fs = nodeFileSystem, settings = SETTINGS, overrule, backstop = true } = options;
  const states: VolumeState[] = [];
  const others: Message[] = [];
  const waiting = new Set<() => void>();
  const receiver = new StateReceiver();
  const mountTable = new MountTable(fs);
  const volume = new WatchedVolume({
    dir,
    fs,
    settings,
    mountTable,
    lane: fileSystemOf(mountTable.now(), dir),
    post: (message) => {
      if (message.type !== 'state') others.push(message);
      else {
        const state = receiver.receive(message.state);
        if (state !== undefined) states.push(state);
      }
      for (const check of waiting) check();
    },
    ...(overrule !== undefined && { overrule }),
  });
  volume.start();
  const interval = setInterval(() => backstop && volume.checkWithoutEvent(), 1_000);
  t.after(() => {
    clearInterval(interval);
    volume.close();
  });
  /** The first state from now on, or the latest, of which this is true. */
  const until = async (isReached: (state: VolumeState) => boolean): Promise<VolumeState> =>
    new Promise((resolve) => {
      const check = (): void => {
        const latest = states.at(-1);
        if (latest === undefined || !isReached(latest)) return;
        waiting.delete(check);
        resolve(latest);
      };
      waiting.add(check);
      check();
    });
  return { volume, states, until, others };
}

export const versionOf = ({ active }: VolumeState) =>
  active.state === 'read' ? active.version : undefined;
