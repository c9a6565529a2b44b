// A new version on disk, before anyone sees it: its timestamp directory and the files in it.
//
// Calls for each key: create, write, close. The first file of each mode in a directory costs an fstat more; an fchown
// and fchmod come only where a new file is not what it has to be, an fsync only if asked for.
//
// Unchanged files are written again, not hard-linked: that takes as many calls (open, read and close to compare, link),
// saved a fifth of the time on tmpfs and a quarter on disk with one key of 1,000 changed, and a program that writes into
// a live file in place would then write into the new version after it was compared.

import { inDirectory } from '../directory.ts';
import { succeeds, tolerate } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { DIRECTORY_MODE, newTimestampDirName } from '../layout.ts';
import {
  directoriesOf,
  type FileProjection,
  type PayloadDirectory,
  type ValidPayload,
} from '../payload.ts';
import { type AbsolutePath, at } from '../paths.ts';
import type { PublishedFiles } from './publishedFiles.ts';
import { syncDirectory } from './sync.ts';

interface TimestampDir {
  name: string;
  /** The time by the file system's own clock, which may be a server's: counted from the time of the new directory. */
  now: () => number;
}

/** Makes an empty timestamp directory with the owner of the version before. */
export function makeTimestampDir(
  fs: FileSystem,
  targetDir: string,
  owner: FileStat | undefined,
): TimestampDir {
  for (;;) {
    const name = newTimestampDirName(fs.now());
    const path = at(targetDir, name);
    // Another writer drew the same random number in the same second.
    if (!succeeds(['EEXIST'], () => fs.mkdir(path, DIRECTORY_MODE))) continue;
    try {
      const { ctimeMs } = inDirectory(fs, path, (base, fd) => finishDirectory(fs, base, fd, owner));
      const then = fs.elapsed();
      return { name, now: () => ctimeMs + fs.elapsed() - then };
    } catch (error) {
      fs.rmdir(path);
      throw error;
    }
  }
}

/** Longer paths than this fail for readers. We work below an open directory, where paths are short. */
const LONG = 1_000;

/**
 * Writes the payload below `root`, with the owners that the keys had in the version before.
 *
 * @param durable sync each file before it is closed, then the directories from the innermost to `root`: what a
 *   directory lists is on disk before the directory is
 */
export function writeFiles(
  fs: FileSystem,
  root: AbsolutePath,
  payload: ValidPayload,
  published: PublishedFiles,
  durable: boolean,
): void {
  const owner = published.directory;
  const fill = (path: AbsolutePath, { files, directories }: PayloadDirectory): void => {
    const newFiles = new NewFiles(fs, durable);
    for (const { name, key, file } of files) {
      newFiles.write(at(path, name), file, published.files.get(key) ?? owner);
    }
    for (const { name, inner } of directories) {
      const innerPath = at(path, name);
      fs.mkdir(innerPath, DIRECTORY_MODE);
      inDirectory(fs, innerPath, (base, fd) => {
        finishDirectory(fs, base, fd, owner);
        fill(base, inner);
      });
    }
    if (durable) syncDirectory(fs, path);
  };
  inDirectory(fs, root, (base) => fill(base, directoriesOf(payload)));
  for (const key of payload.keys()) if (key.length > LONG) fs.lstat(`${root}/${key}`);
}

/** Sets mode and owner, whatever umask and setgid bit made of them. Returns the stat from before. */
function finishDirectory(
  fs: FileSystem,
  base: AbsolutePath,
  fd: number,
  owner: FileStat | undefined,
): FileStat {
  const made = fs.fstat(fd);
  if (made.mode !== DIRECTORY_MODE) fs.chmod(base, DIRECTORY_MODE);
  keepOwner(made, owner, (uid, gid) => fs.chown(at(base, '.'), uid, gid));
  return made;
}

/**
 * The new files of one directory. All get one owner, and all created with one mode end up with one mode (umask, default
 * ACL). So only the first file of each mode needs an fstat.
 */
class NewFiles {
  readonly #fs: FileSystem;
  readonly #durable: boolean;
  /** By the mode asked for. */
  readonly #made = new Map<number, FileStat>();
  /** Any of the new files: they all have the same owner. */
  #sample: FileStat | undefined;

  constructor(fs: FileSystem, durable: boolean) {
    this.#fs = fs;
    this.#durable = durable;
  }

  write(
    path: AbsolutePath,
    { data, mode }: Required<FileProjection>,
    owner: FileStat | undefined,
  ): void {
    const fs = this.#fs;
    // Group and others get no access until the owner is right.
    const asked = this.#areOf(owner) ? mode : mode & 0o700;
    const fd = fs.create(path, asked);
    try {
      const made = this.#madeWith(asked, fd);
      keepOwner(made, owner, (uid, gid) => fs.fchown(fd, uid, gid));
      if (made.mode !== mode) fs.fchmod(fd, mode);
      let written = 0;
      while (written < data.length) written += fs.write(fd, data, written);
      if (this.#durable) fs.fsync(fd);
    } finally {
      fs.close(fd);
    }
  }

  #areOf(owner: FileStat | undefined): boolean {
    if (owner === undefined) return true;
    return this.#sample?.uid === owner.uid && this.#sample.gid === owner.gid;
  }

  #madeWith(mode: number, fd: number): FileStat {
    let made = this.#made.get(mode);
    if (made === undefined) {
      made = this.#fs.fstat(fd);
      this.#made.set(mode, made);
      this.#sample = made;
    }
    return made;
  }
}

/** For chown: keep the owner or group. */
const SAME = -1;

/** Keeps owner and group. Only root may give a file to another owner; anyone may keep a group they belong to. */
function keepOwner(
  made: FileStat,
  owner: FileStat | undefined,
  change: (uid: number, gid: number) => void,
): void {
  if (owner === undefined || (made.uid === owner.uid && made.gid === owner.gid)) return;
  const refusals = ['EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP'];
  if (made.uid !== owner.uid && succeeds(refusals, () => change(owner.uid, owner.gid))) return;
  if (made.gid !== owner.gid) tolerate(refusals, () => change(SAME, owner.gid));
}
