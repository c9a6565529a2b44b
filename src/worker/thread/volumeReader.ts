// What is read of one volume, and what was seen of it before.

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readableVersion, readActiveVersion } from '../../volume/read/activeVersion.ts';
import { type BundleChange, bundleChange } from '../../volume/credentials/bundleChange.ts';
import {
  type Credential,
  type CredentialMap,
  inspectCredentials,
  inspectFile,
} from '../../volume/credentials/credentials.ts';
import { orElse, VolumeError } from '../../volume/failure.ts';
import type { FileSystem } from '../../volume/fileSystem.ts';
import { History, type SeenVersion } from '../../volume/read/history.ts';
import { DATA_DIR } from '../../volume/layout.ts';
import type { FileProjection, KeyPath } from '../../volume/payload.ts';
import { originByContents, type VolumeSource, volumeSource } from '../../volume/places/origin.ts';
import { type Mount, mountsOf } from '../../volume/places/mounts.ts';
import { acceptRoot, type Known, remember } from '../../volume/problems/baseline.ts';
import { findProblems } from '../../volume/problems/findProblems.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import { statTargetDir } from '../../volume/targetDir.ts';
import { FileSystemClock } from './fileSystemClock.ts';
import type { Carried } from '../protocol/protocol.ts';
import { isCredentialValue } from '../../volume/credentials/looksLikeCredential.ts';
import { NOTHING_SECRET, type Secrecy, secrecyWith } from '../../volume/credentials/secrecy.ts';
import { readRegularFile } from '../../volume/read/readFile.ts';
import {
  DEFAULT_LIMITS,
  digestOf,
  readSnapshot,
  type Snapshot,
} from '../../volume/read/snapshot.ts';
import type { MountTable } from '../../volume/places/mountTable.ts';

/** Versions share the bytes of what they have in common. */
const inspected = new WeakMap<Uint8Array, { credential: Credential | undefined }>();

function inspectOnce(data: Uint8Array): Credential | undefined {
  let known = inspected.get(data);
  if (known === undefined) inspected.set(data, (known = { credential: inspectFile(data) }));
  return known.credential;
}

const looked = new WeakMap<Uint8Array, boolean>();

function isCredentialOnce(data: Uint8Array): boolean {
  let known = looked.get(data);
  if (known === undefined) looked.set(data, (known = isCredentialValue(data)));
  return known;
}

const NO_BYTES = new Uint8Array();

export class VolumeReader {
  readonly #dir: string;
  readonly #fs: FileSystem;
  readonly #mountTable: MountTable;
  readonly history: History;
  /** Names of versions that this window published. */
  readonly publishedHere: Set<string>;
  /** Without links on the way, as it was when last read. */
  #directory: string;
  #snapshot: Snapshot | undefined;
  #source: VolumeSource | undefined;
  /** What the source was told from: device and inode of the target directory, and the table of mounts. */
  #sourceRoot: string | undefined;
  #mounts: readonly Mount[] = [];
  #known: Known | undefined;
  readonly #clock = new FileSystemClock();
  #secrecy: Secrecy;
  #credentials: CredentialMap = new Map();
  #problems: readonly Problem[] = [];

  constructor(
    dir: string,
    fs: FileSystem,
    mountTable: MountTable,
    historyBytes: number,
    carried?: Carried,
  ) {
    this.#dir = dir;
    this.#fs = fs;
    this.#mountTable = mountTable;
    this.#directory = carried?.directory ?? dir;
    this.history = new History(historyBytes, carried?.versions);
    this.publishedHere = new Set(carried?.publishedHere);
    this.#known = carried?.known;
    this.#secrecy = carried?.secrecy ?? NOTHING_SECRET;
  }

