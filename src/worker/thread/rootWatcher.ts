// Hints that something happened in a directory, whatever becomes of it: unmounted, mounted over, made anew.

import { dirname, join, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { errnoOf } from '../../volume/failure.ts';
import type { FileStat, FileSystem } from '../../volume/fileSystem.ts';
import { DATA_DIR, NEW_DATA_DIR } from '../../volume/layout.ts';
import { LinkWatcher } from './linkWatcher.ts';

export interface RootEvents {
  /** @param name the entry to which something happened, where an event names one */
  onHint(name?: string): void;
  /** There are no events: no watch is to be had, for this reason, until `undefined` says that there is one. */
  onSilence(reason: string | undefined): void;
}

/** What a watch is on. */
interface Watched {
  /** The target directory or, while that is missing, the nearest one above it. */
  directory: string;
  /** Its device and inode: two directories of the same name, one after the other, need two watches. */
  id: string;
  /** The entry of the target directory that chokidar follows. */
  entry: string;
}

/** One inotify watch, on the target directory itself, whatever the number of keys. */
export class RootWatcher {
  readonly #dir: string;
  readonly #fs: FileSystem;
  readonly #events: RootEvents;
  #watch: { watcher: LinkWatcher; on: Watched } | undefined;
  #silence: string | undefined;

  constructor(dir: string, fs: FileSystem, events: RootEvents) {
    this.#dir = dir;
    this.#fs = fs;
    this.#events = events;
  }

  close(): void {
    void this.#watch?.watcher.close();
    this.#watch = undefined;
  }

  /**
   * Watches the directory that is there now. To be called again and again: a mount over the directory sends no event. Does
   * nothing while the watch is on the right one.
   *
   * The directory is looked at on this thread first. If its file system hangs, this thread waits, and none of the pool
   * that chokidar shares with all extensions.
   */
  follow(): void {
    const on = this.#toWatch();
    if (isDeepStrictEqual(on, this.#watch?.on)) return;
    this.close();
    if (on === undefined) return;
    const isThere = on.directory === this.#dir;
    const watcher = new LinkWatcher(isThere ? this.#withoutLinks() : this.#dir, on.entry);
    this.#watch = { watcher, on };
    if (isThere) this.#listen(watcher);
    else this.#awaitReturn(watcher);
  }

  #listen(watcher: LinkWatcher): void {
    // What an entry holds changes as well, but none comes or goes then.
    watcher.on('raw', (event: string, name: unknown) =>
      this.#events.onHint(event === 'rename' && typeof name === 'string' ? name : undefined),
    );
    watcher.on('all', () => this.#events.onHint());
    watcher.on('error', (error) => {
      this.close();
      this.#tell(errnoOf(error) ?? String(error));
    });
    watcher.on('ready', () => {
      this.#tell(undefined);
      this.#events.onHint(); // what happened before the watch was on
    });
  }

  /** The new directory gets a new watch before chokidar comes to list it. */
  #awaitReturn(watcher: LinkWatcher): void {
    watcher.on('raw', () => this.follow());
    watcher.on('all', () => this.follow());
    watcher.on('ready', () => this.follow());
    watcher.on('error', () => {}); // without this watch, the return shows with the next look without an event
  }

  #tell(reason: string | undefined): void {
    if (reason === this.#silence) return;
    this.#silence = reason;
    this.#events.onSilence(reason);
  }

  #toWatch(): Watched | undefined {
    try {
      for (let directory = this.#dir; ; directory = dirname(directory)) {
        const stat = this.#statOf(`${directory}${sep}.`);
        if (stat?.kind === 'directory') return { directory, id: stat.id, entry: this.#entry() };
        if (directory === dirname(directory)) return undefined;
      }
    } catch (error) {
      // No permission, or an error of the disk: the looks without an event find out when that is over.
      if (errnoOf(error) === undefined) throw error;
      return undefined;
    }
  }

  /** `..data`; where that is no link but a directory, chokidar would watch that one instead of the target directory. */
  #entry(): string {
    const stat = this.#statOf(join(this.#dir, DATA_DIR));
    return stat?.kind === 'directory' ? NEW_DATA_DIR : DATA_DIR;
  }

  /** Undefined when it is missing. */
  #statOf(path: string): FileStat | undefined {
    try {
      return this.#fs.lstat(path);
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error;
      return undefined;
    }
  }

  /** chokidar would watch a link to the directory for what becomes of the link. */
  #withoutLinks(): string {
    try {
      return this.#fs.realpath(this.#dir);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return this.#dir; // gone meanwhile
    }
  }
}
