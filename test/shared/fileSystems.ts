// File systems that crash, fail, or live at another time; all of them on real files.

import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FileStat } from '../../src/volume/fileSystem.ts';
import { type FileSystem, nodeFileSystem } from '../../src/volume/index.ts';
import { type AbsolutePath, at } from '../../src/volume/paths.ts';

type Call = keyof FileSystem;

const NEVER_FAIL: readonly string[] = [
  'now',
  'elapsed',
  'wait',
  'mountInfo',
  'userId',
  'pathOf',
] satisfies Call[];

/** The calls that can fail or be crashed at: all but the clock. */
const CALLS = Object.keys(nodeFileSystem).filter((name) => !NEVER_FAIL.includes(name)) as Call[];

/**
 * Runs `before` ahead of each call and `after` once it was made; either may throw in its place. `count` is 1 for the
 * first call. Paths in `args` are those that the files have, not those of open directories; to find them takes two calls,
 * so nobody does who takes no `args`.
 */
export function observed(
  before: (count: number, call: Call, args: readonly unknown[]) => void,
  fileSystem: FileSystem = nodeFileSystem,
  after: (count: number) => void = () => {},
): FileSystem {
  let count = 0;
  const wrapped = CALLS.map((name) => {
    const call = fileSystem[name] as (...args: unknown[]) => unknown;
    return [
      name,
      (...args: unknown[]) => {
        const nth = ++count;
        before(nth, name, before.length < 3 ? args : args.map(namedPath));
        try {
          return call(...args);
        } finally {
          after(nth);
        }
      },
    ];
  });
  return { ...fileSystem, ...(Object.fromEntries(wrapped) as Partial<FileSystem>) };
}

/** Of a path below an open directory, the one that the directory has. */
export function namedPath<T>(arg: T): T | string {
  const [, descriptor, rest = ''] = /^(\/proc\/\d+\/fd\/\d+)(.*)/.exec(String(arg)) ?? [];
  if (descriptor === undefined) return arg;
  return existsSync(descriptor) ? readlinkSync(descriptor) + rest : arg;
}

/** What no code of ours may catch: the process is dead. */
export class Crash extends Error {}

const READS = new Set<Call>([
  'lstat',
  'readdir',
  'readlink',
  'realpath',
  'checkWritable',
  'openForReading',
  'openDirectory',
  'fstat',
  'read',
  'close',
]);

/**
 * Dies before the nth call that changes anything: a crash between two of those is the same as one before the second.
 * `changes` says how many there were.
 */
export function dyingAtChange(
  n: number,
  die: () => void,
  fileSystem: FileSystem,
): FileSystem & { readonly changes: number } {
  let changes = 0;
  const dying = observed((_count, call) => {
    if (!READS.has(call)) changes++;
    if (changes >= n) die();
  }, fileSystem);
  return {
    ...dying,
    get changes() {
      return changes;
    },
  };
}

/** Dead from there on, so nothing is cleaned up either; but what was open is closed, as it is when a process ends. */
export function crashingAtChange(n: number, fileSystem = nodeFileSystem) {
  const open = new Set<number>();
  const opened = (fd: number) => {
    open.add(fd);
    return fd;
  };
  const crash = () => {
    for (const fd of open) nodeFileSystem.close(fd);
    open.clear();
    throw new Crash();
  };
  return dyingAtChange(n, crash, {
    ...fileSystem,
    openForReading: (path) => opened(fileSystem.openForReading(path)),
    openDirectory: (path) => opened(fileSystem.openDirectory(path)),
    create: (path, mode) => opened(fileSystem.create(path, mode)),
    openEmptied: (path) => opened(fileSystem.openEmptied(path)),
    close: (fd) => {
      open.delete(fd);
      fileSystem.close(fd);
    },
  });
}

/** The nth call alone fails, or all from there on. One that closes a file closes it all the same, as Linux does. */
export function failingAt(n: number, errno: string, last = n): FileSystem {
  return observed((count, call, args) => {
    if (count < n || count > last) return;
    if (call === 'close') nodeFileSystem.close(args[0] as number);
    throw systemError(errno, call);
  });
}

export function systemError(errno: string, syscall: string): Error {
  return Object.assign(new Error(`${errno}: injected, ${syscall}`), { code: errno, syscall });
}

/** So much later, by the clock of the file system as well: what is made here has later times than what was there. */
export function later(milliseconds: number): FileSystem {
  const made = new Set<string>();
  const shown = (stat: FileStat): FileStat =>
    made.has(stat.id) ? { ...stat, ctimeMs: stat.ctimeMs + milliseconds } : stat;
  return {
    ...nodeFileSystem,
    now: () => Date.now() + milliseconds,
    lstat: (path) => shown(nodeFileSystem.lstat(path)),
    fstat: (fd) => shown(nodeFileSystem.fstat(fd)),
    mkdir: (path, mode) => {
      nodeFileSystem.mkdir(path, mode);
      made.add(nodeFileSystem.lstat(path).id);
    },
    symlink: (target, path) => {
      nodeFileSystem.symlink(target, path);
      made.add(nodeFileSystem.lstat(path).id);
    },
  };
}

/** As on a server whose clock is so much behind ours: everything there has earlier times. */
export function behind(milliseconds: number): FileSystem {
  const shown = (stat: FileStat): FileStat => ({
    ...stat,
    ctimeMs: stat.ctimeMs - milliseconds,
    mtimeMs: stat.mtimeMs - milliseconds,
  });
  return {
    ...nodeFileSystem,
    lstat: (path) => shown(nodeFileSystem.lstat(path)),
    fstat: (fd) => shown(nodeFileSystem.fstat(fd)),
  };
}

/** As on a disk that folds case: a name leads to whatever has the same one but for case. */
export function foldingCase(): FileSystem {
  const found = (path: string): AbsolutePath => {
    const [parent, wanted] = [dirname(path), basename(path)];
    const names = existsSync(parent) ? readdirSync(parent) : [];
    const alike = names.find((name) => name.toLowerCase() === wanted.toLowerCase());
    return at(parent, names.includes(wanted) ? wanted : (alike ?? wanted));
  };
  return {
    ...nodeFileSystem,
    lstat: (path) => nodeFileSystem.lstat(found(path)),
    readlink: (path) => nodeFileSystem.readlink(found(path)),
    unlink: (path) => nodeFileSystem.unlink(found(path)),
    symlink: (target, path) => nodeFileSystem.symlink(target, found(path)),
    create: (path, mode) => nodeFileSystem.create(found(path), mode),
    openForReading: (path) => nodeFileSystem.openForReading(found(path)),
  };
}

export const DAY = 24 * 60 * 60_000;

/** The clock stands still here but for waiting, which puts it forward at once. `waited` says by how much. */
export function impatient(): FileSystem & { readonly waited: number } {
  const start = Date.now();
  let waited = 0;
  return {
    ...nodeFileSystem,
    now: () => start + waited,
    elapsed: () => waited,
    wait: (milliseconds) => {
      waited += milliseconds;
    },
    get waited() {
      return waited;
    },
  };
}