  get directory(): string {
    return this.#directory;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  get source(): VolumeSource | undefined {
    if (this.#source === undefined || this.#snapshot?.state !== 'read') return this.#source;
    const origin = originByContents(this.#source.origin, this.#snapshot.files);
    return { ...this.#source, origin };
  }

  /** What was secret once stays so: the history has it, whatever is published later. */
  get secrecy(): Secrecy {
    return this.#secrecy;
  }

  get credentials(): CredentialMap {
    return this.#credentials;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  carried(): Omit<Carried, 'timelines'> {
    return {
      directory: this.#directory,
      versions: this.history.versions,
      publishedHere: this.publishedHere,
      known: this.#known,
      secrecy: this.#secrecy,
    };
  }

  /** The target of `..data` now; undefined where there is no such link. */
  dataLink(): string | undefined {
    return orElse(undefined, () => this.#fs.readlink(join(this.#dir, DATA_DIR)));
  }

  /** False once `..data` resolves to another version than the one that was read, or to none. */
  isCurrent(): boolean {
    return this.#activeIdentity() === this.#readIdentity();
  }

  read(): void {
    const snapshot = readSnapshot(this.#fs, this.#dir);
    // After it: what was mounted there meanwhile must not pass for a volume that is no secret.
    this.lookAtSource();
    this.#take(snapshot);
  }

  /** The same, except that where the volume comes from is looked at only if the mounts or the directory have changed. */
  readVersion(): void {
    const snapshot = readSnapshot(this.#fs, this.#dir);
    const root = this.#rootId();
    const isSame = root === this.#sourceRoot && this.#mountTable.now() === this.#mounts;
    if (root === undefined || !isSame) this.lookAtSource();
    this.#take(snapshot);
  }

  /** Where the volume comes from, and how it keeps its versions. */
  lookAtSource(): void {
    this.#sourceRoot = this.#rootId();
    this.#mounts = this.#mountTable.now();
    this.#source = volumeSource(this.#fs, this.#dir, this.#mounts);
    this.#directory = this.#source.directory;
  }

  /**
   * False once the mount table says something else about this directory, such as a subPath mount that is stale now. No
   * event tells of it. Mounts elsewhere come and go all the time on a node, so they do not count.
   */
  hasSameMounts(): boolean {
    const mounts = this.#mountTable.recent();
    if (mounts === this.#mounts) return true;
    const [before, now] = [this.#mounts, mounts].map((each) => mountsOf(each, this.#directory));
    const isSame = isDeepStrictEqual(before, now);
    if (isSame) this.#mounts = mounts;
    return isSame;
  }

  #rootId(): string | undefined {
    return orElse(undefined, () => statTargetDir(this.#fs, this.#dir).id);
  }

  #take(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    if (snapshot.state !== 'read') {
      // A volume that cannot be read for a while has them still; one that is gone has not.
      const isThere = snapshot.state === 'unreadable' || snapshot.state === 'unsettled';
      if (!isThere) this.#credentials = new Map();
      if (snapshot.state === 'not-a-directory') this.#judge(this.#fileAlone());
      return;
    }
    this.history.see(snapshot);
    const files = new Map(
      [...(this.history.versions[0]?.files ?? [])].map(([key, { data = NO_BYTES, digest }]) => [
        key,
        { data, digest },
      ]),
    );
    this.#credentials = inspectCredentials(files, inspectOnce);
    this.#judge(files);
  }

  #judge(files: ReadonlyMap<string, { data: Uint8Array; digest: string }>): void {
    const { source } = this;
    if (source === undefined) return;
    this.#secrecy = secrecyWith(this.#secrecy, source, files, isCredentialOnce);
  }

  /** The one file where a key is mounted alone: it is opened as what it is, so it is judged as a key would be. */
  #fileAlone(): ReadonlyMap<string, { data: Uint8Array; digest: string }> {
    const { subPath } = this.#source ?? {};
    const { fileBytes } = DEFAULT_LIMITS;
    const read = () => readRegularFile(this.#fs, this.#dir, fileBytes);
    const file = subPath && orElse('read-error', read);
    if (subPath === undefined || typeof file !== 'object') return new Map();
    return new Map([[subPath.key, { data: file.data, digest: digestOf(file.data) }]]);
  }

  /** A version is read once: its files do not change unless someone writes into them in place. */
  readIfChanged(): void {
    if (this.#snapshot?.state !== 'read' || !this.isCurrent()) this.read();
    else this.lookAtSource();
  }

  /** Whether a key of the active version was written or removed since it was read. Only those keys are looked at. */
  isWrittenInPlace(isAsked: (key: KeyPath) => boolean): boolean {
    const snapshot = this.#snapshot;
    if (snapshot?.state !== 'read' || !this.isCurrent()) return false;
    return [...snapshot.files].some(([key, { data, writtenAt }]) => {
      if (!isAsked(key)) return false;
      const path = join(snapshot.version.path, key);
      const stat = orElse(undefined, () => this.#fs.lstat(path));
      return stat?.mtimeMs !== writtenAt || stat.size !== data.length;
    });
  }

  /** Returns the milliseconds until there may be another by age alone. */
  findProblems(keepVersions: number): number | undefined {
    if (this.#snapshot === undefined) return undefined;
    this.#known = remember(this.#fs, this.#dir, this.#snapshot, this.#known);
    const { problems, nextIn } = findProblems(this.#onItsClock(), this.#dir, this.#snapshot, {
      known: this.#known,
      keepVersions,
      mounts: this.#mountTable.recent(),
    });
    this.#problems = problems;
    return nextIn;
  }

  /** The calls, with the time as the volume's file system has it: for how old things are there. */
  #onItsClock(): FileSystem {
    const stat = orElse(undefined, () => statTargetDir(this.#fs, this.#dir));
    const now = this.#fs.now();
    const itsNow = stat === undefined ? now : this.#clock.look(stat.mtimeMs, now);
    return { ...this.#fs, now: () => itsNow };
  }

  /** For a person who knows what happened to the directory itself. */
  acceptRoot(): void {
    this.#known = acceptRoot(this.#fs, this.#dir, this.#known);
  }

  statKey(version: string, key: string): { size: number; mode: number } {
    const file = this.history.find(version)?.files.get(key as KeyPath);
    if (file === undefined) throw new VolumeError({ code: 'no-such-key', key, version });
    return { size: file.size, mode: file.mode };
  }

  listVersion(version: string): { key: string; size: number; mode: number; digest: string }[] {
    const seen = this.history.find(version);
    if (seen === undefined) throw new VolumeError({ code: 'version-not-kept', version });
    return [...seen.files].map(([key, { size, mode, digest }]) => ({
      key,
      size,
      mode,
      digest,
    }));
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

  /**
   * What the version held, for publishing it again.
   *
   * @throws VolumeError when it is not known whole
   */
  payloadOf(version: string): Map<KeyPath, FileProjection> {
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
    return payload;
  }

  #seen(version: string): SeenVersion {
    const seen = this.history.find(version);
    if (seen?.kept !== true) throw new VolumeError({ code: 'version-not-kept', version });
    return seen;
  }

  #activeIdentity(): string {
    const active = readActiveVersion(this.#fs, this.#dir);
    return readableVersion(active)?.identity ?? active.state;
  }

  #readIdentity(): string | undefined {
    return this.#snapshot !== undefined && 'version' in this.#snapshot
      ? this.#snapshot.version.identity
      : this.#snapshot?.state;
  }
}
