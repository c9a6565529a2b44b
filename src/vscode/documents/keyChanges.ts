// What VS Code is told of keys that change: which, and times that only ever go up.

import * as vscode from 'vscode';
import { activeUri, liveUri } from '../volumes/keyUri.ts';

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

  /** Has VS Code read again what has not changed. */
  touch(id: string): void {
    const last = this.#times.get(id);
    if (last !== undefined) this.#times.set(id, { ...last, mtime: last.mtime + 1 });
  }
}

/** Key → digest: of the active version as it was last read, and of what editors show, staged changes included. */
export interface ShownKeys {
  isWritable: boolean;
  active: ReadonlyMap<string, string>;
  live: ReadonlyMap<string, string>;
}

/** What an update of a volume, or of its staged changes, means for the documents of its keys. */
export function changeEvents(
  dir: string,
  before: ShownKeys | undefined,
  after: ShownKeys,
): vscode.FileChangeEvent[] {
  const isTurned = before !== undefined && before.isWritable !== after.isWritable;
  return [
    ...differences(before?.live, after.live, isTurned).map(([key, type]) => ({
      type,
      uri: liveUri(dir, key),
    })),
    ...differences(before?.active, after.active, false).map(([key, type]) => ({
      type,
      uri: activeUri(dir, key),
    })),
  ];
}

function differences(
  before: ReadonlyMap<string, string> = new Map(),
  after: ReadonlyMap<string, string>,
  isTurned: boolean,
): [string, vscode.FileChangeType][] {
  const found: [string, vscode.FileChangeType][] = [];
  for (const [key, digest] of after) {
    if (before.get(key) === digest && !isTurned) continue;
    found.push([
      key,
      before.has(key) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created,
    ]);
  }
  for (const key of before.keys()) {
    if (!after.has(key)) found.push([key, vscode.FileChangeType.Deleted]);
  }
  return found;
}
