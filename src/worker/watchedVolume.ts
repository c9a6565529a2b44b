// One volume, watched: an event is a hint, coalesced; then the core reads, and what changed is shown.

import { isDeepStrictEqual } from 'node:util';
import { readActiveVersion } from '../volume/activeVersion.ts';
import type { AtomicWriter } from '../volume/atomicWriter.ts';
import { type BundleChange, bundleChange } from '../volume/credentials/bundleChange.ts';
import {
  type Credential,
  type CredentialMap,
  inspectCredentials,
  inspectFile,
} from '../volume/credentials/credentials.ts';
import { type CredentialWarning, warningsAt } from '../volume/credentials/credentialWarnings.ts';
import { type Edit, publishEdits, type PublishedEdits } from '../volume/edits.ts';
import { VolumeError } from '../volume/failure.ts';
import type { FileSystem } from '../volume/fileSystem.ts';
import { History, type SeenVersion } from '../volume/history.ts';
import { type VolumeSource, volumeSource } from '../volume/places/kind.ts';
import { acceptRoot, type Known, remember } from '../volume/problems/known.ts';
import { fileSystemOf } from '../volume/places/mounts.ts';
import type { FileProjection, KeyPath } from '../volume/payload.ts';
import { findProblems, type Problem } from '../volume/problems/problems.ts';
import { readBack } from '../volume/readBack.ts';
import { type Repaired, repair } from '../volume/problems/repair.ts';
import type { Refused } from '../volume/problems/repairAction.ts';
import { planRepair, type RepairPlan } from '../volume/problems/repairPlan.ts';
import {
  overruled,
  type SecrecyOverrule,
  secrecyOf,
  type SecrecyReason,
} from '../volume/secrecy.ts';
import { readSnapshot, type Snapshot } from '../volume/snapshot.ts';
import { Looks } from './looks.ts';
import type { MountTable } from './mountTable.ts';
import type { Message, Published, VolumeState, WorkerSettings } from './protocol.ts';
import { RootWatcher } from './rootWatcher.ts';
import { StateSender } from './stateMessages.ts';
import { TimedWriter } from './timedWriter.ts';
import { volumeState } from './volumeState.ts';

export interface WatchOptions {
  dir: string;
  fs: FileSystem;
  settings: WorkerSettings;
  post: (message: Message) => void;
  mountTable: MountTable;
  /** The lane that this is on: a volume on another's file system is not touched. */
  lane: string;
  overrule?: SecrecyOverrule;
  carried?: Carried;
}

/** What a volume takes along when another file system is mounted over it, and so to another lane. */
export interface Carried {
  /** The target directory without links on the way. */
  directory: string;
  versions: readonly SeenVersion[];
  known: Known | undefined;
  secrecy: SecrecyReason | undefined;
}

/** A timer takes no more than 31 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Versions share the bytes of what they have in common. */
const inspected = new WeakMap<Uint8Array, { credential: Credential | undefined }>();

function inspectOnce(data: Uint8Array): Credential | undefined {
  let known = inspected.get(data);
  if (known === undefined) inspected.set(data, (known = { credential: inspectFile(data) }));
  return known.credential;
}

export class WatchedVolume {
  readonly #dir: string;
  readonly #fs: FileSystem;
  readonly #post: (message: Message) => void;
  readonly #history: History;
  readonly #lane: string;
  readonly #mountTable: MountTable;
  /** Without links on the way, as it was when last read. */
  #directory: string;
  #polling: string | undefined;
  readonly #looks: Looks;
  #settings: WorkerSettings;
  #writer: TimedWriter;
  #snapshot: Snapshot | undefined;
  #known: Known | undefined;
  #source: VolumeSource | undefined;
  /** Once secret-like, always: its history stays secret whatever is published later. */
  #secrecy: SecrecyReason | undefined;
  #overrule: SecrecyOverrule | undefined;
  #state: VolumeState | undefined;
  readonly #sender = new StateSender();
  /** Versions that are not on disk, as of the last whole look: one call for each of two hundred would show. */
  readonly #gone = new Set<string>();
  #problems: readonly Problem[] = [];
  readonly #root: RootWatcher;
  #credentials: CredentialMap = new Map();
  #nextWarning: NodeJS.Timeout | undefined;

