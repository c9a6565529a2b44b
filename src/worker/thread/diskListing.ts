// The directory as someone looks at it: listed when they ask, and not again until they do.

import type { FileSystem } from '../../volume/fileSystem.ts';
import type { SeenVersion } from '../../volume/read/history.ts';
import { type OnDisk, onDisk } from '../../volume/read/onDisk.ts';

export class DiskListing {
  readonly #fs: FileSystem;
  readonly #dir: string;
  #isListed = false;
  /** Unlike those of the thread that had the volume before. */
  #revision = Date.now();

  constructor(fs: FileSystem, dir: string) {
    this.#fs = fs;
    this.#dir = dir;
  }

  /** Another number once the last listing is out of date. */
  get revision(): number {
    return this.#revision;
  }

  /** Something may have changed. Whoever has the last listing is told once, and asks again if anybody looks. */
  outdate(): void {
    if (this.#isListed) this.#revision++;
    this.#isListed = false;
  }

  /** @throws as node:fs, when the directory cannot be listed */
  list(keepVersions: number, versions: readonly SeenVersion[], inUse: ReadonlySet<string>): OnDisk {
    this.#isListed = true;
    const wereActive = new Set(versions.map(({ name }) => name));
    return onDisk(this.#fs, this.#dir, { keepVersions, wereActive, inUse });
  }
}
