// Keys as documents: live ones, whose saving stages, and read-only ones of the active version and of versions seen.

import * as vscode from 'vscode';
import { checkKeyPath, clashingKey, type Fingerprint, type KeyPath } from '../../volume/payload.ts';
import { bytes } from '../../volume/edit/stagedChanges.ts';
import { atOrBelow, editsOfMove, isNoFolder } from './keyMoves.ts';
import { DocumentBases, type ShownContent, shownContent } from './documentBases.ts';
import { explainRule } from '../explain/explainFailure.ts';
import { shown } from '../explain/format.ts';
import { parseKeyUri, pathOf } from '../volumes/keyUri.ts';
import { hasKeysBelow, KeyReader, type LiveKey, notThere } from './keyReader.ts';
import { KeyStats } from './keyStats.ts';
import { ToldKeys } from './toldKeys.ts';
import { Refused } from '../editing/refused.ts';
import type { Publisher } from '../editing/publisher.ts';
import type { Staging } from '../editing/staging.ts';
import type { Reveals } from './reveal.ts';
import { TypedTexts } from './typedText.ts';
import type { Volumes } from '../volumes/volumes.ts';

export interface KeyFileSystemContext {
  volumes: Volumes;
  staging: Staging;
  publisher: Publisher;
  reveals: Reveals;
  memento: vscode.Memento;
}

