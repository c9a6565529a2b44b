// Hints that something happened in a directory, whatever becomes of it: unmounted, mounted over, made anew.

import { sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { errnoOf } from '../volume/failure.ts';
import type { FileSystem } from '../volume/fileSystem.ts';

export interface RootEvents {
  onHint(): void;
  /** The file system gives no events. */
  onError(reason: string): void;
}

export class RootWatcher {
  readonly #dir: string;
  readonly #fs: FileSystem;
  readonly #events: RootEvents;
  #watcher: { watcher: FSWatcher; rootId: string } | undefined;

  constructor(dir: string, fs: FileSystem, events: RootEvents) {
    this.#dir = dir;
    this.#fs = fs;
    this.#events = events;
  }

  close(): void {
    void this.#watcher?.watcher.close();
    this.#watcher = undefined;
  }

  /** An inotify watch is on an inode: after an unmount, a mount over it or a new directory it hears nothing. */
  follow(): void {
    const rootId = this.#rootId();
    if (rootId === this.#watcher?.rootId) return;
    this.close();
    if (rootId === undefined) return;
    const dir = this.#dir;
    // Nothing but the directory itself: one inotify watch, whatever the number of keys. What chokidar makes of the
    // events misses swaps (it compares stats), so the raw ones are the hints; their kind and path do not matter.
    const watcher = watch(dir, {
      depth: 0,
      ignored: (path) => path !== dir,
      ignoreInitial: true,
      followSymlinks: false,
      atomic: false,
    });
    this.#watcher = { watcher, rootId };
    watcher.on('raw', () => this.#events.onHint());
    watcher.on('ready', () => this.#events.onHint()); // what happened before the watch was on
    watcher.on('error', (error) => this.#events.onError(errnoOf(error) ?? String(error)));
  }

  #rootId(): string | undefined {
    try {
      const stat = this.#fs.lstat(`${this.#dir}${sep}.`);
      return stat.kind === 'directory' ? stat.id : undefined;
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return undefined;
    }
  }
}
