// Looks for processes that still hold files of versions that are gone: some time after one was removed, in slices between
// other work, and again now and then for as long as some hold one.

import { isDeepStrictEqual } from 'node:util';
import type { FileSystem } from '../../volume/fileSystem.ts';
import {
  findHolders,
  type Holder,
  type Holders,
  type VolumePlace,
} from '../../volume/places/holders.ts';
import type { Problem } from '../../volume/problems/problem.ts';

/** A program that follows the volume has opened the new version by then. */
const GRACE_MS = 2_000;
/** A program that holds one may be restarted at any time; only those that held one are looked at. */
const AGAIN_MS = 5_000;
/** Whoever waits for this thread waits so long at most, or for what one process has open. */
const SLICE_MS = 5;

const NONE: Holders = { holders: [], isCut: false };

export interface HolderWatchOptions {
  fs: FileSystem;
  /** Where the volume is now; undefined where the system does not tell. */
  place: () => VolumePlace | undefined;
  onChange: () => void;
  graceMs?: number;
  againMs?: number;
}

export class HolderWatch {
  readonly #options: HolderWatchOptions;
  #gone: ReadonlySet<string> = new Set();
  /** A version was removed since all processes were looked at last. */
  #isDue = false;
  #found = NONE;
  #timer: NodeJS.Timeout | undefined;
  #slice: NodeJS.Immediate | undefined;

  constructor(options: HolderWatchOptions) {
    this.#options = options;
  }

  /** After each whole look. @param gone names of versions seen that are not on disk */
  look(gone: ReadonlySet<string>): void {
    const isNew = [...gone].some((version) => !this.#gone.has(version));
    this.#gone = new Set(gone);
    if (!isNew || this.#isDue) return;
    this.#isDue = true;
    this.#searchIn(this.#options.graceMs ?? GRACE_MS);
  }

  /** One for each version, in the order in which they were found. */
  problems(): Problem[] {
    const { holders, isCut } = this.#found;
    const versions = new Map<string, Holder[]>();
    for (const holder of holders) {
      if (!this.#gone.has(holder.version)) continue;
      versions.set(holder.version, [...(versions.get(holder.version) ?? []), holder]);
    }
    return [...versions].map(([version, its]) => ({
      kind: 'still-read',
      version,
      processes: its.map(({ pid, name }) => ({ pid, name })),
      keys: [...new Set(its.flatMap(({ keys }) => keys))].sort(),
      isCut,
    }));
  }

  close(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#slice);
  }

  #searchIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), milliseconds).unref();
  }

  #search(): void {
    clearImmediate(this.#slice);
    const place = this.#options.place();
    if (place === undefined) return;
    const known = [...new Set(this.#found.holders.map(({ pid }) => pid))];
    const isWhole = this.#isDue;
    this.#isDue = false;
    const pids = isWhole ? undefined : known;
    this.#run(findHolders(this.#options.fs, place, this.#gone, pids), isWhole);
  }

  #run(steps: Generator<void, Holders, void>, isWhole: boolean): void {
    const end = performance.now() + SLICE_MS;
    do {
      const step = steps.next();
      if (step.done === true) {
        this.#take(step.value, isWhole);
        return;
      }
    } while (performance.now() < end);
    this.#slice = setImmediate(() => this.#run(steps, isWhole));
  }

  #take({ holders, isCut }: Holders, isWhole: boolean): void {
    const before = this.#found;
    this.#found = { holders, isCut: isWhole ? isCut : before.isCut };
    if (holders.length > 0 && !this.#isDue) this.#searchIn(this.#options.againMs ?? AGAIN_MS);
    if (!isDeepStrictEqual(this.#found, before)) this.#options.onChange();
  }
}
