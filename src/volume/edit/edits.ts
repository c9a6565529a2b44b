// Edits of single keys, merged onto whatever version is active when they are published.

import { AtomicWriter, type WriteResult } from '../write/atomicWriter.ts';
import { VolumeError } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DEFAULT_MODE } from '../layout.ts';
import { type FileProjection, type Fingerprint, type KeyPath, parseKeyPath } from '../payload.ts';
import { digestOf, type KeyFile, readSnapshot, type Snapshot } from '../read/snapshot.ts';

export interface Edit {
  key: string;
  /** What to put there: bytes, permission bits or both. What is not given stays as it is. Undefined deletes the key. */
  content: Partial<FileProjection> | undefined;
  /** What the key was when the edit began, null for a new key; undefined overwrites what is there. */
  base?: Fingerprint | null;
}

/** An edit as it is compared: with the digest of its bytes in place of the bytes. */
export interface EditPrint {
  content: Partial<Fingerprint> | undefined;
  base?: Fingerprint | null;
}

export interface PublishedEdits extends WriteResult {
  /** What was published, to compare with what is read back. */
  payload: ReadonlyMap<KeyPath, FileProjection>;
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
  writer = new AtomicWriter(targetDir, { fileSystem: fs }),
): PublishedEdits {
  for (let attempt = 1; ; attempt++) {
    const { files, expected } = readBase(fs, targetDir);
    const payload = applyEdits(files, edits);
    // The edits differ from what was just read, so the writer need not compare again.
    const differs = edits.some((edit) => {
      const key = parseKeyPath(edit.key);
      return !isUntouched(files.get(key), payload.get(key));
    });
    try {
      const result = writer.write(payload, expected, differs ? 'publish again' : 'leave');
      return { ...result, payload };
    } catch (error) {
      const conflict = error instanceof VolumeError && error.failure.code === 'conflict';
      if (!conflict) throw error;
      // Someone published in between: merge onto that.
      if (attempt === ATTEMPTS) throw new VolumeError({ code: 'busy' }, { cause: error });
    }
  }
}

function isUntouched(before: KeyFile | undefined, after: FileProjection | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return before.mode === after.mode && Buffer.compare(before.data, after.data) === 0;
}

/** @throws VolumeError `key-conflict` */
export function applyEdits(
  files: ReadonlyMap<KeyPath, KeyFile>,
  edits: readonly Edit[],
): Map<KeyPath, FileProjection> {
  const merged = new Map<KeyPath, FileProjection>(files);
  const conflicts: string[] = [];
  for (const edit of edits) {
    const { content } = edit;
    const key = parseKeyPath(edit.key);
    const current = files.get(key);
    if (isConflict(printOf(edit), current)) conflicts.push(key);
    if (content === undefined) merged.delete(key);
    else {
      const data = content.data ?? current?.data;
      const mode = content.mode ?? current?.mode ?? usualMode(files);
      if (data !== undefined) merged.set(key, { data, mode });
    }
  }
  if (conflicts.length > 0) throw new VolumeError({ code: 'key-conflict', keys: conflicts });
  return merged;
}

/**
 * Whether both sides changed the bytes of a key differently, or both its mode. Our new bytes and their new mode are no
 * conflict.
 */
export function isConflict(
  { content, base }: EditPrint,
  current: Fingerprint | undefined,
): boolean {
  if (content !== undefined && content.digest === undefined && current === undefined) return true;
  if (base === undefined) return false;
  if (content === undefined) {
    return current !== undefined && (base === null || !isSameContent(base, current));
  }
  if (current === undefined) return base !== null;
  const { digest, mode } = content;
  return (
    (digest !== undefined && digest !== current.digest && base?.digest !== current.digest) ||
    (mode !== undefined && mode !== current.mode && base?.mode !== current.mode)
  );
}

/** Whether the key is already what the edit makes of it. */
export function isDone({ content }: EditPrint, current: Fingerprint | undefined): boolean {
  if (content === undefined || current === undefined) return content === current;
  const { digest = current.digest, mode = current.mode } = content;
  return digest === current.digest && mode === current.mode;
}

function isSameContent(a: Fingerprint, b: Fingerprint): boolean {
  return a.digest === b.digest && a.mode === b.mode;
}

function printOf({ content, base }: Edit): EditPrint {
  const print = content && {
    ...(content.data !== undefined && { digest: digestOf(content.data) }),
    ...(content.mode !== undefined && { mode: content.mode }),
  };
  return { content: print, ...(base !== undefined && { base }) };
}

/** The mode that most keys have, for new keys: in a volume with defaultMode 0400 a new key must not be more readable. */
function usualMode(files: ReadonlyMap<KeyPath, KeyFile>): number {
  const counts = new Map<number, number>();
  for (const { mode } of files.values()) counts.set(mode, (counts.get(mode) ?? 0) + 1);
  const [usual] = [...counts].sort(([, a], [, b]) => b - a);
  return usual?.[0] ?? DEFAULT_MODE;
}

/** The active version, read whole; `expected` is its name, '' for none. @throws VolumeError when it cannot be */
export function readBase(
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
