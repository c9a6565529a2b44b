// What our own writer does in the target directory, from the very calls that it makes.

import { basename, dirname } from 'node:path';
import type { FileSystem } from '../../volume/fileSystem.ts';
import { DATA_DIR, NEW_DATA_DIR } from '../../volume/layout.ts';
import { inOrder, type Timeline, type UpdateAction } from '../../volume/read/timeline.ts';

export class RecordedUpdate {
  readonly #targetDir: string;
  #actions: (UpdateAction & { at: number })[] = [];
  #files = 0;
  #next = '';
  #version: string | undefined;

  constructor(targetDir: string) {
    this.#targetDir = targetDir;
  }

  /** What made this version active, if it was our writer; to be asked once for each time that it becomes so. */
  take(version: string): Timeline | undefined {
    if (version !== this.#version) return undefined;
    this.#version = undefined;
    const begunAt = performance.timeOrigin + (this.#actions[0]?.at ?? 0);
    return { begunAt, timedBy: 'writer', events: inOrder(this.#actions) };
  }

  /** A publish begins. */
  begin(): void {
    this.#actions = [];
    this.#files = 0;
    this.#version = undefined;
  }

  /** Its files are written. */
  written(): void {
    this.#add({ kind: 'written', files: this.#files });
  }

  /** The same calls, noted once they are made. */
  recording(fs: FileSystem): FileSystem {
    const noting =
      (note: (name: string) => UpdateAction | undefined) =>
      (path: string): void => {
        if (dirname(path) !== this.#targetDir) return;
        const action = note(basename(path));
        if (action !== undefined) this.#add(action);
      };
    const made = noting((name) => ({ kind: 'made', name }));
    const removed = noting((name) => ({ kind: 'removed', name }));
    const unlinked = noting((name) =>
      name === NEW_DATA_DIR
        ? { kind: 'removed', name }
        : { kind: 'unlinked', names: [name], count: 1 },
    );
    const linked = noting((name) =>
      name === NEW_DATA_DIR
        ? { kind: 'next-linked', target: this.#next }
        : { kind: 'linked', names: [name], count: 1 },
    );
    const swapped = noting((name) => {
      if (name !== DATA_DIR) return undefined;
      this.#version = this.#next;
      return { kind: 'swapped', target: this.#next, isRenamed: true };
    });
    return {
      ...fs,
      create: (path, mode) => {
        this.#files++;
        return fs.create(path, mode);
      },
      mkdir: (path, mode) => {
        fs.mkdir(path, mode);
        made(path);
      },
      symlink: (target, path) => {
        fs.symlink(target, path);
        if (basename(path) === NEW_DATA_DIR) this.#next = target;
        linked(path);
      },
      rename: (from, to) => {
        fs.rename(from, to);
        swapped(to);
      },
      unlink: (path) => {
        fs.unlink(path);
        unlinked(path);
      },
      rmdir: (path) => {
        fs.rmdir(path);
        removed(path);
      },
    };
  }

  #add(action: UpdateAction): void {
    this.#actions.push({ ...action, at: performance.now() });
  }
}