  constructor({ dir, fs, settings, post, overrule, lane, mountTable, carried }: WatchOptions) {
    this.#dir = dir;
    this.#fs = fs;
    this.#post = post;
    this.#settings = settings;
    this.#lane = lane;
    this.#mountTable = mountTable;
    this.#directory = carried?.directory ?? dir;
    this.#history = new History(settings.historyBytes, carried?.versions);
    this.#known = carried?.known;
    this.#secrecy = carried?.secrecy;
    this.#overrule = overrule;
    this.#writer = new TimedWriter(dir, fs, settings.keepVersions);
    this.#looks = new Looks({
      onCheck: () => this.#check(),
      onExamine: () => this.look('once'),
      onSettled: () => this.#followAnd(() => this.look('once')),
    });
    this.#root = new RootWatcher(dir, fs, {
      onHint: () => this.#looks.hint(),
      onSilence: (reason) => {
        this.#polling = reason;
        this.#looks.settleIn(0);
      },
    });
  }

  /** Looks, and goes on looking with every event until `close`. */
  start(): void {
    this.#followAnd(() => this.look('again'));
  }

  /** To be called now and then: for mounts where inotify says nothing, and for ones that come back. */
  checkWithoutEvent(): void {
    this.#followAnd(() => this.#check());
  }

  close(): void {
    this.#looks.close();
    clearTimeout(this.#nextWarning);
    this.#root.close();
  }

  configure(settings: WorkerSettings): void {
    const { keepVersions } = settings;
    if (keepVersions !== this.#settings.keepVersions) {
      this.#writer = new TimedWriter(this.#dir, this.#fs, keepVersions);
    }
    this.#settings = settings;
    this.#history.budget = settings.historyBytes;
    this.look('once');
  }

  /** Without one, what was found out about the volume counts again. */
  overrule(overrule: SecrecyOverrule | undefined): void {
    this.#overrule = overrule;
    this.look('once');
  }

  /**
   * Reads what changed and posts the new state, if there is one. A version is read once, since its files do not change
   * unless someone writes into them in place: `again` reads it all the same.
   */
  look(how: 'once' | 'again'): void {
    if (!this.isHere()) return;
    this.#looks.looked();
    const read = this.#snapshot?.state === 'read' ? this.#snapshot.version.identity : undefined;
    if (how === 'again' || read === undefined || read !== this.#activeIdentity()) {
      this.#snapshot = this.#read();
    }
    this.#gone.clear();
    this.#findProblems();
    this.#tell();
  }

  /** What happened comes first, as fast as it can; what is wrong with it a moment later. */
  #check(): void {
    if (!this.isHere() || this.#activeIdentity() === this.#shownIdentity()) return;
    this.#looks.looked();
    this.#snapshot = this.#read();
    this.#tell();
    this.#looks.examine();
  }

  #findProblems(): void {
    if (this.#snapshot === undefined) return;
    this.#known = remember(this.#fs, this.#dir, this.#snapshot, this.#known);
    const { problems, nextIn } = findProblems(this.#fs, this.#dir, this.#snapshot, {
      known: this.#known,
      keepVersions: this.#settings.keepVersions,
      mounts: this.#mountTable.recent(),
    });
    this.#problems = problems;
    if (nextIn !== undefined && !this.#looks.isSettling) this.#looks.settleIn(nextIn);
  }

  #tell(): void {
    const snapshot = this.#snapshot;
    const source = this.#source;
    if (snapshot === undefined || source === undefined) return;
    const state = volumeState(
      this.#fs,
      this.#dir,
      snapshot,
      this.#history,
      source,
      this.#overrule === undefined ? this.#secrecy : overruled(this.#overrule),
      this.#credentials,
      this.#problems,
      this.#warnings(),
      this.#polling,
      this.#gone,
    );
    if (isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    this.#post({ type: 'state', state: this.#sender.send(state) });
  }

  /**
   * False when another file system is mounted there now: one that hangs must not be touched on a thread that others use.
   * Then it is not watched here any more.
   */
  isHere(): boolean {
    const lane = fileSystemOf(this.#mountTable.recent(), this.#directory);
    if (lane === this.#lane || lane === '') return true;
    this.close();
    const { versions } = this.#history;
    const carried = {
      directory: this.#directory,
      versions,
      known: this.#known,
      secrecy: this.#secrecy,
    };
    this.#post({ type: 'elsewhere', dir: this.#dir, lane, carried });
    return false;
  }

  #followAnd(look: () => void): void {
    if (!this.isHere()) return;
    this.#root.follow();
    look();
  }

  /** They change by the time alone as well, with no event to tell. */
  #warnings(): readonly CredentialWarning[] {
    const now = this.#fs.now();
    const { warnings, nextIn } = warningsAt(this.#credentials, now, this.#settings.warnBefore);
    clearTimeout(this.#nextWarning);
    if (nextIn !== undefined) {
      this.#nextWarning = setTimeout(
        () => this.look('once'),
        Math.min(nextIn + 1, LONGEST_TIMER_MS),
      );
    }
    return warnings;
  }

  /** Looks again, for a person who knows what happened to the directory itself. */
  refresh(): void {
    this.#known = acceptRoot(this.#fs, this.#dir, this.#known);
    this.look('again');
  }

  #read(): Snapshot {
    const snapshot = readSnapshot(this.#fs, this.#dir);
    this.#source = volumeSource(this.#fs, this.#dir, this.#mountTable.now());
    this.#directory = this.#source.directory;
    if (snapshot.state === 'read') {
      this.#history.see(snapshot);
      this.#credentials = inspectCredentials(snapshot.files, inspectOnce);
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

  /** Undefined where one of the two is no file of certificates. */
  bundleChange(before: string, after: string, key: string): BundleChange | undefined {
    const [then, now] = [before, after].map((version) => {
      const credential = inspectOnce(this.readKey(version, key));
      return credential !== undefined && 'certificates' in credential
        ? credential.certificates
        : undefined;
    });
    return then === undefined || now === undefined ? undefined : bundleChange(then, now);
  }

  /**
   * Key → bytes of the active version, as it was last read.
   *
   * @throws VolumeError when it could not be read whole
   */
  activeFiles(): ReadonlyMap<string, Uint8Array> {
    if (this.#snapshot?.state !== 'read') {
      throw new VolumeError({ code: 'unreadable-version', reason: this.#snapshot?.state ?? '' });
    }
    for (const [key, reason] of this.#snapshot.unread) {
      throw new VolumeError({ code: 'unread-key', key, reason });
    }
    return new Map([...this.#snapshot.files].map(([key, { data }]) => [key, data]));
  }

  publish(edits: readonly Edit[]): Published {
    return this.#publishing((writer) => publishEdits(this.#fs, this.#dir, edits, writer));
  }

  planRepair(problem: Problem): RepairPlan | Refused {
    return planRepair(this.#fs, this.#dir, problem, this.#settings.keepVersions);
  }

  repair(plan: RepairPlan): Repaired | Refused {
    try {
      return repair(this.#fs, this.#dir, plan, this.#writer.writer);
    } finally {
      this.look('again');
    }
  }

  rollBack(version: string, expected: string): Published {
    const payload = new Map<KeyPath, FileProjection>();
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
    return this.#publishing((writer) => ({ ...writer.write(payload, expected), payload }));
  }

  #publishing(publish: (writer: AtomicWriter) => PublishedEdits): Published {
    let published: ReturnType<TimedWriter['timed']>;
    try {
      published = this.#writer.timed(publish);
    } catch (error) {
      this.look('once');
      throw error;
    }
    this.look('again');
    const { payload, ...result } = published;
    const back = this.#snapshot && readBack(this.#snapshot, result.timestampDir, payload);
    return { ...result, readBack: back ?? { state: 'replaced' } };
  }

  #seen(version: string): SeenVersion {
    const seen = this.#history.find(version);
    if (seen?.kept !== true) throw new VolumeError({ code: 'version-not-kept', version });
    return seen;
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
}
