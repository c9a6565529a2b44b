// Changes of a volume that wait to be published together: at most one for each key.

import { type Edit, isConflict, isDone } from './edits.ts';
import { DEFAULT_MODE } from '../layout.ts';
import type { Change, Fingerprint, KeyPath } from '../payload.ts';
import { digestOf } from '../read/snapshot.ts';

export interface StagedChange {
  readonly key: KeyPath;
  /** What the key was when the first of these changes was made; null: there was none. */
  readonly base: Fingerprint | null;
  /** What is not given stays as it is; undefined deletes the key. `digest` is that of `data`. */
  readonly content: StagedContent | undefined;
}

export interface StagedContent {
  readonly data?: Uint8Array;
  readonly digest?: string;
  readonly mode?: number;
}

/** By key. */
export type StagedChanges = ReadonlyMap<KeyPath, StagedChange>;

/** Digests and modes of the active version. */
type Prints = ReadonlyMap<string, Fingerprint>;

export function bytes(data: Uint8Array): StagedContent {
  return { data, digest: digestOf(data) };
}

/**
 * Adds a change. One that joins an earlier change of the same key keeps its base: that is what the person began with,
 * however often the key is saved. A key that was added and is deleted again leaves nothing, unless others added it too.
 */
export function stage(staged: StagedChanges, change: StagedChange): StagedChanges {
  return stageAll(staged, [change]);
}

/** Adds many changes, as `stage` does each. */
export function stageAll(staged: StagedChanges, changes: readonly StagedChange[]): StagedChanges {
  const next = new Map(staged);
  for (const change of changes) {
    const earlier = next.get(change.key);
    if (earlier === undefined) next.set(change.key, change);
    else if (change.content !== undefined) {
      next.set(change.key, { ...earlier, content: { ...earlier.content, ...change.content } });
    } else if (earlier.base === null && change.base === null) next.delete(change.key);
    else next.set(change.key, { ...earlier, content: undefined });
  }
  return next;
}

/** Without the changes that the active version has already, whoever published them. Of keys that could not be read nobody knows. */
export function withoutDone(
  staged: StagedChanges,
  active: Prints,
  unread: readonly { key: string }[] = [],
): StagedChanges {
  const open = [...staged].filter(
    ([key, change]) => isUnread(unread, key) || !isDone(change, active.get(key)),
  );
  return open.length === staged.size ? staged : new Map(open);
}

/** Whether the key, or a folder that it is in, could not be read. */
export function isUnread(unread: readonly { key: string }[], key: string): boolean {
  return unread.some((each) => key === each.key || key.startsWith(`${each.key}/`));
}

/**
 * Without the changes that were published. One that was changed meanwhile stays, and begins with what was published:
 * nobody else changed the key.
 */
export function withoutPublished(
  staged: StagedChanges,
  published: readonly StagedChange[],
  active: Prints,
): StagedChanges {
  const next = new Map(staged);
  for (const change of published) {
    const now = next.get(change.key);
    if (now === change) next.delete(change.key);
    else if (now !== undefined) next.set(change.key, { ...now, base: printAfter(change, active) });
  }
  return next;
}

function printAfter({ key, base, content }: StagedChange, active: Prints): Fingerprint | null {
  if (content === undefined) return null;
  const current = active.get(key);
  const digest = content.digest ?? base?.digest ?? '';
  if (current?.digest === digest) return current;
  return { digest, mode: content.mode ?? base?.mode ?? DEFAULT_MODE };
}

/**
 * These changes without those whose key is staged no more. One that is staged with the contents that were meant is over what
 * the person has seen meanwhile; one that was changed since is as it was meant.
 */
export function stillStaged(
  changes: readonly StagedChange[],
  staged: StagedChanges,
): StagedChange[] {
  return changes.flatMap((change) => {
    const now = staged.get(change.key);
    if (now === undefined) return [];
    return [now.content === change.content ? now : change];
  });
}

/** Key → what a person saw that the key is; null: that there is none. */
export type Seen = ReadonlyMap<string, Fingerprint | null>;

/** The person has seen what keys are and wants to overwrite just that: it becomes the base of the changes. */
export function rebased(staged: StagedChanges, seen: Seen): StagedChanges {
  const next = new Map(staged);
  for (const [key, base] of seen) {
    const change = next.get(key as KeyPath);
    if (change !== undefined) next.set(change.key, { ...change, base });
  }
  return next;
}

export interface StagedKind extends Omit<Change, 'key'> {
  /** Someone else changed the same since. */
  isConflict: boolean;
}

/** What the change does to the key as it is now; undefined: there is none such. */
export function stagedKind(change: StagedChange, current: Fingerprint | undefined): StagedKind {
  const { content } = change;
  const kind = () => {
    if (content === undefined) return 'removed';
    if (content.digest === undefined) return 'mode';
    if (current === undefined) return 'added';
    return content.digest === current.digest ? 'mode' : 'modified';
  };
  return {
    kind: kind(),
    isConflict: isConflict(change, current),
    ...(differsInFinalNewline(content, current) && { onlyFinalNewline: true }),
  };
}

/** Of a key that is gone only the mode was changed, so there are no bytes to publish. */
export function isWithoutContent(
  content: StagedContent | undefined,
  current: Fingerprint | null | undefined,
): boolean {
  return content !== undefined && content.digest === undefined && !current;
}

/** Compares digests: the bytes of the active version are in the worker. */
function differsInFinalNewline(
  content: StagedContent | undefined,
  current: Fingerprint | undefined,
): boolean {
  if (content?.data === undefined || current === undefined) return false;
  const text = Buffer.from(content.data);
  const variants = [Buffer.concat([text, LF]), Buffer.concat([text, CRLF])];
  if (text.subarray(-1).equals(LF)) variants.push(text.subarray(0, -1));
  if (text.subarray(-2).equals(CRLF)) variants.push(text.subarray(0, -2));
  return variants.some((variant) => digestOf(variant) === current.digest);
}

const LF = Buffer.from('\n');
const CRLF = Buffer.from('\r\n');

export function editsOf(changes: readonly StagedChange[]): Edit[] {
  return changes.map(({ key, base, content }) => ({
    key,
    base,
    content: content && {
      ...(content.data !== undefined && { data: content.data }),
      ...(content.mode !== undefined && { mode: content.mode }),
    },
  }));
}
