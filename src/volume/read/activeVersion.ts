// Which version is active: whatever `..data` resolves to, never what a name looks like.

import { isAbsolute, join, relative, sep } from 'node:path';
import { inDirectoryBelow } from '../directory.ts';
import { errnoOf, orElse } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { DATA_DIR, isTimestampDirName } from '../layout.ts';
import type { AbsolutePath, VolumePath } from '../paths.ts';
import { statTargetDir } from '../targetDir.ts';

export interface Version {
  /** Its directory: normally a timestamp directory's name. */
  name: VolumePath;
  /** The target directory, without links where there are any on the way to the version. */
  root: string;
  /** For people and for what is asked of the directory itself; `inVersion` for what is in it. */
  path: string;
  /** Name and inode: equal for two reads only if no update came between them. */
  identity: string;
  /** When the directory last got or lost an entry, which is when it was written. */
  writtenAt: number;
  /** Of the directory. */
  stat: FileStat;
  /** Programs read copies of its files, and no links. */
  isCopied?: true;
}

export type ActiveVersion =
  | { state: 'present'; version: Version }
  /** The target directory itself is missing: not mounted, or not yet. */
  | { state: 'no-target-directory' }
  | { state: 'not-a-directory' }
  | { state: 'no-data-link' }
  /**
   * `..data` is a directory or a file, so no rename can replace it. `copy`: the version that it is a copy of, where links
   * are shown as what they lead to. It can be read.
   */
  | { state: 'data-not-a-link'; copy?: Version }
  | { state: 'dangling'; target: string }
  /** `..data` leads out of the target directory (or round in circles); it is not followed. */
  | { state: 'outside'; target: string }
  | { state: 'version-not-a-directory'; target: string }
  | { state: 'unreadable'; errno: string };

const ATTEMPTS = 100;

export function readActiveVersion(fs: FileSystem, targetDir: string): ActiveVersion {
  let active = resolveDataLink(fs, targetDir);
  for (let attempt = 1; attempt < ATTEMPTS && active.state === 'dangling'; attempt++) {
    // Between reading the link and looking at the directory, an update may have removed it: then the link has changed.
    const again = resolveDataLink(fs, targetDir);
    if (again.state === 'dangling' && again.target === active.target) return again;
    active = again;
  }
  return active;
}

function resolveDataLink(fs: FileSystem, targetDir: string): ActiveVersion {
  let target: string;
  try {
    target = fs.readlink(join(targetDir, DATA_DIR));
  } catch (error) {
    return withoutDataLink(fs, targetDir, error);
  }
  // With directories on the way, which may be links, only the real path tells.
  if (target.includes(sep) || target === '.' || target === '..') {
    return outsideUnlessAnAlias(fs, targetDir, target);
  }
  const path = join(targetDir, target);
  try {
    const stat = fs.lstat(path);
    switch (stat.kind) {
      case 'directory':
        return present(target, targetDir, stat);
      case 'link':
        return outsideUnlessAnAlias(fs, targetDir, target);
      case 'file':
      case 'other':
        return { state: 'version-not-a-directory', target };
    }
  } catch (error) {
    return unreadable(error, target);
  }
}

/** The name of the version as callers pass it to `AtomicWriter.write`, whether or not it is there. */
export function versionName(active: ActiveVersion): string | undefined {
  if (active.state === 'present') return active.version.name;
  return 'target' in active ? active.target : undefined;
}

/** The version that can be read, whether or not another can be swapped in. */
export function readableVersion(active: ActiveVersion): Version | undefined {
  if (active.state === 'data-not-a-link') return active.copy;
  return active.state === 'present' ? active.version : undefined;
}

/** Both are there, and no update came between them. */
export function isSameVersion(one: ActiveVersion, other: ActiveVersion): boolean {
  return (
    one.state === 'present' &&
    other.state === 'present' &&
    one.version.identity === other.version.identity
  );
}

function present(
  name: VolumePath,
  root: string,
  stat: FileStat,
): ActiveVersion & { state: 'present' } {
  return { state: 'present', version: versionAt(name, root, stat) };
}

