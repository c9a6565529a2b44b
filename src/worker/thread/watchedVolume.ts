// One watched volume. Events are hints: they are coalesced, then the core reads the volume, and a change is posted.

import { isDeepStrictEqual } from 'node:util';
import type { FileSystem } from '../../volume/fileSystem.ts';
import type { OnDisk } from '../../volume/read/onDisk.ts';
import { placeOf } from '../../volume/places/holders.ts';
import { DueWarnings } from './dueWarnings.ts';
import { HolderWatch } from './holderWatch.ts';
import {
  isSecretContent,
  overruled,
  type SecrecyOverrule,
} from '../../volume/credentials/secrecy.ts';
import { digestOf } from '../../volume/read/snapshot.ts';
import { Holding } from './holding.ts';
import { LanePlace } from './lanePlace.ts';
import { Looks } from './looks.ts';
import type { MountTable } from '../../volume/places/mountTable.ts';
import type { Carried, Message, WorkerSettings } from '../protocol/protocol.ts';
import { DiskListing } from './diskListing.ts';
import type { VolumeState } from '../protocol/state.ts';
import { RootWatcher } from './rootWatcher.ts';
import { StateSender } from '../protocol/stateMessages.ts';
import { VersionContents } from './versionContents.ts';
import { VersionWatcher } from './versionWatcher.ts';
import { Timelines } from './timelines.ts';
import { VolumeReader } from './volumeReader.ts';
import { volumeState } from './volumeState.ts';
import { VolumeWriter } from './volumeWriter.ts';

export interface WatchOptions {
  dir: string;
  fs: FileSystem;
  settings: WorkerSettings;
  post: (message: Message) => void;
  mountTable: MountTable;
  /** Name of this thread's lane. A volume on the file system of another lane is not touched here. */
  lane: string;
  overrule?: SecrecyOverrule;
  carried?: Carried;
}

const NEVER_CHECKED = { link: undefined, times: 0 };

export class WatchedVolume {
  readonly reader: VolumeReader;
  readonly contents: VersionContents;
  readonly writer: VolumeWriter;
  readonly holding = new Holding(() => this.readAgain());
  readonly #dir: string;
  readonly #fs: FileSystem;
  readonly #post: (message: Message) => void;
  readonly #place: LanePlace;
  readonly #warnings: DueWarnings;
  readonly #root: RootWatcher;
  readonly #version = new VersionWatcher(() => this.readAgain());
  readonly #looks: Looks;
  readonly #holders: HolderWatch;
  readonly #sender = new StateSender();
  readonly #timelines: Timelines;
  readonly #disk: DiskListing;
  /** Versions that the last whole look did not find on disk. Looking for two hundred of them each time would be slow. */
  readonly #gone = new Set<string>();
  #settings: WorkerSettings;
  #overrule: SecrecyOverrule | undefined;
  #polling: string | undefined;
  #state: VolumeState | undefined;
  /** The target of `..data` that `checkWithoutEvent` saw last, and how many times in a row. */
  #checked: { link: string | undefined; times: number } = NEVER_CHECKED;

