// Publishing a payload in one atomic swap, as the kubelet's AtomicWriter does, and where that falls short, better.

import { join, sep } from 'node:path';
import { type ActiveVersion, readActiveVersion, versionName } from './activeVersion.ts';
import { asVolumeError, errnoOf, tolerate, VolumeError } from './failure.ts';
import { type FileStat, type FileSystem, nodeFileSystem } from './fileSystem.ts';
import {
  DATA_DIR,
  DIRECTORY_MODE,
  LONGEST_PUBLISH_MS,
  NEW_DATA_DIR,
  newTimestampDirName,
  RESERVED_PREFIX,
  topLevelName,
} from './layout.ts';
import { clearLeftovers, removeTree } from './leftovers.ts';
import { holdsNewDataDir, releaseNewDataDir, takeNewDataDir } from './newDataDir.ts';
import { parentsOf, parsePayload, type Payload, type ValidPayload } from './payload.ts';
import {
  holdsPayload,
  NOTHING_PUBLISHED,
  type PublishedFiles,
  statPublishedFiles,
} from './publishedFiles.ts';
import { makeLinks, matchLinks, missingLinks, removeLinks } from './userVisibleLinks.ts';

export interface WriterOptions {
  /** The calls to the file system; Node's own unless given. */
  fileSystem?: FileSystem;
}

export interface WriteResult {
  /** False when the active version held the payload already. */
  changed: boolean;
  /** The active version's directory in the target directory. */
  timestampDir: string;
  /** The version that was active before, if there was one; it has been removed. */
  previous?: string;
}

export type WriteStep =
  | 'validate'
  | 'read active version'
  | 'compare'
  | 'find missing links'
  | 'make timestamp directory'
  | 'write files'
  | 'link new keys'
  | 'take ..data_tmp'
  | 'swap'
  | 'match links'
  | 'remove old version'
  | 'clear leftovers';

/**
 * Publishes payloads to one target directory. The steps, by the numbers in the code:
 *
 *  1. validate the payload; what is refused never touches the disk
 *  2. read the active version; a conflict if the caller read another one
 *  3. compare; when the active version holds the payload, only 10 and 12 follow
 *  4. find which user-visible links are missing; refuse where something else has the name
 *  5. make a timestamp directory
 *  6. write the files, none readable by more than its final mode from its first byte on
 *  7. link the new keys: before the swap, so that the new version is visible whole from its first moment and nothing
 *     that can fail for want of space is left for after it
 *  8. take `..data_tmp`, the mutex of all writers, and look again whether the active version is the expected one
 *  9. rename it over `..data`: the swap
 * 10. remove the links of deleted keys, and put right what another writer's swap left between
 * 11. remove the old version
 * 12. clear what dead writers left behind
 *
 * Invariants: `..data` always resolves to a whole version. What fails before the swap leaves the old version active
 * and nothing behind. The swap itself is the last thing that can fail: what cannot be tidied after it (10 to 12) is
 * left for the next publish, and is a problem that `findProblems` reports.
 */
export class AtomicWriter {
  readonly #targetDir: string;
  readonly #fs: FileSystem;

  /** @param targetDir absolute path of an existing directory */
  constructor(targetDir: string, options: WriterOptions = {}) {
    this.#targetDir = targetDir;
    this.#fs = options.fileSystem ?? nodeFileSystem;
  }

