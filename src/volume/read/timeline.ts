// What an update did in the target directory, in order. A watcher hears only names: what a name alone does not tell is
// worked out from the versions before and after, or left open.

import { DATA_DIR, NEW_DATA_DIR, RESERVED_PREFIX } from '../layout.ts';

export type UpdateAction =
  /** A version's directory. */
  | { kind: 'made'; name: string }
  /** Its owner or mode was set. */
  | { kind: 'finished'; name: string }
  | { kind: 'written'; files: number }
  /** `..data_tmp` was made. */
  | { kind: 'next-linked'; target: string }
  /** `..data` leads to the new version. `isRenamed`: `..data_tmp` was renamed over it. */
  | { kind: 'swapped'; target: string; isRenamed: boolean }
  /** User-visible links; the first few by name. */
  | { kind: 'linked' | 'unlinked'; names: readonly string[]; count: number }
  | { kind: 'removed'; name: string }
  /** Made, changed or removed: which of these is not known. */
  | { kind: 'touched'; name: string };

export type UpdateEvent = UpdateAction & {
  /** Milliseconds since the first event. */
  after: number;
};

export interface Timeline {
  /** When the first event was, in ms since the epoch. */
  begunAt: number;
  /** Whose clock: the writer's, which is in this window, or that of the watcher, which hears a little later. */
  timedBy: 'writer' | 'watcher';
  events: readonly UpdateEvent[];
}

/** Something happened to this name in the target directory. */
export interface Heard {
  name: string;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface HeardUpdate {
  /** Top-level name of the new version's directory. */
  version: string;
  /** By the file system's clock, in ms since the epoch. */
  writtenAt: number;
  /** Top-level names of keys. */
  namesBefore: ReadonlySet<string>;
  namesNow: ReadonlySet<string>;
  /** Directories of other versions known to have been there. */
  known: ReadonlySet<string>;
  /** Those that are gone. */
  gone: ReadonlySet<string>;
}

/** A watcher hears of a new directory no later than this after its last file was written. */
const HEARD_WITHIN_MS = 1_000;

/** Where the version's directory was made; -1 if that was not heard. */
export function indexOfMade(
  heard: readonly Heard[],
  { version, writtenAt }: Pick<HeardUpdate, 'version' | 'writtenAt'>,
): number {
  return heard.findIndex(({ name, at }) => name === version && at < writtenAt + HEARD_WITHIN_MS);
}

/** How many of these belong to the update with which they begin: the next one begins with a directory or link of its own. */
export function lengthOfUpdate(
  heard: readonly Heard[],
  { version, known }: Pick<HeardUpdate, 'version' | 'known'>,
): number {
  const swap = indexOfSwap(heard);
  if (swap === -1) return heard.length;
  const isHeardOf = new Set([version, ...heard.slice(0, swap).map(({ name }) => name)]);
  const next = heard.findIndex(({ name }, index) => {
    if (index <= swap) return false;
    if (name === DATA_DIR || name === NEW_DATA_DIR) return true;
    return name.startsWith(RESERVED_PREFIX) && !isHeardOf.has(name) && !known.has(name);
  });
  return next === -1 ? heard.length : next;
}

/** The events of one update. */
export function eventsHeard(heard: readonly Heard[], update: HeardUpdate): UpdateEvent[] {
  const swap = indexOfSwap(heard);
  const names = heard.map(({ name }) => name);
  // A rename is heard twice: for the name that goes, and for the one that comes.
  const renamed = names.lastIndexOf(NEW_DATA_DIR, swap);
  const isRenamed = swap !== -1 && renamed !== -1;
  const made = indexOfMade(heard, update);
  const firsts = new Map<string, number>();
  for (const [index, name] of names.entries()) if (!firsts.has(name)) firsts.set(name, index);

  const actionAt = (name: string, index: number): UpdateAction => {
    const isFirst = firsts.get(name) === index;
    if (index === swap) return { kind: 'swapped', target: update.version, isRenamed };
    if (index === made) return { kind: 'made', name };
    const isBefore = swap === -1 || index < swap;
    if (name === update.version && isBefore) return { kind: 'finished', name };
    if (isFirst && name === NEW_DATA_DIR) return { kind: 'next-linked', target: update.version };
    if (update.known.has(name) && update.gone.has(name)) return { kind: 'removed', name };
    const [before, now] = [update.namesBefore.has(name), update.namesNow.has(name)];
    if (isFirst && now && !before) return { kind: 'linked', names: [name], count: 1 };
    if (isFirst && before && !now) return { kind: 'unlinked', names: [name], count: 1 };
    return { kind: 'touched', name };
  };

  const events = heard.flatMap(({ name, at }, index) =>
    isRenamed && index === renamed ? [] : [{ ...actionAt(name, index), at }],
  );
  return inOrder(events);
}

function indexOfSwap(heard: readonly Heard[]): number {
  return heard.findIndex(({ name }) => name === DATA_DIR);
}

/** Of links that were made or removed one after the other, so many are named. */
const NAMED = 10;

/** What happens over and over is one event, with the time of the first. */
export function inOrder(actions: readonly (UpdateAction & { at: number })[]): UpdateEvent[] {
  const begun = actions[0]?.at ?? 0;
  const events: UpdateEvent[] = [];
  for (const { at, ...action } of actions) {
    const last = events.at(-1);
    const joined = last === undefined ? undefined : join(last, action);
    if (joined === undefined) events.push({ ...action, after: at - begun });
    else events.splice(-1, 1, joined);
  }
  return events;
}

function join(last: UpdateEvent, next: UpdateAction): UpdateEvent | undefined {
  if ('names' in last && 'names' in next && last.kind === next.kind) {
    const names = [...last.names, ...next.names].slice(0, NAMED);
    return { ...last, names, count: last.count + next.count };
  }
  const isSame = 'name' in last && 'name' in next && last.name === next.name;
  return isSame && last.kind === next.kind ? last : undefined;
}
