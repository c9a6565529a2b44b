// What an update of a volume is, whoever makes it: a list of steps, each saying as plain data what it does to the disk,
// what readers see before it, and what a crash before it leaves.

import type { Failure } from '../failure.ts';
import type { Name, VolumePath } from '../paths.ts';
import type { WriteStep } from '../write/atomicWriter.ts';

/** Who makes the update. */
export const WRITERS = [
  'kubelet',
  'kubelet-1.10',
  'one-link',
  'in-place',
  'projected-volumes',
] as const;
export type WriterId = (typeof WRITERS)[number];

/** Stands in paths for the timestamp directory that the update makes, whose name nobody knows before it is there. */
export const NEW_VERSION = '<new version>';

/** One change on disk. Paths are relative to the target directory. */
export type Act =
  | { act: 'make version' }
  | { act: 'write version'; files: readonly WrittenFile[] }
  | { act: 'link'; path: Name; target: string }
  | { act: 'rename'; path: Name; onto: Name }
  | { act: 'unlink'; path: VolumePath }
  | { act: 'remove version'; path: VolumePath }
  /** Makes an existing file empty, as opening it for writing does. */
  | { act: 'empty'; path: VolumePath }
  /** Writes the bytes of the key into the file, which is empty. */
  | { act: 'fill'; path: VolumePath; key: string; bytes: number }
  | { act: 'make directory'; path: VolumePath }
  | { act: 'remove directory'; path: VolumePath }
  | { act: 'create'; path: VolumePath; mode: number };

interface WrittenFile {
  key: string;
  bytes: number;
  mode: number;
}

/** What a program gets that opens the key in the target directory: `nothing` is ENOENT. */
export type Seen = 'old' | 'new' | 'empty' | 'nothing';

/** What is on disk because an update did not go on. `healers` says who takes it away. */
export type Left =
  | { left: 'unfinished version' }
  | { left: 'old version'; path: string }
  | { left: 'new data link' }
  /** A key of the active version has no link. */
  | { left: 'missing link'; path: string }
  /** Of a key that the active version has no more. */
  | { left: 'dangling link'; path: string }
  /** Of a key that the active version does not have yet. */
  | { left: 'early link'; path: string }
  /** Leads into a timestamp directory, past `..data`: no later update reaches it. */
  | { left: 'direct link'; path: string }
  | { left: 'file changed in place'; path: string }
  /** A file of its own in the target directory, which belongs to no version. */
  | { left: 'file of no version'; path: string };

/** A moment of an update, between two steps. */
export interface Moment {
  /** Every key of the old and the new payload → what its readers get. */
  seen: ReadonlyMap<string, Seen>;
  /** What stays if the writer dies now. */
  left: readonly Left[];
}

export type StepId =
  | WriteStep
  | 'find paths to remove'
  | 'set owners and modes'
  | 'remove links'
  | 'link key'
  | 'rename link'
  | 'move ..data'
  | 'empty file'
  | 'write file'
  | 'create file'
  | 'delete file';

/** The moment before the step, and the step. */
export interface UpdateStep extends Moment {
  id: StepId;
  /** In order; empty for a step that only looks. */
  does: readonly Act[];
  /** The writer fails here with this payload, as the kubelet's does; no step follows. */
  fails?: Failure;
}

export interface Update {
  /** The version that was active when the update was planned; undefined for none. */
  readonly before: string | undefined;
  readonly steps: readonly UpdateStep[];
  readonly end: Moment;
  /** The timestamp directory that stands for `NEW_VERSION`, from the step on that makes it. */
  readonly timestampDir: string | undefined;
  /**
   * Does the steps, once; yields each before it is done. To finish, run it to its end. One that is never resumed stops
   * there as a crash would.
   *
   * @throws VolumeError when a step fails
   */
  run(): Generator<UpdateStep, void>;
}
