// An update that a debug session steps through, as both threads know it. Values of secret keys stay in the worker.

import type { UnreadReason } from '../../volume/failure.ts';
import type { Change } from '../../volume/payload.ts';
import type { LookedEntry } from '../../volume/read/lookAt.ts';
import type { UpdateChanges } from '../../volume/updates/changes.ts';
import type { StepId, Update, WriterId } from '../../volume/updates/update.ts';

export interface HoldUpdate {
  dir: string;
  writer: WriterId;
  changes?: UpdateChanges;
}

/** All of the update, before its first step. */
export interface HeldPlan extends Pick<Update, 'steps' | 'end'> {
  changes: readonly Change[];
}

/** Where the update is held. */
export interface HeldAt {
  /** How many steps are done. */
  done: number;
  /** The new version's directory, once it is there. */
  timestampDir?: string;
}

/** What a volume's state says of an update that is held in it. */
export interface Held {
  writer: WriterId;
  /** How many steps are done, of how many, and which is next. */
  done: number;
  of: number;
  next: StepId;
}

/** What a program gets that opens a path. */
export type PathRead =
  /** Text that is too long is cut off. */
  | { kind: 'text'; text: string; size: number }
  | { kind: 'binary'; size: number }
  /** Of a secret key: its value is not shown. */
  | { kind: 'hidden'; size: number }
  | { kind: 'directory'; entries: readonly LookedEntry[]; more: boolean }
  | { kind: 'unread'; reason: UnreadReason }
  | { kind: 'nothing'; errno: string }
  | { kind: 'outside' };

/** What readers of a key get, and which version that is: `same` in both. */
export interface SeenKey {
  key: string;
  read: PathRead;
  version: 'old' | 'new' | 'same' | 'other';
}

export interface SeenVolume {
  /** `more` keys are not among them. */
  keys: readonly SeenKey[];
  more: number;
  onDisk: readonly LookedEntry[];
}
