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
import { type Mount, parseMountInfo } from '../volume/places/mounts.ts';
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
import type { Message, Published, VolumeState, WorkerSettings } from './protocol.ts';
import { RootWatcher } from './rootWatcher.ts';
import { TimedWriter } from './timedWriter.ts';
import { volumeState } from './volumeState.ts';

/** Looks at a volume that changes without end are at least so far apart. */
const LOOKS_APART_MS = 20;
/** An update is over when nothing has happened for so long; then one more look. */
const BURST_MS = 150;
/** How often `..data` is read without a hint: for mounts where inotify says nothing, and for ones that come back. */
const BACKSTOP_MS = 2_000;

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
  readonly #history = new History();
  readonly #backstop: NodeJS.Timeout;
  #settings: WorkerSettings;
  #writer: TimedWriter;
  #snapshot: Snapshot | undefined;
  #known: Known | undefined;
  #mounts: readonly Mount[] = [];
  #source: VolumeSource | undefined;
  /** Once secret-like, always: its history stays secret whatever is published later. */
  #secrecy: SecrecyReason | undefined;
  #overrule: SecrecyOverrule | undefined;
  #state: VolumeState | undefined;
  readonly #root: RootWatcher;
  #lastLook = 0;
  #nextLook: NodeJS.Timeout | undefined;
  #afterBurst: NodeJS.Timeout | undefined;
  #credentials: CredentialMap = new Map();
  #nextWarning: NodeJS.Timeout | undefined;

  constructor(
    dir: string,
    fs: FileSystem,
    settings: WorkerSettings,
    post: (message: Message) => void,
    overrule?: SecrecyOverrule,
  ) {
    this.#dir = dir;
    this.#fs = fs;
    this.#post = post;
    this.#settings = settings;
    this.#writer = new TimedWriter(dir, fs, settings);
    this.#history.budget = settings.historyBytes;
    this.#overrule = overrule;
    this.#root = new RootWatcher(dir, fs, {
      onHint: () => this.#hint(),
      onError: (reason) => post({ type: 'polling', dir, reason }),
    });
    this.#backstop = setInterval(() => this.#checkWithoutHint(), BACKSTOP_MS);
    this.#root.follow();
    this.look('again');
  }

  close(): void {
    clearInterval(this.#backstop);
    clearTimeout(this.#nextLook);
    clearTimeout(this.#afterBurst);
    clearTimeout(this.#nextWarning);
    this.#root.close();
  }

  configure(settings: WorkerSettings): void {
    const { keepVersions, durable } = settings;
    if (keepVersions !== this.#settings.keepVersions || durable !== this.#settings.durable) {
      this.#writer = new TimedWriter(this.#dir, this.#fs, settings);
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
    this.#lastLook = performance.now();
    const read = this.#snapshot?.state === 'read' ? this.#snapshot.version.identity : undefined;
    if (how === 'again' || read === undefined || read !== this.#activeIdentity()) {
      this.#snapshot = this.#read();
    }
    const snapshot = this.#snapshot;
    const source = this.#source;
    if (snapshot === undefined || source === undefined) return;
    const known = (this.#known = remember(this.#fs, this.#dir, snapshot, this.#known));
    const { problems, nextIn } = findProblems(this.#fs, this.#dir, snapshot, {
      known,
      keepVersions: this.#settings.keepVersions,
      mounts: this.#mounts,
    });
    const state = volumeState(
      this.#fs,
      this.#dir,
      snapshot,
      this.#history,
      source,
      this.#overrule === undefined ? this.#secrecy : overruled(this.#overrule),
      this.#credentials,
      problems,
      this.#warnings(),
    );
    if (nextIn !== undefined && this.#afterBurst === undefined) this.#lookAfter(nextIn);
    if (isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    this.#post({ type: 'state', state });
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
    this.#mounts = parseMountInfo(this.#fs.mountInfo());
    this.#source = volumeSource(this.#fs, this.#dir, this.#mounts);
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
      this.#root.follow();
      this.look('once');
    }, milliseconds);
  }

  #checkWithoutHint(): void {
    this.#root.follow();
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
}
