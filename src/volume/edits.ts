// Edits of single keys, merged onto whatever version is active when they are published.

import { AtomicWriter, type WriteResult } from './atomicWriter.ts';
import { VolumeError } from './failure.ts';
import type { FileSystem } from './fileSystem.ts';
import { DEFAULT_MODE } from './layout.ts';
import { type FileProjection, type KeyPath, parseKeyPath } from './payload.ts';
import { digestOf, type KeyFile, readSnapshot, type Snapshot } from './snapshot.ts';

export interface Edit {
  key: string;
  /** The new contents; undefined deletes the key. `mode` stays what it was unless given. */
  content: FileProjection | undefined;
  /** Digest of the contents that the edit began with, null for a new key; undefined overwrites what is there. */
  base?: string | null;
}

const ATTEMPTS = 100;

/**
 * Publishes the edits in one swap. Keys that others changed meanwhile are kept.
 *
 * @throws VolumeError `key-conflict` when an edited key is not what the edit began with (unless both sides made the
 *   same change), `unread-key` when the active version cannot be read whole, and what AtomicWriter throws; then
 *   nothing was published
 */
export function publishEdits(
  fs: FileSystem,
  targetDir: string,
  edits: readonly Edit[],
): WriteResult {
  const writer = new AtomicWriter(targetDir, { fileSystem: fs });
  for (let attempt = 1; ; attempt++) {
    const { files, expected } = readBase(fs, targetDir);
    try {
      return writer.write(applyEdits(files, edits), expected);
    } catch (error) {
      const conflict = error instanceof VolumeError && error.failure.code === 'conflict';
      if (!conflict) throw error;
      // Someone published in between: merge onto that.
      if (attempt === ATTEMPTS) throw new VolumeError({ code: 'busy' }, { cause: error });
    }
  }
}

/** @throws VolumeError `key-conflict` */
export function applyEdits(
  files: ReadonlyMap<KeyPath, KeyFile>,
  edits: readonly Edit[],
): Map<KeyPath, FileProjection> {
  const merged = new Map<KeyPath, FileProjection>(files);
  const conflicts: string[] = [];
  for (const { key: path, content, base } of edits) {
    const key = parseKeyPath(path);
    const current = files.get(key);
    const wanted = content === undefined ? undefined : digestOf(content.data);
    const isDone = current?.digest === wanted;
    if (base !== undefined && (current?.digest ?? null) !== base && !isDone) conflicts.push(key);
    if (content === undefined) merged.delete(key);
    else {
      const mode = content.mode ?? current?.mode ?? usualMode(files);
      merged.set(key, { data: content.data, mode });
    }
  }
  if (conflicts.length > 0) throw new VolumeError({ code: 'key-conflict', keys: conflicts });
  return merged;
}

/** The mode that most keys have: a new key of a volume with defaultMode 0400 is no more readable than the others. */
function usualMode(files: ReadonlyMap<KeyPath, KeyFile>): number {
  const counts = new Map<number, number>();
  for (const { mode } of files.values()) counts.set(mode, (counts.get(mode) ?? 0) + 1);
  const [usual] = [...counts].sort(([, a], [, b]) => b - a);
  return usual?.[0] ?? DEFAULT_MODE;
}

function readBase(
  fs: FileSystem,
  targetDir: string,
): { files: ReadonlyMap<KeyPath, KeyFile>; expected: string } {
  const snapshot = readSnapshot(fs, targetDir);
  if (snapshot.state === 'no-data-link') return { files: new Map(), expected: '' };
  if (snapshot.state !== 'read') throw notReadable(snapshot);
  for (const [key, reason] of snapshot.unread) {
    throw new VolumeError({ code: 'unread-key', key, reason });
  }
  return { files: snapshot.files, expected: snapshot.version.name };
}

function notReadable(snapshot: Exclude<Snapshot, { state: 'read' }>): VolumeError {
  const { state } = snapshot;
  if (state === 'no-target-directory' || state === 'not-a-directory') {
    return new VolumeError({ code: 'no-target-directory' });
  }
  if (state === 'unsettled') return new VolumeError({ code: 'busy' });
  return new VolumeError({ code: 'unreadable-version', reason: state });
}
