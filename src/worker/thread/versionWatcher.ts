// Hints that someone writes into the active version instead of publishing: an editor that saves in place, `sed -i`, `vim`.

import { type FSWatcher, watch } from 'node:fs';
import { orElse } from '../../volume/failure.ts';

interface Version {
  path: string;
  /** Another one for each version, also where a name comes back. */
  identity: string;
}

/** A save is a few events, and the file is whole after the last of them. */
const SAVED_MS = 300;

/** One inotify watch, on the directory of the active version. Folders in it are not watched. */
export class VersionWatcher {
  readonly #onWritten: () => void;
  #watch: { watcher: FSWatcher; identity: string } | undefined;
  #saved: NodeJS.Timeout | undefined;

  /** @param onWritten something in the version was written, added or removed, 0.3 s ago or less */
  constructor(onWritten: () => void) {
    this.#onWritten = onWritten;
  }

  /** False where no watch is to be had, and while none was asked for. */
  get isWatching(): boolean {
    return this.#watch !== undefined;
  }

  /** Returns whether the watch is new: what was written before it sent no event. */
  follow(version: Version): boolean {
    if (version.identity === this.#watch?.identity) return false;
    this.close();
    const watcher = orElse(undefined, () => watch(version.path, () => this.#hint()));
    if (watcher === undefined) return false;
    watcher.on('error', () => this.close());
    this.#watch = { watcher, identity: version.identity };
    return true;
  }

  /** The version is no longer active. Its removal is no save. */
  close(): void {
    clearTimeout(this.#saved);
    this.#saved = undefined;
    this.#watch?.watcher.close();
    this.#watch = undefined;
  }

  #hint(): void {
    this.#saved ??= setTimeout(() => {
      this.#saved = undefined;
      this.#onWritten();
    }, SAVED_MS);
  }
}
