// What is asked of an experiment, and what it found: plain data, which another thread sends.

import type { Left, WriterId } from '../../volume/updates/update.ts';

/** A key of the volume that the scratch copy is made like: its name and size, never its value. */
export interface ScratchKey {
  key: string;
  /** Bytes. */
  size: number;
}

export interface WatchersExperiment {
  kind: 'watchers';
  keys: readonly ScratchKey[];
  writer: WriterId;
  updates: number;
  /** Milliseconds from one update to the next. */
  apart: number;
}

export interface WaysExperiment {
  kind: 'ways';
  keys: readonly ScratchKey[];
  /** How long for each writer. */
  milliseconds: number;
}

export type Experiment = WatchersExperiment | WaysExperiment;

export type WatcherId =
  | 'fs.watch key'
  | 'fs.watch ..data'
  | 'fs.watch directory'
  | 'fs.watch recursive'
  | 'chokidar key'
  | 'chokidar directory'
  | 'chokidar ..data'
  | 'fs.watchFile key'
  | 'chokidar polling key';

/** What a program sees that reads both keys at once with every event of this watcher. */
export interface WatcherResult {
  watcher: WatcherId;
  /** Events of all updates. */
  events: number;
  /** Updates that a read with an event showed whole before the next update began. */
  noticed: number;
  missed: number;
  /** Updates that reads with several events showed, so that the program would load them several times. */
  repeated: number;
  /** Milliseconds from the swap to the first read that showed the update; undefined if there was none. */
  median?: number;
  worst?: number;
  /** Reads with an event that got a mixture, a missing file or part of one. */
  halfMade: number;
  /** Whether the last update made any event. */
  isAlive: boolean;
  /** Why there is no watch, such as `ENOSPC`. */
  errno?: string;
}

/** What readers of two keys got, who read without end. */
export interface Reads {
  reads: number;
  /** One key old, the other one new. */
  mixtures: number;
  missing: number;
  /** Files that were empty, or held a part. */
  torn: number;
}

export interface WayResult {
  writer: WriterId;
  updates: number;
  /** One key after the other, by the paths that everybody uses. */
  byPath: Reads;
  /** Both in the directory that `..data` leads to; undefined for ways that leave readers no such directory. */
  byVersion?: Reads;
  /** What a crash can leave, one of each kind. */
  left: readonly Left[];
}

interface Measured {
  /** Of the file system of the scratch copy, as in the mount table. */
  fileSystem: string;
  keys: number;
  bytes: number;
}

export type Found = Measured &
  (
    | { kind: 'watchers'; writer: WriterId; apart: number; watchers: readonly WatcherResult[] }
    | { kind: 'ways'; milliseconds: number; ways: readonly WayResult[] }
  );

export type ExperimentMessage =
  { type: 'progress'; done: number; total: number } | { type: 'found'; found: Found };
