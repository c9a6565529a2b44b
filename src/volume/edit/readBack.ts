// Whether the disk gives back what was published to it.

import { DEFAULT_MODE } from '../layout.ts';
import type { KeyPath, Payload } from '../payload.ts';
import type { Snapshot } from '../read/snapshot.ts';

export type ReadBack =
  /** Every key, byte and mode, and nothing else. */
  | { state: 'same' }
  /** Someone published after us: there is nothing left to compare with. */
  | { state: 'replaced' }
  | { state: 'differs'; keys: string[] };

/** Compares a read of the volume with the payload that became the version `timestampDir`. */
export function readBack(snapshot: Snapshot, timestampDir: string, payload: Payload): ReadBack {
  if (!('version' in snapshot) || snapshot.version.name !== timestampDir) {
    return { state: 'replaced' };
  }
  if (snapshot.state !== 'read') return { state: 'differs', keys: [...payload.keys()] };
  const { files, unread } = snapshot;
  const keys = [...unread.keys()];
  for (const [key, { data, mode }] of payload) {
    const file = files.get(key as KeyPath);
    const isSame =
      file !== undefined &&
      Buffer.compare(file.data, data) === 0 &&
      file.mode === (mode ?? DEFAULT_MODE);
    if (!isSame) keys.push(key);
  }
  for (const key of files.keys()) if (!payload.has(key)) keys.push(key);
  return keys.length === 0 ? { state: 'same' } : { state: 'differs', keys: keys.sort() };
}
