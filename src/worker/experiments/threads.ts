// What the threads of an experiment are given and send.

import type { WriterId } from '../../volume/updates/update.ts';
import type { Experiment, ScratchKey, WatcherId } from '../protocol/experiments.ts';

export interface Scratch {
  directory: string;
  /** As `scratchKeys` makes them. */
  keys: readonly ScratchKey[];
  writer: WriterId;
}

export const BEGUN = 'begun';

export type Role =
  /** Starts all others. `directory` is empty. */
  | { role: 'experiment'; experiment: Experiment; directory: string }
  /** Makes the update whose number it is sent, and answers with a `MadeUpdate`. */
  | ({ role: 'writer' } & Scratch)
  /** Sends `Watched` when its watch is on, and once more when it is sent anything. */
  | ({ role: 'watcher'; watcher: WatcherId } & Scratch)
  /** Send `BEGUN`, work until `stop` is set, and send the result. */
  | ({ role: 'updates' | 'byPath' | 'byVersion'; stop: Int32Array } & Scratch);

/** Times as `now` gives them. */
export interface MadeUpdate {
  begunAt: number;
  /** When a reader of the first key could see it. */
  shownAt: number;
}

/** What one read of both keys showed, right after an event. */
export interface Sight {
  at: number;
  /** Of the update that both keys are of. */
  number: number | 'half-made';
}

export interface Watched {
  sights: readonly Sight[];
  errno?: string;
}

export interface Threads {
  /** Starts a thread that does `role`; it ends with the experiment. Returns how to send it a message. */
  start: (role: Role, onMessage: (message: unknown) => void) => (message: unknown) => void;
  onProgress: (done: number, total: number) => void;
}