export class KeyFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #publisher: Publisher;
  readonly #reader: KeyReader;
  readonly #bases: DocumentBases;
  readonly #typed = new TypedTexts();
  readonly #stats: KeyStats;
  readonly #told: ToldKeys;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #listeners: vscode.Disposable;

  readonly onDidChangeFile = this.#changed.event;

  constructor({ volumes, staging, publisher, reveals, memento }: KeyFileSystemContext) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#publisher = publisher;
    this.#reader = new KeyReader(volumes, staging, reveals);
    this.#stats = new KeyStats(this.#reader);
    this.#told = new ToldKeys(volumes, staging, reveals);
    this.#bases = new DocumentBases(memento, (uri) => this.#isSecret(uri));
    this.#listeners = vscode.Disposable.from(
      volumes.onDidChange(({ dir }) => this.#tell(dir)),
      staging.onDidChange((dir) => this.#tell(dir)),
      this.#typed.onDidRestore((uri) => {
        this.#stats.touch(uri);
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

  watch(uri: vscode.Uri): vscode.Disposable {
    this.#told.asked.addFolder(uri);
    return new vscode.Disposable(() => {}); // every volume is watched already
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    this.#told.asked.add(uri);
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') return this.#stats.other(uri, address);
    const unsaved = this.#bases.statOfUnsaved(uri);
    if (unsaved !== undefined) return unsaved;
    const live = await this.#reader.live(uri, address.path);
    const { key, keys, state } = live;
    const info = keys.get(key);
    if (info !== undefined) return this.#stats.of(live, info);
    if (key === '' || hasKeysBelow(keys, key)) {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    // A volume that cannot be read for a while has not lost its keys: editors keep what they show.
    const served = state.active.state === 'read' ? undefined : this.#bases.statServed(uri);
    if (served === undefined) throw notThere(uri, live);
    return served;
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    this.#told.asked.addFolder(uri);
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') throw vscode.FileSystemError.FileNotFound(uri);
    const live = await this.#reader.live(uri, address.path);
    const { key, keys, state } = live;
    if (keys.has(key)) throw vscode.FileSystemError.FileNotADirectory(uri);
    const isThere = key === '' ? state.active.state === 'read' : hasKeysBelow(keys, key);
    if (!isThere) throw notThere(uri, live);
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
    this.#told.asked.add(uri);
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') return this.#reader.read(uri, address);
    const given = this.#bases.reading(uri);
    const live = await this.#reader.live(uri, address.path);
    const info = live.keys.get(live.key);
    const data = await this.#reader.read(uri, address);
    if (info !== undefined) given(this.#shown(live, info), this.#stats.of(live, info));
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
    if (clash !== undefined) throw isNoFolder(clash);
    const staged = bytes(this.#typed.restored(uri, content));
    this.#staging.stage(dir, key, staged, base);
    this.#written(uri, dir, key, { digest: staged.digest ?? '', mode: info?.mode ?? 0o644 });
    void this.#publisher.publishSaved(dir, key);
    // Then VS Code forgets the unsaved text.
    await this.#staging.stored(dir);
  }

  /** VS Code makes the parents before it writes a file. A folder of a volume exists as soon as a key is in it. */
  async createDirectory(uri: vscode.Uri): Promise<void> {
    const { key, keys } = await this.#liveToChange(uri);
    if (keys.has(key) || hasKeysBelow(keys, key)) throw vscode.FileSystemError.FileExists(uri);
  }

  async delete(uri: vscode.Uri, { recursive }: { recursive: boolean }): Promise<void> {
    const { dir, key, keys } = await this.#liveToChange(uri);
    const below = atOrBelow(keys, key);
    if (below.length === 0) throw vscode.FileSystemError.FileNotFound(uri);
    if (!recursive && !keys.has(key)) throw vscode.FileSystemError.FileIsADirectory(uri);
    this.#staging.stageAll(
      dir,
      below.map((each) => ({ key: each as KeyPath, content: undefined })),
    );
  }

  /** Of a key, or of a folder with all that is in it; staged, as every change is. */
  async rename(
    from: vscode.Uri,
    to: vscode.Uri,
    { overwrite }: { overwrite: boolean },
  ): Promise<void> {
    const { dir, key } = await this.#liveToChange(from);
    const target = await this.#liveToChange(to);
    if (target.dir !== dir) {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('A key cannot move to another volume.'),
      );
    }
    const edits = await editsOfMove(
      { from, to, key, target: target.key, overwrite },
      {
        keys: target.keys,
        active: this.#staging.active(dir),
        read: async (each) => this.#reader.readUnseen(from, dir, each),
      },
    );
    this.#staging.stageAll(dir, edits);
  }

  /** The key, if it may be changed at all. */
  async #liveToChange(uri: vscode.Uri): Promise<LiveKey & { key: KeyPath }> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('A version seen cannot be changed.'),
      );
    }
    const live = await this.#reader.live(uri, address.path);
    const checked = checkKeyPath(live.key);
    if (!checked.ok) {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('{0} cannot be a key: {1}', shown(live.key), explainRule(checked.rule)),
      );
    }
    try {
      this.#publisher.checkStaging(live.dir);
    } catch (error) {
      throw error instanceof Refused ? vscode.FileSystemError.NoPermissions(error.message) : error;
    }
    return { ...live, key: checked.key };
  }

  #written(uri: vscode.Uri, dir: string, key: string, print: Fingerprint): void {
    const keys = this.#staging.keys(dir);
    const info = keys.get(key);
    const state = this.#volumes.state(dir);
    if (info === undefined || state === undefined) return;
    const stat = this.#stats.of({ dir, key, state, keys }, info);
    this.#bases.written(uri, this.#shown({ dir, key }, print), stat);
  }

  #shown({ dir, key }: Pick<LiveKey, 'dir' | 'key'>, print: Fingerprint): ShownContent {
    return shownContent(print, this.#staging.of(dir).get(key as KeyPath));
  }

  /** Tells VS Code which documents are different now. */
  #tell(dir: string): void {
    this.#bases.follow((uri) => {
      const found = this.#volumes.find(pathOf(uri));
      return found && this.#staging.active(found.dir).get(found.key);
    });
    const events = this.#told.changes(dir);
    if (events.length > 0) this.#changed.fire(events);
  }

  #isSecret(uri: vscode.Uri): boolean {
    const address = parseKeyUri(uri);
    const found = address.kind === 'live' ? this.#volumes.find(address.path) : undefined;
    return found === undefined || this.#staging.isSecret(found.dir, found.key);
  }
}
