// Keys as documents: live ones, whose saving stages, and read-only ones of the active version and of versions seen.

import * as vscode from 'vscode';
import { checkKeyPath, clashingKey, type Fingerprint, type KeyPath } from '../../volume/payload.ts';
import { bytes } from '../../volume/edit/stagedChanges.ts';
import type { KeyInfo, VolumeState } from '../../worker/protocol/state.ts';
import { DocumentBases } from './documentBases.ts';
import { explainRule } from '../explain/explainFailure.ts';
import { shown } from '../explain/format.ts';
import { changeEvents, MonotonicTimes, type ShownKeys } from './keyChanges.ts';
import { type KeyAddress, liveUri, parseKeyUri, SCHEME } from '../volumes/keyUri.ts';
import { KeyReader, type LiveKey, notThere } from './keyReader.ts';
import { activeKeys, keysWithStaged } from '../editing/keyView.ts';
import type { Publisher } from '../editing/publisher.ts';
import type { Staging } from '../editing/staging.ts';
import { TypedTexts } from './typedText.ts';
import { activeVersionId, type Volumes } from '../volumes/volumes.ts';

const { t } = vscode.l10n;

export interface KeyFileSystemContext {
  volumes: Volumes;
  staging: Staging;
  publisher: Publisher;
  memento: vscode.Memento;
}

export function registerKeyFileSystem(context: KeyFileSystemContext): vscode.Disposable {
  const provider = new KeyFileSystem(context);
  return vscode.Disposable.from(
    provider,
    vscode.workspace.registerFileSystemProvider(SCHEME, provider, { isCaseSensitive: true }),
  );
}

class KeyFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #publisher: Publisher;
  readonly #reader: KeyReader;
  readonly #bases: DocumentBases;
  readonly #typed = new TypedTexts();
  readonly #times = new MonotonicTimes();
  readonly #lastRead = new Map<string, readonly KeyInfo[]>();
  readonly #shown = new Map<string, ShownKeys>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #listeners: vscode.Disposable;

  readonly onDidChangeFile = this.#changed.event;

  constructor({ volumes, staging, publisher, memento }: KeyFileSystemContext) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#publisher = publisher;
    this.#reader = new KeyReader(volumes, staging);
    this.#bases = new DocumentBases(memento, (uri) => this.#isSecret(uri));
    this.#listeners = vscode.Disposable.from(
      volumes.onDidChange(({ dir }) => this.#tell(dir)),
      staging.onDidChange((dir) => this.#tell(dir)),
      this.#typed.onDidRestore((uri) => {
        this.#times.touch(uri.path);
        this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#bases.dispose();
    this.#typed.dispose();
    this.#changed.dispose();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {}); // every volume is watched already
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') return this.#statOther(uri, address);
    const unsaved = this.#bases.statOfUnsaved(uri);
    if (unsaved !== undefined) return unsaved;
    const live = await this.#reader.live(uri, address.path);
    const { key, keys, state } = live;
    const info = keys.get(key);
    if (info !== undefined) return this.#statOf(live, info);
    if (key === '' || hasKeysBelow(keys, key)) {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    // A volume that cannot be read for a while has not lost its keys: editors keep what they show.
    const served = state.active.state === 'read' ? undefined : this.#bases.statServed(uri);
    if (served === undefined) throw notThere(uri, live);
    return served;
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') throw vscode.FileSystemError.FileNotFound(uri);
    const { key, keys } = await this.#reader.live(uri, address.path);
    const prefix = key === '' ? '' : `${key}/`;
    const children = new Map<string, vscode.FileType>();
    for (const each of keys.keys()) {
      if (!each.startsWith(prefix)) continue;
      const [name = '', ...rest] = each.slice(prefix.length).split('/');
      children.set(name, rest.length > 0 ? vscode.FileType.Directory : vscode.FileType.File);
    }
    return [...children];
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') return this.#reader.readOther(uri, address);
    const live = await this.#reader.live(uri, address.path);
    const { dir, key, keys, state } = live;
    const info = keys.get(key);
    if (info === undefined) throw notThere(uri, live);
    const staged = this.#staging.of(dir).get(key as KeyPath)?.content?.data;
    const active = activeVersionId(state);
    const data =
      staged ??
      (active === undefined ? undefined : await this.#reader.readVersion(uri, dir, active, key));
    if (data === undefined) throw notThere(uri, live);
    this.#bases.read(uri, info, this.#statOf(live, info));
    return data;
  }

  async writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    options: { create: boolean; overwrite: boolean },
  ): Promise<void> {
    const { dir, key, keys } = await this.#liveToChange(uri);
    const info = keys.get(key);
    const base = this.#bases.baseOf(uri);
    // An editor with unsaved changes is saved whatever has become of its key.
    if (info === undefined && base === undefined && !options.create) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    if (info !== undefined && options.create && !options.overwrite) {
      throw vscode.FileSystemError.FileExists(uri);
    }
    const clash = clashingKey(key, keys.keys());
    if (clash !== undefined) {
      throw vscode.FileSystemError.NoPermissions(
        t('{0} exists already, and a key is no folder.', shown(clash)),
      );
    }
    const staged = bytes(this.#typed.restored(uri, content));
    this.#staging.stage(dir, key, staged, base);
    this.#written(uri, dir, key, { digest: staged.digest ?? '', mode: info?.mode ?? 0o644 });
    void this.#publisher.publishSaved(dir, key);
  }

  /** VS Code makes the parents before it writes a file. A folder of a volume exists as soon as a key is in it. */
  createDirectory(): void {}

  async delete(uri: vscode.Uri, { recursive }: { recursive: boolean }): Promise<void> {
    const { dir, key, keys } = await this.#liveToChange(uri);
    const below = [...keys.keys()].filter(
      (each) => each === key || (recursive && each.startsWith(`${key}/`)),
    );
    if (below.length === 0) throw vscode.FileSystemError.FileNotFound(uri);
    this.#staging.stageAll(
      dir,
      below.map((each) => ({ key: each as KeyPath, content: undefined })),
    );
  }

  rename(): void {
    throw vscode.FileSystemError.NoPermissions(t('Use the command Rename Key.'));
  }

  /** The key, if it may be changed at all. */
  async #liveToChange(uri: vscode.Uri): Promise<LiveKey & { key: KeyPath }> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') {
      throw vscode.FileSystemError.NoPermissions(t('A version seen cannot be changed.'));
    }
    const live = await this.#reader.live(uri, address.path);
    const checked = checkKeyPath(live.key);
    if (!checked.ok) {
      throw vscode.FileSystemError.NoPermissions(
        t('{0} cannot be a key: {1}', shown(live.key), explainRule(checked.rule)),
      );
    }
    this.#publisher.check(live.dir);
    return { ...live, key: checked.key };
  }

  #written(uri: vscode.Uri, dir: string, key: string, print: Fingerprint): void {
    const keys = keysWithStaged(activeKeys(this.#volumes.state(dir)), this.#staging.of(dir));
    const info = keys.get(key);
    const state = this.#volumes.state(dir);
    if (info === undefined || state === undefined) return;
    this.#bases.written(uri, print, this.#statOf({ dir, key, state, keys }, info));
  }

  #statOf({ dir, key, state }: LiveKey, info: KeyInfo): vscode.FileStat {
    const writtenAt = state.active.state === 'read' ? state.active.writtenAt : 0;
    // What no editor could give back byte for byte is not edited in one.
    const isReadOnly = isLocked(state) || !info.isText;
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: this.#times.of(liveUri(dir, key).path, info.digest, writtenAt),
      size: info.size,
      ...(isReadOnly && { permissions: vscode.FilePermission.Readonly }),
    };
  }

  /** Tells VS Code which documents are different now. */
  #tell(dir: string): void {
    const state = this.#volumes.state(dir);
    if (state === undefined) return;
    // A volume that cannot be read for a while has not lost its keys: editors keep what they show.
    if (state.active.state === 'read') this.#lastRead.set(dir, state.active.keys);
    const active = this.#lastRead.get(dir) ?? [];
    const before = this.#shown.get(dir);
    const after: ShownKeys = {
      isWritable: !isLocked(state),
      active: digests(active),
      live: digests(keysWithStaged(active, this.#staging.of(dir)).values()),
    };
    this.#shown.set(dir, after);
    const events = changeEvents(dir, before, after);
    if (events.length > 0) this.#changed.fire(events);
  }

  async #statOther(
    uri: vscode.Uri,
    address: Exclude<KeyAddress, { kind: 'live' }>,
  ): Promise<vscode.FileStat> {
    const { length } = await this.#reader.readOther(uri, address);
    const permissions = vscode.FilePermission.Readonly;
    const stat = { type: vscode.FileType.File, ctime: 0, mtime: 0, size: length, permissions };
    if (address.kind !== 'active') return stat;
    const { dir, key, state } = await this.#reader.live(uri, address.path);
    const info = activeKeys(state).find((each) => each.key === key);
    const mtime = this.#times.of(`active ${dir}/${key}`, info?.digest ?? '', 1);
    return { ...stat, mtime };
  }

  #isSecret(uri: vscode.Uri): boolean {
    const address = parseKeyUri(uri);
    const dir = address.kind === 'live' ? this.#volumes.volumeOf(address.path) : undefined;
    if (address.kind !== 'live' || dir === undefined) return true;
    return this.#staging.isSecret(dir, address.path.slice(dir.length + 1));
  }
}

/** One that is away may come back writable: what is typed into an editor can be staged meanwhile. */
function isLocked({ access }: VolumeState): boolean {
  return access !== 'writable' && access !== 'unknown';
}

function hasKeysBelow(keys: ReadonlyMap<string, KeyInfo>, folder: string): boolean {
  return [...keys.keys()].some((key) => key.startsWith(`${folder}/`));
}

function digests(keys: Iterable<KeyInfo>): Map<string, string> {
  return new Map([...keys].map(({ key, digest }) => [key, digest]));
}
