// One volume, watched: an event is a hint, coalesced; then the core reads, and what changed is shown.

import { sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type FSWatcher, watch } from 'chokidar';
import { readActiveVersion } from '../volume/activeVersion.ts';
import { AtomicWriter } from '../volume/atomicWriter.ts';
import { type Edit, publishEdits } from '../volume/edits.ts';
import { errnoOf, VolumeError } from '../volume/failure.ts';
import type { FileSystem } from '../volume/fileSystem.ts';
import { History, type SeenVersion } from '../volume/history.ts';
import { acceptRoot, type Known, remember } from '../volume/known.ts';
import { type VolumeSource, volumeSource } from '../volume/mounts.ts';
import type { FileProjection } from '../volume/payload.ts';
import { findProblems } from '../volume/problems.ts';
import { type SecrecyReason, secrecyOf } from '../volume/secrecy.ts';
import { readSnapshot, type Snapshot } from '../volume/snapshot.ts';
import type { Message, Published, VolumeState } from './protocol.ts';
import { volumeState } from './volumeState.ts';

/** Looks at a volume that changes without end are at least so far apart. */
const LOOKS_APART_MS = 20;
/** An update is over when nothing has happened for so long; then one more look. */
const BURST_MS = 150;
/** How often `..data` is read without a hint: for mounts where inotify says nothing, and for ones that come back. */
const BACKSTOP_MS = 2_000;

export class WatchedVolume {
  readonly #dir: string;
  readonly #fs: FileSystem;
  readonly #post: (message: Message) => void;
  readonly #history = new History();
  readonly #backstop: NodeJS.Timeout;
  #snapshot: Snapshot | undefined;
  #known: Known | undefined;
  #source: VolumeSource = {};
  /** Once secret-like, always: its history stays secret whatever is published later. */
  #secrecy: SecrecyReason | undefined;
  #state: VolumeState | undefined;
  #watcher: { watcher: FSWatcher; rootId: string } | undefined;
  #lastLook = 0;
  #nextLook: NodeJS.Timeout | undefined;
  #afterBurst: NodeJS.Timeout | undefined;

  constructor(dir: string, fs: FileSystem, post: (message: Message) => void) {
    this.#dir = dir;
    this.#fs = fs;
    this.#post = post;
    this.#backstop = setInterval(() => this.#checkWithoutHint(), BACKSTOP_MS);
    this.#followRoot();
    this.look('again');
  }

  close(): void {
    clearInterval(this.#backstop);
    clearTimeout(this.#nextLook);
    clearTimeout(this.#afterBurst);
    void this.#watcher?.watcher.close();
  }

  /**
   * Reads what changed and posts the new state, if there is one. A version is read once, since its files do not change
   * unless someone writes into them in place: `again` reads it all the same.
   */
  look(how: 'once' | 'again'): void {
    this.#lastLook = performance.now();
    const read = this.#snapshot?.state === 'read' ? this.#snapshot.version.identity : undefined;
    if (how === 'again' || read === undefined || read !== this.#activeIdentity()) {
      this.#snapshot = this.#read();
    }
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    const known = (this.#known = remember(this.#fs, this.#dir, snapshot, this.#known));
    const { problems, nextIn } = findProblems(this.#fs, this.#dir, snapshot, { known });
    const state = volumeState(
      this.#fs,
      this.#dir,
      snapshot,
      this.#history,
      this.#source.origin,
      this.#secrecy,
      problems,
    );
    if (nextIn !== undefined && this.#afterBurst === undefined) this.#lookAfter(nextIn);
    if (isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    this.#post({ type: 'state', state });
  }

  /** Looks again, for a person who knows what happened to the directory itself. */
  refresh(): void {
    this.#known = acceptRoot(this.#fs, this.#dir, this.#known);
    this.look('again');
  }

  #read(): Snapshot {
    const snapshot = readSnapshot(this.#fs, this.#dir);
    this.#source = volumeSource(this.#fs, this.#dir);
    if (snapshot.state === 'read') {
      this.#history.see(snapshot);
      this.#secrecy ??= secrecyOf(this.#source, snapshot.files);
    }
    return snapshot;
  }

  readKey(version: string, key: string): Uint8Array {
    const files = this.#seen(version).files as ReadonlyMap<string, { data?: Uint8Array }>;
    const data = files.get(key)?.data;
    if (data === undefined) throw new VolumeError({ code: 'no-such-key', key, version });
    return data;
  }

  publish(edits: readonly Edit[]): Published {
    return this.#timed(() => publishEdits(this.#fs, this.#dir, edits));
  }

  rollBack(version: string, expected: string): Published {
    const payload = new Map<string, FileProjection>();
    const seen = this.#seen(version);
    const active = this.#snapshot?.state === 'read' ? this.#snapshot.unread : [];
    // Neither version may lose what could not be read of it.
    for (const [key, reason] of [...seen.unread, ...active]) {
      throw new VolumeError({ code: 'unread-key', key, reason });
    }
    for (const [key, { data, mode }] of seen.files) {
      if (data === undefined) throw new VolumeError({ code: 'version-not-kept', version });
      payload.set(key, { data, mode });
    }
    const writer = new AtomicWriter(this.#dir, { fileSystem: this.#fs });
    return this.#timed(() => writer.write(payload, expected));
  }

  #timed(publish: () => Omit<Published, 'milliseconds'>): Published {
    const start = performance.now();
    try {
      return { ...publish(), milliseconds: performance.now() - start };
    } finally {
      this.look('once');
    }
  }

  #seen(version: string): SeenVersion {
    const seen = this.#history.find(version);
    if (seen?.kept !== true) throw new VolumeError({ code: 'version-not-kept', version });
    return seen;
  }

  #hint(): void {
    clearTimeout(this.#afterBurst);
    this.#lookAfter(BURST_MS);
    if (this.#nextLook !== undefined) return;
    const wait = this.#lastLook + LOOKS_APART_MS - performance.now();
    this.#nextLook = setTimeout(
      () => {
        this.#nextLook = undefined;
        // Most events of an update come before and after the swap, and change nothing that is shown.
        if (this.#activeIdentity() !== this.#shownIdentity()) this.look('once');
      },
      Math.max(0, wait),
    );
  }

  #lookAfter(milliseconds: number): void {
    this.#afterBurst = setTimeout(() => {
      this.#afterBurst = undefined;
      this.#followRoot();
      this.look('once');
    }, milliseconds);
  }

  #checkWithoutHint(): void {
    this.#followRoot();
    if (this.#activeIdentity() !== this.#shownIdentity()) this.look('once');
  }

  #activeIdentity(): string {
    const active = readActiveVersion(this.#fs, this.#dir);
    return active.state === 'present' ? active.version.identity : active.state;
  }

  #shownIdentity(): string | undefined {
    return this.#snapshot !== undefined && 'version' in this.#snapshot
      ? this.#snapshot.version.identity
      : this.#snapshot?.state;
  }

  /** An inotify watch is on an inode: after an unmount, a mount over it or a new directory it hears nothing. */
  #followRoot(): void {
    const rootId = this.#rootId();
    if (rootId === this.#watcher?.rootId) return;
    void this.#watcher?.watcher.close();
    this.#watcher = undefined;
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
    watcher.on('raw', () => this.#hint());
    watcher.on('ready', () => this.#hint()); // what happened before the watch was on
    watcher.on('error', (error) => {
      const reason = errnoOf(error) ?? String(error);
      this.#post({ type: 'polling', dir, reason });
    });
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
