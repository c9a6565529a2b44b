// Publishing a payload in one atomic swap, as the kubelet's AtomicWriter does, and where that falls short, better.

import { join, sep } from 'node:path';
import {
  type ActiveVersion,
  readActiveVersion,
  type Version,
  versionName,
} from './activeVersion.ts';
import { asVolumeError, errnoOf, VolumeError } from './failure.ts';
import { type FileSystem, nodeFileSystem } from './fileSystem.ts';
import {
  DATA_DIR,
  LONGEST_PUBLISH_MS,
  NEW_DATA_DIR,
  RESERVED_PREFIX,
  topLevelName,
} from './layout.ts';
import { clearLeftovers, removeTree } from './leftovers.ts';
import { makeTimestampDir, writeFiles } from './newVersion.ts';
import { holdsNewDataDir, releaseNewDataDir, takeNewDataDir } from './newDataDir.ts';
import { parsePayload, type Payload } from './payload.ts';
import { holdsPayload, NOTHING_PUBLISHED, statPublishedFiles } from './publishedFiles.ts';
import { makeLinks, matchLinks, missingLinks, removeLinks } from './userVisibleLinks.ts';

export interface WriterOptions {
  /** The calls to the file system; Node's own unless given. */
  fileSystem?: FileSystem;
  /**
   * How many versions that this writer replaced stay on disk; 0 unless given, as with the kubelet. Those of other
   * writers are spared as long as they are among the newest so many.
   */
  keepVersions?: number;
  /** Called by `write` after each step. */
  onStep?: (step: WriteStep) => void;
}

export interface WriteResult {
  /** False when the active version held the payload already. */
  changed: boolean;
  /** The active version's directory in the target directory. */
  timestampDir: string;
  /** The version that was active before, if there was one. Removed, unless it is kept or another kind of writer made it. */
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
 * 11. remove the old version, or of those that are kept the oldest
 * 12. clear what dead writers left behind
 *
 * Invariants: `..data` always resolves to a whole version. What fails before the swap leaves the old version active
 * and nothing behind. The swap itself is the last thing that can fail: what cannot be tidied after it (10 to 12) is
 * left for the next publish, and is a problem that `findProblems` reports.
 */
export class AtomicWriter {
  readonly #targetDir: string;
  readonly #fs: FileSystem;
  readonly #keepVersions: number;
  readonly #onStep: (step: WriteStep) => void;
  /** The versions that this writer replaced and left on disk, oldest first. */
  readonly #kept: Version[] = [];

  /** @param targetDir absolute path of an existing directory */
  constructor(targetDir: string, options: WriterOptions = {}) {
    this.#targetDir = targetDir;
    this.#fs = options.fileSystem ?? nodeFileSystem;
    this.#keepVersions = options.keepVersions ?? 0;
    this.#onStep = options.onStep ?? (() => {});
  }

  /**
   * Makes the payload the active version. Synchronous.
   *
   * @param expected the timestamp directory that the caller read, or '' for "there was no version"; without it the
   *   payload is published over whatever is active
   * @param unchanged what to do when the active version holds the payload already: leave it, or put a new one in its
   *   place, for one that was changed under its readers
   * @throws VolumeError; then the active version is what it was
   */
  write(
    payload: Payload,
    expected?: string,
    unchanged: 'leave' | 'publish again' = 'leave',
  ): WriteResult {
    const steps = this.steps(payload, expected, unchanged);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      this.#onStep(value);
    }
  }

  /**
   * The same, yielding after each step. One that is never resumed stops there as a crash would; `return()` before the
   * swap gives up and cleans up.
   */
  *steps(
    payload: Payload,
    expected?: string,
    unchanged: 'leave' | 'publish again' = 'leave',
  ): Generator<WriteStep, WriteResult> {
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
    const isThere =
      unchanged === 'leave' &&
      active.state === 'present' &&
      refusing(() => holdsPayload(fs, active.version, published, files));
    yield 'compare';
    if (isThere) {
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
      timestampDir = makeTimestampDir(fs, targetDir);
      yield 'make timestamp directory';

      // 6.
      writeFiles(fs, join(targetDir, timestampDir), files, published);
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

  /** Leaves the volume as if this publish had never begun. Never removes what has become active. */
  #giveUp(timestampDir: string, linked: readonly string[]): void {
    const fs = this.#fs;
    const targetDir = this.#targetDir;
    ignoringErrors(() => releaseNewDataDir(fs, targetDir, timestampDir));
    ignoringErrors(() => {
      const active = readActiveVersion(fs, targetDir);
      if (active.state === 'unreadable') return;
      if (versionName(active) !== timestampDir) removeTree(fs, join(targetDir, timestampDir));
      if (active.state !== 'present') removeLinks(fs, targetDir, linked);
      // Also when there was no version: another writer's first one may have come between.
      matchLinks(fs, targetDir);
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
      ignoringErrors(() => this.#removeOld(previous));
      yield 'remove old version';
    }

    // 12.
    ignoringErrors(() => clearLeftovers(fs, this.#targetDir, this.#keepVersions));
    yield 'clear leftovers';
  }

  #removeOld(previous: ActiveVersion): void {
    if (previous.state === 'present' && isOurs(previous.version.name)) {
      this.#kept.push(previous.version);
    }
    while (this.#kept.length > this.#keepVersions) {
      const oldest = this.#kept.shift();
      if (oldest !== undefined) removeTree(this.#fs, oldest.path);
    }
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

/** For tidying, whose failure must not hide the outcome. A bug is no failure of the file system and passes. */
function ignoringErrors(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof VolumeError) && errnoOf(error) === undefined) throw error;
  }
}
