// What VS Code is told of keys that change: which, and times that only ever go up.

import * as vscode from 'vscode';
import type { VolumeState } from '../worker/protocol.ts';
import { liveUri } from './keyUri.ts';
import type { VolumeChange } from './volumes.ts';

/** VS Code takes a time that goes back for "not changed": after a rollback it would go on showing the newer text. */
export class MonotonicTimes {
  readonly #times = new Map<string, { digest: string; mtime: number }>();

  of(id: string, digest: string, writtenAt: number): number {
    const last = this.#times.get(id);
    if (last?.digest === digest) return last.mtime;
    const mtime = Math.max(writtenAt, (last?.mtime ?? 0) + 1);
    this.#times.set(id, { digest, mtime });
    return mtime;
  }
}

/** What an update of a volume means for the documents of its keys. */
export function changeEvents({ dir, before, after }: VolumeChange): vscode.FileChangeEvent[] {
  const then = keysOf(before);
  const now = keysOf(after);
  const isTurned = before !== undefined && before.access !== after.access;
  const events: vscode.FileChangeEvent[] = [];
  for (const [key, digest] of now) {
    if (then.get(key) === digest && !isTurned) continue;
    const type = then.has(key) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    events.push({ type, uri: liveUri(dir, key) });
  }
  // A volume that cannot be read for a while has not lost its keys: editors keep what they show.
  if (after.active.state !== 'read') return events;
  for (const key of then.keys()) {
    if (!now.has(key)) events.push({ type: vscode.FileChangeType.Deleted, uri: liveUri(dir, key) });
  }
  return events;
}

function keysOf(state: VolumeState | undefined): Map<string, string> {
  if (state?.active.state !== 'read') return new Map();
  return new Map(state.active.keys.map(({ key, digest }) => [key, digest]));
}
