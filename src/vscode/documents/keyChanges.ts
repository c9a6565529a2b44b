// What VS Code is told of keys that change: which, and times that only ever go up.

import * as vscode from 'vscode';
import { activeUri, liveUri } from '../volumes/keyUri.ts';
import type { AskedKeys } from './askedKeys.ts';

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

/**
 * What an update of a volume, or of its staged changes, means for the documents of its keys. VS Code is told of those that
 * it has asked for: it has nothing of the others, and two addresses for each of a thousand keys would keep it busy.
 */
export function changeEvents(
  dir: string,
  before: ShownKeys | undefined,
  after: ShownKeys,
  asked: AskedKeys,
): vscode.FileChangeEvent[] {
  const isTurned = before !== undefined && before.isWritable !== after.isWritable;
  const eventsOf = (
    addressOf: (dir: string, key: string) => vscode.Uri,
    changes: [string, vscode.FileChangeType][],
  ): vscode.FileChangeEvent[] => {
    const { authority, path } = addressOf(dir, '');
    return changes
      .filter(([key]) => asked.has({ authority, path: `${path}/${key}` }))
      .map(([key, type]) => ({ type, uri: addressOf(dir, key) }));
  };
  return [
    ...eventsOf(liveUri, differences(before?.live, after.live, isTurned)),
    ...eventsOf(activeUri, differences(before?.active, after.active, false)),
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
