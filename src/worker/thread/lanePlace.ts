// Whether a volume is still on the file system of its thread.

import type { FileSystem } from '../../volume/fileSystem.ts';
import { fileSystemOf, type Mount } from '../../volume/places/mounts.ts';
import type { MountTable } from '../../volume/places/mountTable.ts';
import { pathOnLane } from './pathOnLane.ts';

interface Elsewhere {
  lane: string;
  /** The path there, of which nothing has been looked at yet. */
  directory: string;
}

export class LanePlace {
  readonly #fs: FileSystem;
  readonly #mountTable: MountTable;
  readonly #lane: string;
  /** The mounts and the directory for which the volume was last found here. */
  #here: { mounts: readonly Mount[]; directory: string } | undefined;

  constructor(fs: FileSystem, mountTable: MountTable, lane: string) {
    this.#fs = fs;
    this.#mountTable = mountTable;
    this.#lane = lane;
  }

  /**
   * Touches no other file system: that one may hang.
   *
   * @returns `unchanged` where nothing has been mounted since it was found here
   */
  look(directory: string): 'unchanged' | 'still here' | Elsewhere {
    const mounts = this.#mountTable.recent();
    if (mounts === this.#here?.mounts && directory === this.#here.directory) return 'unchanged';
    let there = directory;
    let lane = fileSystemOf(mounts, there);
    if (lane === this.#lane && lane !== '') {
      there = pathOnLane(this.#fs, mounts, lane, directory);
      lane = fileSystemOf(mounts, there);
    }
    if (lane !== this.#lane && lane !== '') return { lane, directory: there };
    this.#here = { mounts, directory };
    return 'still here';
  }
}
