// Every call that the core makes of its surroundings, in one list: a test passes its own and fails the nth.
// The only file of the core that imports node:fs.

import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { type AbsolutePath, at, type Name } from './paths.ts';

type FileKind = 'file' | 'directory' | 'link' | 'other';

export interface FileStat {
  kind: FileKind;
  /** Permission bits only (0o7777). */
  mode: number;
  size: number;
  uid: number;
  gid: number;
  /** Device and inode, `dev:ino`: two paths with the same one are the same file. */
  id: string;
  mtimeMs: number;
  ctimeMs: number;
}

export interface DirectoryEntry {
  name: Name;
  kind: FileKind;
}

/** Synchronous; every call throws as node:fs does (`ENOENT` and so on). */
export interface FileSystem {
  lstat(path: string): FileStat;
  /** @param atMost read no more than so many, in no order; a directory may hold millions */
  readdir(path: string, atMost?: number): DirectoryEntry[];
  readlink(path: string): string;
  realpath(path: string): string;
  /** Throws unless this process may write into the directory; writes nothing to find out. */
  checkWritable(path: string): void;
  /** For reading, never through a link in the last element, and without waiting for a FIFO's writer. */
  openForReading(path: string): number;
  /** For `pathOf`, `fstat` and `close`; never through a link in the last element, ENOTDIR or ELOOP for what is none. */
  openDirectory(path: string): number;
  /** Leads to an open directory, whatever has its name by now; undefined where the system has no such path. */
  pathOf(fd: number): AbsolutePath | undefined;
  /** A new file for writing; EEXIST when there is one. The umask applies to `mode`. */
  create(path: AbsolutePath, mode: number): number;
  /** An existing file for writing, made empty; never through a link in the last element. */
  openEmptied(path: AbsolutePath): number;
  fstat(fd: number): FileStat;
  /** Bytes read into `buffer` from `offset` on; 0 at the end. */
  read(fd: number, buffer: Uint8Array, offset: number): number;
  /** Bytes of `data` written, which may be fewer than there are from `offset` on. */
  write(fd: number, data: Uint8Array, offset: number): number;
  fchmod(fd: number, mode: number): void;
  fchown(fd: number, uid: number, gid: number): void;
  /** Returns once a power failure cannot undo it: a file's bytes, a directory's entries. */
  fsync(fd: number): void;
  close(fd: number): void;
  mkdir(path: AbsolutePath, mode: number): void;
  chmod(path: AbsolutePath, mode: number): void;
  chown(path: AbsolutePath, uid: number, gid: number): void;
  symlink(target: string, path: AbsolutePath): void;
  rename(from: AbsolutePath, to: AbsolutePath): void;
  unlink(path: AbsolutePath): void;
  rmdir(path: AbsolutePath): void;
  /** Gives another name to each entry of a directory that has a name which no string can hold. */
  renameUnnamable(path: AbsolutePath): void;
  /** The text of /proc/self/mountinfo; empty where the system has none. */
  mountInfo(): string;
  /** Whose permissions this process has; undefined on Windows. */
  userId(): number | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since some moment, whatever is done to the clock; a machine's sleep may not count. */
  elapsed(): number;
  /** Blocks this thread: the core runs on one of its own. */
  wait(milliseconds: number): void;
}

function kindOf(entry: fs.Dirent): FileKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function kindOfMode(mode: number): FileKind {
  switch (mode & fs.constants.S_IFMT) {
    case fs.constants.S_IFREG:
      return 'file';
    case fs.constants.S_IFDIR:
      return 'directory';
    case fs.constants.S_IFLNK:
      return 'link';
    default:
      return 'other';
  }
}

/**
 * An inode may have more digits than a number holds: on overlay file systems, NFS and FUSE. Only then are they asked for
 * once more, in whole.
 */
function statOf(stats: fs.Stats, inWhole: () => fs.BigIntStats): FileStat {
  if (stats.ino > Number.MAX_SAFE_INTEGER) return statOfBig(inWhole());
  return {
    kind: kindOfMode(stats.mode),
    mode: stats.mode & 0o7777,
    size: stats.size,
    uid: stats.uid,
    gid: stats.gid,
    id: `${stats.dev}:${stats.ino}`,
    mtimeMs: stats.mtimeMs,
    ctimeMs: stats.ctimeMs,
  };
}

