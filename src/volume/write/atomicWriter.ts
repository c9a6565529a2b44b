// Publishing a payload in one atomic swap, as the kubelet's AtomicWriter does, and where that falls short, better.

import { versionName } from '../read/activeVersion.ts';
import { asVolumeError, ignoringErrors } from '../failure.ts';
import { type FileSystem, nodeFileSystem } from '../fileSystem.ts';
import { KeptVersions } from './keptVersions.ts';
import { DATA_DIR, NEW_DATA_DIR, topLevelNames } from '../layout.ts';
import { afterARace, giveUp, isSwapped } from './failedPublish.ts';
import { clearLeftovers } from './leftovers.ts';
import { checkMaySwap, takeNewDataDir } from './mutex.ts';
import { makeTimestampDir, writeFiles } from './newVersion.ts';
import { parsePayload, type Payload } from '../payload.ts';
import { at } from '../paths.ts';
import { holdsPayload, NOTHING_PUBLISHED, statPublishedFiles } from './publishedFiles.ts';
import { readReplaceable } from './replaceable.ts';
import { syncDirectory, syncSwap } from './sync.ts';
import { findMissingLinks, makeLinks, matchLinks } from './userVisibleLinks.ts';

export interface WriterOptions {
  /** The calls to the file system; Node's own by default. */
  fileSystem?: FileSystem;
  /**
   * How many versions that this writer replaced stay on disk; 0 unless given, as with the kubelet. Those of other
   * writers are spared as long as they are among the newest so many.
   */
  keepVersions?: number;
  /**
   * Sync what is published, so that it survives a power failure; false unless given, as with the kubelet. What was
   * active already is not synced. Each key then costs a write to the disk.
   */
  durable?: boolean;
  /** Called by `write` after each step, with what it took. */
  onStep?: (step: WriteStep, milliseconds: number) => void;
}

export interface WriteResult {
  /** False when the active version held the payload already. */
  changed: boolean;
  /** The active version's directory in the target directory. */
  timestampDir: string;
  /** The version that was active before, if there was one. Removed, unless it is kept or another kind of writer made it. */
  previous?: string;
  /**
   * Of a durable publish, when the swap itself could not be synced: why, as in `EIO`. The new version is active, but a
   * power failure may bring back the old one, which is left on disk for that.
   */
  notDurable?: string;
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
 * A durable publish syncs each file and directory of the new version in 6, the target directory in 7 (not later, since
 * the mutex is held for microseconds only) and again in 9: so `..data` never leads to what a power failure took, and the
 * old version goes only when the swap is on disk.
 *
 * Calls for each key, when all keys change: lstat of the old file, for its owner (`statPublishedFiles`); create, write and
 * close of the new one (`writeFiles`); unlink of the old one. Each publish makes about forty more; a test counts them.
 *
 * The swap itself is the last thing that can fail: what cannot be tidied after it (10 to 12) is left for the next
 * publish, and is a problem that `findProblems` reports. What always holds is listed in index.ts.
 */
export class AtomicWriter {
  readonly #targetDir: string;
  readonly #fs: FileSystem;
  readonly #kept: KeptVersions;
  readonly #durable: boolean;
  readonly #onStep: (step: WriteStep, milliseconds: number) => void;

  /** @param targetDir absolute path of an existing directory */
  constructor(targetDir: string, options: WriterOptions = {}) {
    this.#targetDir = targetDir;
    this.#fs = options.fileSystem ?? nodeFileSystem;
    this.#kept = new KeptVersions(this.#fs, options.keepVersions ?? 0);
    this.#durable = options.durable ?? false;
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
    for (let before = performance.now(); ; before = performance.now()) {
      const { done, value } = steps.next();
      if (done === true) return value;
      this.#onStep(value, performance.now() - before);
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
    const active = refusing(() => readReplaceable(fs, targetDir, expected));
    yield 'read active version';

    // 3.
    const published = refusing(() =>
      active.state === 'present' ? statPublishedFiles(fs, active.version) : NOTHING_PUBLISHED,
    );
    const isPublished =
      unchanged === 'leave' &&
      active.state === 'present' &&
      refusing(() => holdsPayload(fs, active.version, published, files));
    yield 'compare';
    if (isPublished) {
      // 10.
      ignoringErrors(() => matchLinks(fs, targetDir));
      yield 'match links';
      // 12.
      ignoringErrors(() => clearLeftovers(fs, targetDir, this.#kept.atMost));
      yield 'clear leftovers';
      return { changed: false, timestampDir: active.version.name };
    }

    // 4.
    const newNames = topLevelNames(files.keys());
    const oldNames = topLevelNames(published.files.keys());
    const missing = refusing(() => findMissingLinks(fs, targetDir, newNames, oldNames));
    yield 'find missing links';

    let timestampDir: string | undefined;
    let fileSystemNow: (() => number) | undefined;
    let swapped = false;
    let previous = active;
    try {
      // 5.
      // By the clock that goes on while a laptop sleeps.
      const begun = fs.now();
      const made = makeTimestampDir(fs, targetDir, published.directory);
      timestampDir = made.name;
      fileSystemNow = made.now;
      yield 'make timestamp directory';

      // 6.
      writeFiles(fs, at(targetDir, timestampDir), files, published, this.#durable);
      yield 'write files';

      // 7.
      makeLinks(fs, targetDir, missing);
      if (this.#durable) syncDirectory(fs, targetDir);
      yield 'link new keys';

      // 8.
      takeNewDataDir(fs, targetDir, timestampDir, made.now);
      previous = readReplaceable(fs, targetDir, expected);
      yield 'take ..data_tmp';

      // 9.
      checkMaySwap(fs, targetDir, timestampDir, begun);
      fs.rename(at(targetDir, NEW_DATA_DIR), at(targetDir, DATA_DIR));
      swapped = true;
    } catch (error) {
      // A kubelet resuming after a pause renames whatever `..data_tmp` is there, perhaps ours: then our version is active
      // although our rename failed.
      if (timestampDir === undefined || !isSwapped(fs, targetDir, error, timestampDir)) {
        throw afterARace(fs, targetDir, error);
      }
      swapped = true;
    } finally {
      if (!swapped && timestampDir !== undefined) giveUp(fs, targetDir, timestampDir, missing);
    }
    const notDurable = this.#durable ? syncSwap(fs, targetDir) : undefined;
    yield 'swap';

    // 10.
    ignoringErrors(() => matchLinks(fs, targetDir, { version: timestampDir, names: newNames }));
    yield 'match links';

    // 11.
    // A power failure may bring the old version back if the swap is not on disk yet: then it stays, and so do orphans.
    if (notDurable === undefined) ignoringErrors(() => this.#kept.replaced(previous));
    yield 'remove old version';

    // 12.
    if (notDurable === undefined) {
      ignoringErrors(() => clearLeftovers(fs, targetDir, this.#kept.atMost, fileSystemNow?.()));
    }
    yield 'clear leftovers';

    const replaced = versionName(previous);
    return {
      changed: true,
      timestampDir,
      ...(replaced !== undefined && { previous: replaced }),
      ...(notDurable !== undefined && { notDurable }),
    };
  }
}

/** Runs what happens before anything is written. */
function refusing<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asVolumeError(error);
  }
}
