// The versions that one writer replaced: which of them stay on disk.

import { sep } from 'node:path';
import type { ActiveVersion, Version } from '../read/activeVersion.ts';
import type { FileSystem } from '../fileSystem.ts';
import { RESERVED_PREFIX } from '../layout.ts';
import { removeTree } from './leftovers.ts';
import { type PublishedFiles, removePublished } from './publishedFiles.ts';

export class KeptVersions {
  readonly #fs: FileSystem;
  readonly atMost: number;
  /** Oldest first. */
  readonly #kept: Version[] = [];

  constructor(fs: FileSystem, atMost: number) {
    this.#fs = fs;
    this.atMost = atMost;
  }

  /**
   * Keeps a version that was replaced, or removes it, and what are too many with it.
   *
   * @param published what is in it, where that is known
   */
  add(replaced: ActiveVersion, published: PublishedFiles | undefined): void {
    if (replaced.state === 'present' && isOurs(replaced.version.name)) {
      if (this.atMost === 0 && published !== undefined) {
        removePublished(this.#fs, replaced.version.path, published);
        return;
      }
      this.#kept.push(replaced.version);
    }
    while (this.#kept.length > this.atMost) {
      const oldest = this.#kept.shift();
      if (oldest !== undefined) removeTree(this.#fs, oldest.path);
    }
  }
}

/** Other writers' versions may be anywhere in the target directory; only reserved names are an AtomicWriter's. */
function isOurs(version: string): boolean {
  return version.startsWith(RESERVED_PREFIX) && !version.includes(sep);
}