  /**
   * Makes the payload the active version. Synchronous.
   *
   * @param expected the timestamp directory that the caller read, or '' for "there was no version"; without it the
   *   payload is published over whatever is active
   * @throws VolumeError; then the active version is what it was
   */
  write(payload: Payload, expected?: string): WriteResult {
    const steps = this.steps(payload, expected);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /**
   * The same, yielding after each step. One that is never resumed stops there as a crash would; `return()` before the
   * swap gives up and cleans up.
   */
  *steps(payload: Payload, expected?: string): Generator<WriteStep, WriteResult> {
    const fs = this.#fs;
    const targetDir = this.#targetDir;

    // 1.
    const files = parsePayload(payload);
    yield 'validate';

    // 2.
    const active = refusing(() => this.#readActive(expected));
    yield 'read active version';

    // 3.
    const published = refusing(() =>
      active.state === 'present' ? statPublishedFiles(fs, active.version) : NOTHING_PUBLISHED,
    );
    const unchanged =
      active.state === 'present' &&
      refusing(() => holdsPayload(fs, active.version, published, files));
    yield 'compare';
    if (unchanged) {
      yield* this.#tidy();
      return { changed: false, timestampDir: active.version.name };
    }

    // 4.
    const newNames = new Set([...files.keys()].map(topLevelName));
    const missing = refusing(() => missingLinks(fs, targetDir, newNames, published.topLevelNames));
    yield 'find missing links';

    let timestampDir: string | undefined;
    let swapped = false;
    let previous: ActiveVersion;
    try {
      // 5.
      const begun = fs.now();
      timestampDir = this.#makeTimestampDir();
      yield 'make timestamp directory';

      // 6.
      this.#writeFiles(timestampDir, files, published);
      yield 'write files';

      // 7.
      makeLinks(fs, targetDir, missing);
      yield 'link new keys';

      // 8.
      takeNewDataDir(fs, targetDir, timestampDir);
      previous = this.#readActive(expected);
      yield 'take ..data_tmp';

      // 9.
      // One that was stopped for long (a laptop asleep) may have lost the mutex, or its files as an orphan's.
      if (!holdsNewDataDir(fs, targetDir, timestampDir) || fs.now() - begun > LONGEST_PUBLISH_MS) {
        throw new VolumeError({ code: 'busy' });
      }
      fs.rename(join(targetDir, NEW_DATA_DIR), join(targetDir, DATA_DIR));
      swapped = true;
    } catch (error) {
      throw this.#afterARace(error);
    } finally {
      if (!swapped && timestampDir !== undefined) this.#giveUp(timestampDir, missing);
    }
    yield 'swap';

    yield* this.#tidy(previous);
    const replaced = versionName(previous);
    return { changed: true, timestampDir, ...(replaced !== undefined && { previous: replaced }) };
  }

  #readActive(expected: string | undefined): ActiveVersion {
    const active = readActiveVersion(this.#fs, this.#targetDir);
    switch (active.state) {
      case 'no-target-directory':
      case 'not-a-directory':
        throw new VolumeError({ code: 'no-target-directory' });
      case 'data-not-a-link':
        throw new VolumeError({ code: 'in-the-way', name: DATA_DIR });
      case 'unreadable':
        throw new VolumeError({ code: 'unreadable-version', reason: active.errno });
      case 'present':
      case 'no-data-link':
      case 'dangling':
      case 'outside':
      case 'version-not-a-directory':
    }
    const actual = versionName(active);
    if (expected !== undefined && expected !== (actual ?? '')) {
      throw new VolumeError({ code: 'conflict', expected, actual });
    }
    return active;
  }

  #makeTimestampDir(): string {
    for (;;) {
      const name = newTimestampDirName(this.#fs.now());
      const path = join(this.#targetDir, name);
      try {
        this.#fs.mkdir(path, DIRECTORY_MODE);
      } catch (error) {
        if (errnoOf(error) === 'EEXIST') continue; // the same random number in the same second
        throw error;
      }
      try {
        this.#fs.chmod(path, DIRECTORY_MODE); // whatever the umask
      } catch (error) {
        this.#fs.rmdir(path);
        throw error;
      }
      return name;
    }
  }

  #writeFiles(timestampDir: string, files: ValidPayload, published: PublishedFiles): void {
    const root = join(this.#targetDir, timestampDir);
    const made = new Set<string>();
    const owner = published.directory;
    this.#keepOwner(root, owner);
    for (const [key, { data, mode }] of files) {
      for (const directory of parentsOf(key)) {
        if (made.has(directory)) continue;
        made.add(directory);
        this.#fs.mkdir(join(root, directory), DIRECTORY_MODE);
        this.#fs.chmod(join(root, directory), DIRECTORY_MODE);
        this.#keepOwner(join(root, directory), owner);
      }
      this.#writeFile(join(root, key), data, mode, published.files.get(key) ?? owner);
    }
  }

  #writeFile(path: string, data: Uint8Array, mode: number, owner: FileStat | undefined): void {
    const fs = this.#fs;
    // Nothing for group and others until it is theirs.
    const fd = fs.create(path, mode & 0o700);
    try {
      keepOwner(
        owner,
        () => fs.fstat(fd),
        (uid, gid) => fs.fchown(fd, uid, gid),
      );
      fs.fchmod(fd, mode);
      for (let written = 0; written < data.length;) written += fs.write(fd, data, written);
    } finally {
      fs.close(fd);
    }
  }

  #keepOwner(path: string, owner: FileStat | undefined): void {
    const fs = this.#fs;
    keepOwner(
      owner,
      () => fs.lstat(path),
      (uid, gid) => fs.chown(path, uid, gid),
    );
  }

  /** Leaves the volume as if this publish had never begun. Never removes what has become active. */
  #giveUp(timestampDir: string, linked: readonly string[]): void {
    const fs = this.#fs;
    const targetDir = this.#targetDir;
    ignoringErrors(() => releaseNewDataDir(fs, targetDir, timestampDir));
    ignoringErrors(() => {
      const active = readActiveVersion(fs, targetDir);
      if (active.state === 'unreadable') return;
      if (versionName(active) !== timestampDir) removeTree(fs, join(targetDir, timestampDir));
      if (active.state === 'present') matchLinks(fs, targetDir);
      else removeLinks(fs, targetDir, linked);
    });
  }