  constructor({ dir, fs, settings, post, overrule, lane, mountTable, carried }: WatchOptions) {
    this.reader = new VolumeReader(dir, fs, mountTable, settings.historyBytes, carried);
    this.#dir = dir;
    this.#fs = fs;
    this.#post = post;
    this.#place = new LanePlace(fs, mountTable, lane);
    this.#warnings = new DueWarnings(fs, () => this.readIfChanged());
    this.#settings = settings;
    this.#timelines = new Timelines(dir, carried?.timelines);
    this.#disk = new DiskListing(fs, dir);
    this.contents = new VersionContents(this.reader);
    this.writer = new VolumeWriter({
      dir,
      fs,
      settings,
      volume: this,
      recorder: this.#timelines.ours,
    });
    this.#overrule = overrule;
    this.#looks = new Looks({
      onCheck: () => this.#followAnd(() => this.#check()),
      onExamine: () => this.readIfChanged(),
      onSettled: () => this.#followAnd(() => this.readIfChanged()),
    });
    this.#holders = new HolderWatch({
      fs,
      place: () => placeOf(mountTable.recent(), this.reader.directory),
      onChange: () => this.#tell(),
    });
    this.#root = new RootWatcher(dir, fs, {
      onHint: (name) => {
        if (name !== undefined) this.#timelines.hear(name);
        this.#disk.outdate();
        this.#looks.hint();
      },
      onSilence: (reason) => {
        this.#polling = reason;
        this.#looks.dueIn(0);
      },
    });
  }

  /** Looks, and goes on looking with every event until `close`. */
  start(): void {
    this.#followAnd(() => this.readAgain());
  }

  /**
   * Call it every second, for mounts where inotify says nothing and for mounts that come back. Mostly it makes one call,
   * because every update changes the target of `..data`. Every tenth time it checks everything.
   */
  checkWithoutEvent(): void {
    if (this.leaveIfMoved()) return;
    if (!this.reader.hasSameMounts()) {
      this.#followAnd(() => this.readIfChanged());
      return;
    }
    const link = this.reader.dataLink();
    const isSame = link !== undefined && link === this.#checked.link;
    const isTenth = isSame && this.#checked.times === 10;
    this.#checked = { link, times: isSame && !isTenth ? this.#checked.times + 1 : 1 };
    if (isSame && !isTenth && this.#polling === undefined) return;
    if (this.#polling !== undefined) this.#disk.outdate();
    this.#followAnd(() => this.#check());
    // Folders are not watched, and some file systems send no events.
    const unwatched = this.#version.isWatching ? 'in folders' : 'all';
    if (isTenth && !this.leaveIfMoved() && this.reader.isWrittenInPlace(unwatched)) {
      this.readAgain();
    }
  }

  close(): void {
    this.#looks.close();
    this.#holders.close();
    this.#warnings.close();
    this.#root.close();
    this.#version.close();
  }

  configure(settings: WorkerSettings): void {
    this.writer.configure(settings);
    this.#settings = settings;
    this.reader.history.budget = settings.historyBytes;
    this.readIfChanged();
  }

  /** Undefined: the volume is secret if it looks so. */
  overrule(overrule: SecrecyOverrule | undefined): void {
    this.#overrule = overrule;
    this.readIfChanged();
  }

  /** Reads what has a reason to have changed, and posts the new state if there is one. */
  readIfChanged(): void {
    this.#look(() => this.reader.readIfChanged());
  }

  /** The same, and reads everything again. */
  readAgain(): void {
    this.#look(() => this.reader.read());
  }

  #look(read: () => void): void {
    if (this.leaveIfMoved()) return;
    this.#looks.looked();
    this.#disk.outdate();
    read();
    this.#gone.clear();
    const nextIn = this.reader.findProblems(this.#settings.keepVersions);
    this.#looks.dueIn(nextIn);
    this.#tell();
    this.#holders.look(this.#gone);
    this.#followVersion();
  }

  /** The person pressed Refresh: whatever directory is there now is accepted as the volume. */
  refresh(): void {
    this.reader.acceptRoot();
    this.readAgain();
  }

  /** Shows the new version at once; looks for problems in a later turn. */
  #check(): void {
    if (this.leaveIfMoved()) return;
    if (this.reader.isCurrent()) {
      if (this.#disk.revision !== this.#state?.disk) this.#tell();
      return;
    }
    this.#looks.looked();
    this.#version.close();
    this.reader.readVersion();
    this.#tell();
    this.#looks.examine();
  }

  #followVersion(): void {
    const { snapshot } = this.reader;
    // Where there are no events of the volume itself, there are none of its version.
    if (snapshot?.state !== 'read' || this.#polling !== undefined) this.#version.close();
    else if (this.#version.follow(snapshot.version) && this.reader.isWrittenInPlace('all')) {
      this.readAgain();
    }
  }

  #followAnd(look: () => void): void {
    if (this.leaveIfMoved()) return;
    this.#root.follow();
    look();
  }

  /**
   * Stops watching the volume here, and says where it is now, when another file system is mounted there or a link on the
   * way leads to one: a file system that hangs must not be touched on a thread that others use. Returns whether it left.
   */
  leaveIfMoved(): boolean {
    const place = this.#place.look(this.reader.directory);
    // Another mount may have come between without an event.
    if (place === 'still here') this.#checked = NEVER_CHECKED;
    if (typeof place === 'string') return false;
    this.close();
    const { lane, directory } = place;
    const carried = { ...this.reader.carried(), directory, timelines: this.#timelines.told };
    this.#post({ type: 'elsewhere', dir: this.#dir, lane, carried });
    return true;
  }

  #tell(): void {
    const state = volumeState({
      fs: this.#fs,
      dir: this.#dir,
      reader: this.reader,
      overruled: this.#overrule && overruled(this.#overrule),
      warnings: this.#warnings.of(this.reader.credentials, this.#settings.warnBefore),
      polling: this.#polling,
      disk: this.#disk.revision,
      gone: this.#gone,
      timelines: this.#timelines,
      stillRead: this.#holders.problems(),
      holding: this.holding,
    });
    if (state === undefined || isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    this.#post({ type: 'state', state: this.#sender.send(state) });
  }

  onDisk(): OnDisk {
    const { versions } = this.reader.history;
    return this.#disk.list(this.#settings.keepVersions, versions, this.holding.timestampDirs);
  }

  /** Whether a value that was read or is to be published is kept from view; in doubt it is. */
  isHidden(key: string, data: Uint8Array): boolean {
    if (this.#overrule === 'plain') return false;
    const secrecy = this.#overrule === undefined ? this.reader.secrecy : overruled(this.#overrule);
    return isSecretContent(secrecy, key, { data, digest: digestOf(data) });
  }
}
