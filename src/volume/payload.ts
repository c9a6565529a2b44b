// What is published: a payload of file projections, and how two of them differ.

import { posix } from 'node:path';
import { type KeyRule, VolumeError } from './failure.ts';
import { DEFAULT_MODE, RESERVED_PREFIX } from './layout.ts';
import type { KeyPath, Name } from './paths.ts';

export type { KeyPath } from './paths.ts';

/** The contents of one key. `mode`: permission bits, 0 to 0o777; 0o644 unless given. */
export interface FileProjection {
  readonly data: Uint8Array;
  readonly mode?: number;
}

/** Key path (`app.yaml`, `conf/limits.properties`) → what it holds. */
export type Payload = ReadonlyMap<string, FileProjection>;

/** A payload that passed `parsePayload`: sorted by key, every mode given. */
export type ValidPayload = ReadonlyMap<KeyPath, Required<FileProjection>>;

const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4096;

/** The keys of ConfigMaps and Secrets, which nearly all keys are. They need no further check. */
const PLAIN_KEY = /^(?!\.\.|\.$)[-.\w]{1,253}$/;

/** The clean path, or the first rule that `path` breaks: the kubelet's rules, and ours for what would fail on disk. */
export function checkKeyPath(
  path: string,
): { ok: true; key: KeyPath } | { ok: false; rule: KeyRule } {
  if (PLAIN_KEY.test(path)) return { ok: true, key: path as KeyPath };
  const broken = (rule: KeyRule) => ({ ok: false, rule }) as const;
  if (path === '') return broken('empty');
  if (posix.isAbsolute(path)) return broken('absolute');
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return broken('path-too-long');
  const names = path.split('/');
  if (names.includes('..')) return broken('dot-dot-element');
  if (names.some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES)) {
    return broken('name-too-long');
  }
  // Node writes half a surrogate pair as U+FFFD, and reads a name that is not UTF-8 as U+FFFD too: neither can be a key.
  if (/[\0\uFFFD]/.test(path) || !path.isWellFormed()) return broken('not-a-file-name');
  const clean = names.filter((name) => name !== '' && name !== '.');
  if (clean.length === 0) return broken('no-name');
  if (clean[0]?.startsWith(RESERVED_PREFIX) === true) return broken('reserved-prefix');
  return { ok: true, key: clean.join('/') as KeyPath };
}

/** The clean path where there is one: `./a` and `a` are one file. */
export function cleanPath(path: string): string {
  const checked = checkKeyPath(path);
  return checked.ok ? checked.key : path;
}

/** @throws VolumeError `invalid-key` */
export function parseKeyPath(path: string): KeyPath {
  const checked = checkKeyPath(path);
  if (checked.ok) return checked.key;
  throw new VolumeError({ code: 'invalid-key', key: path, rule: checked.rule });
}

/**
 * Checks a payload before anything touches the disk.
 *
 * @throws VolumeError `invalid-key`, `invalid-mode`, `same-key` (`a` and `./a`), `file-and-directory` (`a` and `a/b`)
 */
export function parsePayload(payload: Payload): ValidPayload {
  const written = new Map<KeyPath, string>();
  const files: [KeyPath, Required<FileProjection>][] = [];
  for (const [path, { data, mode = DEFAULT_MODE }] of payload) {
    const key = parseKeyPath(path);
    if (!Number.isInteger(mode) || mode < 0 || mode > 0o777) {
      throw new VolumeError({ code: 'invalid-mode', key: path, mode });
    }
    const other = written.get(key);
    if (other !== undefined) throw new VolumeError({ code: 'same-key', key: path, other });
    written.set(key, path);
    files.push([key, { data, mode }]);
  }
  for (const key of written.keys()) {
    for (const directory of parentsOf(key)) {
      if (written.has(directory)) {
        throw new VolumeError({ code: 'file-and-directory', key, other: directory });
      }
    }
  }
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `a/b/c` → `a`, `a/b`. */
export function parentsOf(key: KeyPath): KeyPath[] {
  if (!key.includes('/')) return [];
  const names = key.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/') as KeyPath);
}

/** What is to be in one directory of a version. */
export interface PayloadDirectory {
  readonly files: { name: Name; key: KeyPath; file: Required<FileProjection> }[];
  readonly directories: { name: Name; inner: PayloadDirectory }[];
}

/** The payload as the tree that it is on disk. */
export function directoriesOf(payload: ValidPayload): PayloadDirectory {
  const root: PayloadDirectory = { files: [], directories: [] };
  const known = new Map([['', root]]);
  const directoryOf = (path: string): PayloadDirectory => {
    let directory = known.get(path);
    if (directory === undefined) {
      known.set(path, (directory = { files: [], directories: [] }));
      directoryOf(parentOf(path)).directories.push({ name: nameOf(path), inner: directory });
    }
    return directory;
  };
  for (const [key, file] of payload) {
    directoryOf(parentOf(key)).files.push({ name: nameOf(key), key, file });
  }
  return root;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A key that cannot be there together with this one: `a` and `a/b`. */
export function clashingKey(key: string, keys: Iterable<string>): string | undefined {
  for (const other of keys) {
    if (other.startsWith(`${key}/`) || key.startsWith(`${other}/`)) return other;
  }
  return undefined;
}

export interface Change {
  key: KeyPath;
  /** `mode`: the bytes are the same, the permission bits are not. */
  kind: 'added' | 'removed' | 'modified' | 'mode';
  /** Only a line end at the end of the file differs, which a diff of lines hardly shows. */
  onlyFinalNewline?: true;
}

/** What makes one key's contents equal another's. */
export interface Fingerprint {
  readonly digest: string;
  readonly mode: number;
}

/** Without whatever else is known of the key. */
export function fingerprintOf({ digest, mode }: Fingerprint): Fingerprint {
  return { digest, mode };
}

interface Printed extends Fingerprint {
  /** The contents, if they are still in memory. */
  readonly data?: Uint8Array;
}

/** The keys in which two versions differ, sorted. */
export function difference(
  before: ReadonlyMap<KeyPath, Printed>,
  after: ReadonlyMap<KeyPath, Printed>,
): Change[] {
  const changes: Change[] = [];
  for (const [key, now] of after) {
    const then = before.get(key);
    if (then === undefined) changes.push({ key, kind: 'added' });
    else if (then.digest !== now.digest) changes.push(modified(key, then, now));
    else if (then.mode !== now.mode) changes.push({ key, kind: 'mode' });
  }
  for (const key of before.keys()) {
    if (!after.has(key)) changes.push({ key, kind: 'removed' });
  }
  return changes.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function modified(key: KeyPath, then: Printed, now: Printed): Change {
  const isEnd =
    then.data !== undefined &&
    now.data !== undefined &&
    differsOnlyInFinalNewline(then.data, now.data);
  return { key, kind: 'modified', ...(isEnd && { onlyFinalNewline: true }) };
}

/** Whether one is the other with a line end (LF or CRLF) after it. */
function differsOnlyInFinalNewline(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length === b.length || Math.abs(a.length - b.length) > 2) return false;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const rest = Buffer.from(long.subarray(short.length)).toString('latin1');
  return (
    (rest === '\n' || rest === '\r\n') &&
    Buffer.compare(short, long.subarray(0, short.length)) === 0
  );
}