  /** What is gone between two calls is another process's doing: a word for that, never a bare ENOENT. */
  #afterARace(error: unknown): VolumeError {
    if (errnoOf(error) !== 'ENOENT') return asVolumeError(error);
    const gone = readActiveVersion(this.#fs, this.#targetDir).state === 'no-target-directory';
    return new VolumeError({ code: gone ? 'no-target-directory' : 'busy' }, { cause: error });
  }

  *#tidy(previous?: ActiveVersion): Generator<WriteStep, void> {
    const fs = this.#fs;
    // 10.
    ignoringErrors(() => matchLinks(fs, this.#targetDir));
    yield 'match links';

    if (previous !== undefined) {
      // 11.
      ignoringErrors(() => {
        if (previous.state === 'present' && isOurs(previous.version.name)) {
          removeTree(fs, previous.version.path);
        }
      });
      yield 'remove old version';
    }

    // 12.
    ignoringErrors(() => clearLeftovers(fs, this.#targetDir));
    yield 'clear leftovers';
  }
}

/** Other writers' versions may be anywhere in the target directory; only reserved names are an AtomicWriter's. */
function isOurs(version: string): boolean {
  return version.startsWith(RESERVED_PREFIX) && !version.includes(sep);
}

/** Runs what happens before anything is written. */
function refusing<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asVolumeError(error);
  }
}

/** Owner and group stay what they were: only root may give files away, others may at least keep a group of theirs. */
function keepOwner(
  owner: FileStat | undefined,
  stat: () => FileStat,
  change: (uid: number, gid: number) => void,
): void {
  if (owner === undefined) return;
  const { uid, gid } = stat();
  const refusals = ['EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP'];
  if (uid !== owner.uid && tolerate(refusals, () => change(owner.uid, owner.gid))) return;
  if (gid !== owner.gid) tolerate(refusals, () => change(SAME, owner.gid));
}

/** In chown: leave it as it is. */
const SAME = -1;

/** For tidying, whose failure must not hide the outcome. A bug is no failure of the file system and passes. */
function ignoringErrors(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof VolumeError) && errnoOf(error) === undefined) throw error;
  }
}