export function versionAt(name: VolumePath, root: string, stat: FileStat): Version {
  const path = join(root, name);
  return { name, root, path, identity: `${name} ${stat.id}`, writtenAt: stat.mtimeMs, stat };
}

/** Runs `action` in the version's directory, as `inDirectory` does: no element of its name is followed if it is a link. */
export function inVersion<T>(
  fs: FileSystem,
  { root, name }: Version,
  action: (directory: AbsolutePath) => T,
): T {
  return inDirectoryBelow(fs, root, name.split(sep), action);
}

function outsideUnlessAnAlias(fs: FileSystem, targetDir: string, target: string): ActiveVersion {
  try {
    const path = fs.realpath(join(targetDir, DATA_DIR));
    const root = fs.realpath(targetDir);
    const name = relative(root, path);
    if (!isBelow(name)) return { state: 'outside', target };
    const stat = fs.lstat(path);
    if (stat.kind !== 'directory') return { state: 'version-not-a-directory', target };
    return present(name, root, stat);
  } catch (error) {
    return unreadable(error, target);
  }
}

function unreadable(error: unknown, target: string): ActiveVersion {
  const errno = errnoOf(error);
  switch (errno) {
    case undefined:
      throw error;
    case 'ENOENT':
      return { state: 'dangling', target };
    case 'ELOOP':
      return { state: 'outside', target };
    default:
      return { state: 'unreadable', errno };
  }
}

function withoutDataLink(fs: FileSystem, targetDir: string, error: unknown): ActiveVersion {
  const errno = errnoOf(error);
  switch (errno) {
    case undefined:
      throw error;
    case 'EINVAL': // how readlink says that it is no link
    case 'UNKNOWN': // the same on Windows
      return orElse({ state: 'data-not-a-link' }, () => dataNotALink(fs, targetDir));
    case 'ENOTDIR':
      return { state: 'not-a-directory' };
    case 'ENOENT':
      break;
    default:
      return { state: 'unreadable', errno };
  }
  try {
    return statTargetDir(fs, targetDir).kind === 'directory'
      ? { state: 'no-data-link' }
      : { state: 'not-a-directory' };
  } catch (error) {
    const errno = errnoOf(error);
    switch (errno) {
      case undefined:
        throw error;
      case 'ENOENT':
        return { state: 'no-target-directory' };
      case 'ENOTDIR':
        return { state: 'not-a-directory' };
      default:
        return { state: 'unreadable', errno };
    }
  }
}

/**
 * With links followed, `..data` looks like the version itself: it holds the same names, and where several versions do, it
 * was written when the version was. That one is read by its own name, which an update changes: the inodes of FUSE may be
 * those of paths.
 */
function dataNotALink(fs: FileSystem, targetDir: string): ActiveVersion {
  const data = join(targetDir, DATA_DIR);
  const names = namesIn(fs, data);
  const alike = fs
    .readdir(targetDir)
    .filter(({ name, kind }) => kind === 'directory' && isTimestampDirName(name))
    .filter(({ name }) => names !== '' && namesIn(fs, join(targetDir, name)) === names)
    .map(({ name }) => versionAt(name, targetDir, fs.lstat(join(targetDir, name))));
  const { mtimeMs } = fs.lstat(data);
  const [copy, another] =
    alike.length > 1 ? alike.filter(({ writtenAt }) => writtenAt === mtimeMs) : alike;
  return copy !== undefined && another === undefined
    ? { state: 'data-not-a-link', copy: { ...copy, isCopied: true } }
    : { state: 'data-not-a-link' };
}

/** Of a version too large to be read not all are needed to tell. */
const NAMES_COMPARED = 1_000;

function namesIn(fs: FileSystem, directory: string): string {
  const entries = fs.readdir(directory, NAMES_COMPARED);
  return entries
    .map(({ name }) => name)
    .sort()
    .join('/');
}

/** For a path relative to the target directory. A timestamp directory's name begins with two dots as well. */
export function isBelow(relativePath: string): boolean {
  return (
    relativePath !== '' &&
    relativePath !== '..' &&
    !relativePath.startsWith(`..${sep}`) &&
    !isAbsolute(relativePath)
  );
}
