// The mounts as they are now, parsed again only when they have changed.

import type { FileSystem } from '../fileSystem.ts';
import { type Mount, parseMountInfo } from './mounts.ts';

/** How long one reading serves. Volumes looked at in one go share it: on a node the table has thousands of lines. */
const FRESH_MS = 10;

export class MountTable {
  readonly #fs: FileSystem;
  #readAt = -Infinity;
  #text = '';
  #mounts: readonly Mount[] = [];

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** The table, at most that old. */
  recent(): readonly Mount[] {
    return performance.now() - this.#readAt < FRESH_MS ? this.#mounts : this.now();
  }

  now(): readonly Mount[] {
    this.#readAt = performance.now();
    const text = this.#fs.mountInfo();
    if (text !== this.#text) {
      this.#text = text;
      this.#mounts = parseMountInfo(text);
    }
    return this.#mounts;
  }
}
