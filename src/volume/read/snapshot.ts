// A consistent read of the active version: whole and of one moment, or a reason why not.

import { hash } from 'node:crypto';
import {
  type ActiveVersion,
  inVersion,
  readableVersion,
  readActiveVersion,
  type Version,
} from './activeVersion.ts';
import { inDirectory, NOT_THERE } from '../directory.ts';
import { errnoOf, type UnreadReason } from '../failure.ts';
import { type FileSystem, isUtf8Name } from '../fileSystem.ts';
import { RESERVED_PREFIX } from '../layout.ts';
import { at } from '../paths.ts';
import type { KeyPath } from '../payload.ts';
import { readRegularFile } from './readFile.ts';

export interface KeyFile {
  readonly data: Uint8Array;
  readonly mode: number;
  /** SHA-256 of `data`, base64url. */
  readonly digest: string;
  /** When its bytes were last written, by the file system's clock, in ms since the epoch. */
  readonly writtenAt: number;
}

export interface Limits {
  /** Files and directories in a version. */
  entries: number;
  /** Bytes of all files that are read. */
  totalBytes: number;
  /** Bytes of one file; a larger one is left unread, the others are not. */
  fileBytes: number;
  /** Path elements of a key. */
  depth: number;
}

/** A ConfigMap or Secret holds 1 MiB at most; volumes written by others may hold more, but not without end. */
export const DEFAULT_LIMITS: Limits = {
  entries: 20_000,
  totalBytes: 64 * 2 ** 20,
  fileBytes: 16 * 2 ** 20,
  depth: 64,
};

export type Snapshot =
  | {
      state: 'read';
      version: Version;
      /** Sorted by key. */
      files: ReadonlyMap<KeyPath, KeyFile>;
      /** What is there but was not read, by its path in the version. */
      unread: ReadonlyMap<string, UnreadReason>;
    }
  | { state: 'too-large'; version: Version; limit: 'entries' | 'totalBytes' }
  /** Every attempt met another update. */
  | { state: 'unsettled'; version: Version }
  | Exclude<ActiveVersion, { state: 'present' }>;

const ATTEMPTS = 20;

/**
 * Resolves `..data` once and reads below what it resolves to. A version that was replaced meanwhile may have lost
 * files already (listed or not), so what was read counts only if `..data` is the same afterwards; else it starts over.
 */
export function readSnapshot(
  fs: FileSystem,
  targetDir: string,
  limits: Limits = DEFAULT_LIMITS,
): Snapshot {
  for (let attempt = 1; ; attempt++) {
    const active = readActiveVersion(fs, targetDir);
    const version = readableVersion(active);
    if (version === undefined) return active as Exclude<ActiveVersion, { state: 'present' }>;
    const content = readVersion(fs, version, limits);
    const after = readableVersion(readActiveVersion(fs, targetDir));
    if (after?.identity === version.identity) return content;
    if (attempt === ATTEMPTS) return { state: 'unsettled', version };
  }
}

type VersionContent = Snapshot & { state: 'read' | 'too-large' | 'unreadable' };

/** Whatever `..data` says. */
export function readVersion(fs: FileSystem, version: Version, limits: Limits): VersionContent {
  const files: [KeyPath, KeyFile][] = [];
  const unread = new Map<string, UnreadReason>();
  let entries = 0;
  let totalBytes = 0;
  let exceeded: 'entries' | 'totalBytes' | undefined;

  const readDirectory = (directory: string, prefix: string, depth: number): void => {
    const left = limits.entries - entries;
    const listed = listing(fs, directory, left + 1);
    entries += listed.length;
    // Before any of them is read.
    if (listed.length > left) exceeded = 'entries';
    for (const { name, kind } of listed) {
      const path = `${prefix}${name}`;
      const onDisk = at(directory, name);
      if (exceeded !== undefined) return;
      if (!isUtf8Name(name)) unread.set(path, 'name-not-utf8');
      else if (depth === 1 && name.startsWith(RESERVED_PREFIX)) unread.set(path, 'reserved-name');
      else if (kind === 'link') unread.set(path, 'link');
      else if (kind === 'other') unread.set(path, 'special-file');
      else if (kind === 'directory') {
        if (depth === limits.depth) unread.set(path, 'too-deep');
        else {
          attempt(path, () =>
            inDirectory(fs, onDisk, (inner) => readDirectory(inner, `${path}/`, depth + 1)),
          );
        }
      } else {
        attempt(path, () => readFile(onDisk, path));
      }
    }
  };
  const readFile = (onDisk: string, path: string): void => {
    const result = readRegularFile(fs, onDisk, limits.fileBytes);
    if (typeof result === 'string') {
      unread.set(path, result);
      return;
    }
    const { data, stat } = result;
    totalBytes += data.length;
    if (totalBytes > limits.totalBytes) exceeded = 'totalBytes';
    const { mode, mtimeMs: writtenAt } = stat;
    files.push([path as KeyPath, { data, mode: mode & 0o777, digest: digestOf(data), writtenAt }]);
  };
  const attempt = (path: string, read: () => void): void => {
    try {
      read();
    } catch (error) {
      unread.set(path, unreadReason(error));
    }
  };

  try {
    inVersion(fs, version, (directory) => readDirectory(directory, '', 1));
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    return { state: 'unreadable', errno };
  }
  if (exceeded !== undefined) return { state: 'too-large', version, limit: exceeded };
  return {
    state: 'read',
    version,
    files: new Map(files.sort(([a], [b]) => (a < b ? -1 : 1))),
    unread,
  };
}

/** The digest by which keys are compared and conflicts are found. */
export function digestOf(data: Uint8Array): string {
  return hash('sha256', data, 'base64url');
}

function listing(fs: FileSystem, path: string, atMost: number) {
  return fs.readdir(path, atMost).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function unreadReason(error: unknown): UnreadReason {
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  if (errno !== 'ENOENT' && NOT_THERE.includes(errno)) return 'link'; // since it was listed
  return errno === 'EACCES' || errno === 'EPERM' ? 'no-permission' : 'read-error';
}