function statOfBig(stats: fs.BigIntStats): FileStat {
  return {
    kind: kindOfMode(Number(stats.mode)),
    mode: Number(stats.mode) & 0o7777,
    size: Number(stats.size),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    id: `${stats.dev}:${stats.ino}`,
    // As they are without BigInt: with the fraction of a millisecond.
    mtimeMs: Number(stats.mtimeNs) / 1e6,
    ctimeMs: Number(stats.ctimeNs) / 1e6,
  };
}

function readAtMost(path: string, atMost: number): fs.Dirent[] {
  const directory = fs.opendirSync(path, { bufferSize: 1_024 });
  try {
    const entries: fs.Dirent[] = [];
    while (entries.length < atMost) {
      const entry = directory.readSync();
      if (entry === null) break;
      entries.push(entry);
    }
    return entries;
  } finally {
    directory.closeSync();
  }
}

/** A name that is no UTF-8 is read with U+FFFD in it, and no call finds it by that. */
export function isUtf8Name(name: string): boolean {
  return !name.includes('\uFFFD');
}

const {
  O_RDONLY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_NOCTTY,
  O_WRONLY,
  O_CREAT,
  O_EXCL,
  O_TRUNC,
  O_DIRECTORY,
} = fs.constants;
/** Of Linux, and not among Node's: needs no permission on the directory itself. */
const O_PATH = process.platform === 'linux' ? 0o10_000_000 : 0;

/** Where Linux shows what this process has open. By the number: `/proc/self` is a link, followed with each call. */
const openFiles = findOpenFiles();

function findOpenFiles(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const path = `/proc/${fs.readlinkSync('/proc/self')}/fd`;
    return fs.existsSync(path) ? path : undefined;
  } catch {
    return undefined; // /proc is not mounted, or shows other processes
  }
}

function renameUnnamable(directory: string): void {
  for (const name of fs.readdirSync(directory, { encoding: 'buffer' })) {
    if (isUtf8Name(name.toString())) continue;
    const path = Buffer.concat([Buffer.from(`${directory}/`), name]);
    fs.renameSync(path, `${directory}/${randomUUID()}`);
  }
}

export const nodeFileSystem: FileSystem = {
  lstat: (path) => statOf(fs.lstatSync(path), () => fs.lstatSync(path, { bigint: true })),
  readdir: (path, atMost) =>
    (atMost === undefined
      ? fs.readdirSync(path, { withFileTypes: true })
      : readAtMost(path, atMost)
    ).map((entry) => ({ name: entry.name, kind: kindOf(entry) })),
  readlink: (path) => fs.readlinkSync(path),
  realpath: (path) => fs.realpathSync.native(path),
  checkWritable: (path) => fs.accessSync(path, fs.constants.W_OK | fs.constants.X_OK),
  // Windows has none of these flags: undefined counts as 0 in an or.
  openForReading: (path) => fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY),
  openDirectory: (path) => fs.openSync(path, O_RDONLY | O_PATH | O_DIRECTORY | O_NOFOLLOW),
  pathOf: (fd) => (openFiles === undefined ? undefined : at(openFiles, `${fd}`)),
  create: (path, mode) => fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode),
  openEmptied: (path) => fs.openSync(path, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_NONBLOCK),
  fstat: (fd) => statOf(fs.fstatSync(fd), () => fs.fstatSync(fd, { bigint: true })),
  read: (fd, buffer, offset) => fs.readSync(fd, buffer, offset, buffer.length - offset, null),
  write: (fd, data, offset) => fs.writeSync(fd, data, offset),
  fchmod: (fd, mode) => fs.fchmodSync(fd, mode),
  fchown: (fd, uid, gid) => fs.fchownSync(fd, uid, gid),
  fsync: (fd) => fs.fsyncSync(fd),
  close: (fd) => fs.closeSync(fd),
  mkdir: (path, mode) => {
    fs.mkdirSync(path, { mode });
  },
  chmod: (path, mode) => fs.chmodSync(path, mode),
  chown: (path, uid, gid) => fs.lchownSync(path, uid, gid),
  symlink: (target, path) => fs.symlinkSync(target, path),
  rename: (from, to) => fs.renameSync(from, to),
  unlink: (path) => fs.unlinkSync(path),
  rmdir: (path) => fs.rmdirSync(path),
  renameUnnamable,
  mountInfo: () => {
    try {
      return fs.readFileSync('/proc/self/mountinfo', 'utf8');
    } catch {
      return '';
    }
  },
  userId: () => process.geteuid?.(),
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: (milliseconds) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  },
};
