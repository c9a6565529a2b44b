// The versions that one writer replaced, and which of them stay on disk.

import { sep } from 'node:path';
import type { ActiveVersion } from '../read/activeVersion.ts';
import type { FileSystem } from '../fileSystem.ts';
import { isSvidletDirName, RESERVED_PREFIX } from '../layout.ts';
import { type AbsolutePath, at, type Name } from '../paths.ts';
import { removeTree } from './removeTree.ts';

export class KeptVersions {
  readonly atMost: number;
  readonly #fs: FileSystem;
  /** Oldest first. */
  readonly #kept: AbsolutePath[] = [];

  constructor(fs: FileSystem, atMost: number) {
    this.#fs = fs;
    this.atMost = atMost;
  }

  /** Takes in the version that was just replaced, and removes the oldest if there are too many now. */
  replaced(version: ActiveVersion): void {
    if (version.state === 'present') {
      const { root, name } = version.version;
      if (isOurs(name)) this.#kept.push(at(root, name));
    }
    while (this.#kept.length > this.atMost) {
      const oldest = this.#kept.shift();
      if (oldest !== undefined) removeTree(this.#fs, oldest);
    }
  }
}

/**
 * Whether the version is ours to remove, as a kubelet removes whatever `..data` led to. Without a reserved name it belongs to
 * another kind of writer; svidlet has reserved names but clears its versions away itself.
 */
export function isOurs(version: string): version is Name {
  return (
    version.startsWith(RESERVED_PREFIX) && !version.includes(sep) && !isSvidletDirName(version)
  );
}
