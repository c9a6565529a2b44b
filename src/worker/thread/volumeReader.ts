// What is read of one volume, and what was seen of it before.

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readableVersion, readActiveVersion } from '../../volume/read/activeVersion.ts';
import { type CredentialMap, inspectCredentials } from '../../volume/credentials/credentials.ts';
import { orElse } from '../../volume/failure.ts';
import type { FileSystem } from '../../volume/fileSystem.ts';
import { History } from '../../volume/read/history.ts';
import { DATA_DIR } from '../../volume/layout.ts';
import type { KeyPath } from '../../volume/payload.ts';
import { originByContents, type VolumeSource, volumeSource } from '../../volume/places/origin.ts';
import { type Mount, mountsOf } from '../../volume/places/mounts.ts';
import { acceptRoot, type Known, remember } from '../../volume/problems/baseline.ts';
import { findProblems } from '../../volume/problems/findProblems.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import { statTargetDir } from '../../volume/targetDir.ts';
import { inspectOnce, isCredentialOnce } from './examined.ts';
import { FileSystemClock } from './fileSystemClock.ts';
import type { Carried } from '../protocol/protocol.ts';
import { type Secrecy, secrecyWith, UNREAD } from '../../volume/credentials/secrecy.ts';
import { readRegularFile } from '../../volume/read/readFile.ts';
import {
  DEFAULT_LIMITS,
  digestOf,
  readSnapshot,
  type Snapshot,
} from '../../volume/read/snapshot.ts';
import type { MountTable } from '../../volume/places/mountTable.ts';

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
  /** Those of its keys that are in folders. */
  #keysInFolders: readonly KeyPath[] = [];
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
    this.#secrecy = carried?.secrecy ?? UNREAD;
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
    this.#keysInFolders = [...snapshot.files.keys()].filter((key) => key.includes('/'));
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

  /** Whether one of these keys of the active version was written or removed since it was read. */
  isWrittenInPlace(which: 'all' | 'in folders'): boolean {
    const snapshot = this.#snapshot;
    if (snapshot?.state !== 'read') return false;
    const keys = which === 'all' ? [...snapshot.files.keys()] : this.#keysInFolders;
    if (keys.length === 0 || !this.isCurrent()) return false;
    return keys.some((key) => {
      const { data, writtenAt } = snapshot.files.get(key) ?? {};
      const path = join(snapshot.version.path, key);
      const stat = orElse(undefined, () => this.#fs.lstat(path));
      return stat?.mtimeMs !== writtenAt || stat?.size !== data?.length;
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
