// Keys as documents: live ones, which publish when they are saved, and those of versions seen, which are read-only.

import * as vscode from 'vscode';
import { VolumeError } from '../volume/failure.ts';
import { digestOf } from '../volume/snapshot.ts';
import type { KeyInfo, VolumeState } from '../worker/protocol.ts';
import { DocumentBases } from './documentBases.ts';
import { type KeyAddress, noneUri, parseKeyUri, SCHEME, versionUri } from './keyUri.ts';
import { changeEvents, MonotonicTimes } from './keyChanges.ts';
import { explainError } from './explainFailure.ts';
import { explainActive } from './explainState.ts';
import { shown } from './format.ts';
import { type Publisher, Refused } from './publisher.ts';
import type { Volumes } from './volumes.ts';

const { t } = vscode.l10n;

export function registerKeyFileSystem(volumes: Volumes, publisher: Publisher): vscode.Disposable {
  const provider = new KeyFileSystem(volumes, publisher);
  return vscode.Disposable.from(
    provider,
    vscode.workspace.registerFileSystemProvider(SCHEME, provider, { isCaseSensitive: true }),
  );
}

interface LiveKey {
  state: VolumeState;
  dir: string;
  key: string;
  version: string;
  keys: readonly KeyInfo[];
}

class KeyFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #volumes: Volumes;
  readonly #publisher: Publisher;
  readonly #bases = new DocumentBases();
  readonly #times = new MonotonicTimes();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #listener: vscode.Disposable;

  readonly onDidChangeFile = this.#changed.event;

  constructor(volumes: Volumes, publisher: Publisher) {
    this.#volumes = volumes;
    this.#publisher = publisher;
    this.#listener = volumes.onDidChange((change) => {
      const events = changeEvents(change);
      if (events.length > 0) this.#changed.fire(events);
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#bases.dispose();
    this.#changed.dispose();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {}); // every volume is watched already
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') {
      const { length } = await this.#readVersion(uri, address);
      return readOnlyFile(length);
    }
    const { dir, key, keys, state } = await this.#live(uri, address.path);
    const info = keys.find((each) => each.key === key);
    if (info === undefined) {
      if (key !== '' && !keys.some((each) => each.key.startsWith(`${key}/`))) {
        throw vscode.FileSystemError.FileNotFound(uri);
      }
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const writtenAt = state.active.state === 'read' ? state.active.writtenAt : 0;
    // What no editor could give back byte for byte is not edited in one.
    const isReadOnly = state.access !== 'writable' || !info.isText;
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: this.#times.of(`${dir}/${key}`, info.digest, writtenAt),
      size: info.size,
      ...(isReadOnly && { permissions: vscode.FilePermission.Readonly }),
    };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') throw vscode.FileSystemError.FileNotFound(uri);
    const { key, keys } = await this.#live(uri, address.path);
    const prefix = key === '' ? '' : `${key}/`;
    const children = new Map<string, vscode.FileType>();
    for (const info of keys) {
      if (!info.key.startsWith(prefix)) continue;
      const [name = '', ...rest] = info.key.slice(prefix.length).split('/');
      children.set(name, rest.length > 0 ? vscode.FileType.Directory : vscode.FileType.File);
    }
    return [...children];
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') return this.#readVersion(uri, address);
    const { dir, key, version } = await this.#live(uri, address.path);
    const data = await this.#request(uri, dir, version, key);
    this.#bases.read(uri, digestOf(data));
    return data;
  }

  async writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    options: { create: boolean; overwrite: boolean },
  ): Promise<void> {
    const address = parseKeyUri(uri);
    if (address.kind !== 'live') {
      throw vscode.FileSystemError.NoPermissions(t('A version seen cannot be changed.'));
    }
    const { dir, key, keys } = await this.#live(uri, address.path);
    const exists = keys.some((info) => info.key === key);
    if (!exists && !options.create) throw vscode.FileSystemError.FileNotFound(uri);
    if (exists && options.create && !options.overwrite) {
      throw vscode.FileSystemError.FileExists(uri);
    }
    await this.#save(uri, dir, key, content, this.#bases.baseOf(uri));
    this.#bases.written(uri, digestOf(content));
  }

  /** VS Code makes the parents before it writes a file. A folder of a volume exists as soon as a key is in it. */
  createDirectory(): void {}

  delete(): void {
    throw vscode.FileSystemError.NoPermissions(t('Use the command Delete Key.'));
  }

  rename(): void {
    throw vscode.FileSystemError.NoPermissions(
      t('Add a key of the new name, then delete the old one.'),
    );
  }

  async #save(
    uri: vscode.Uri,
    dir: string,
    key: string,
    data: Uint8Array,
    base: string | null | undefined,
  ): Promise<void> {
    const edit = { key, content: { data }, ...(base !== undefined && { base }) };
    try {
      await this.#publisher.publish(dir, [edit]);
    } catch (error) {
      if (error instanceof Refused) throw notSaved(error.message);
      if (!(error instanceof VolumeError)) throw error;
      if (!(await this.#overwrites(uri, key, dir))) {
        const message = '{0} of {1} was changed by someone else. Your edit is still in the editor.';
        throw notSaved(t(message, shown(key), dir));
      }
      // What is there now was seen, or knowingly not looked at; anything later is a conflict again.
      await this.#save(uri, dir, key, data, this.#activeDigest(dir, key));
    }
  }

  async #overwrites(uri: vscode.Uri, key: string, dir: string): Promise<boolean> {
    const overwrite = t('Publish Mine');
    const compare = t('Compare');
    const answer = await vscode.window.showWarningMessage(
      t('{0} of {1} was changed by someone else since you opened it.', shown(key), dir),
      { modal: true, detail: t('Nothing is published yet, and your edit stays in the editor.') },
      compare,
      overwrite,
    );
    if (answer === compare) await this.#compareWithActive(uri, dir, key);
    return answer === overwrite;
  }

  /** Left what is active now, right the editor with the unsaved edit. */
  async #compareWithActive(uri: vscode.Uri, dir: string, key: string): Promise<void> {
    const state = this.#volumes.state(dir);
    if (state?.active.state !== 'read') return;
    const isThere = state.active.keys.some((info) => info.key === key);
    const theirs = isThere ? versionUri(dir, state.active.version, key) : noneUri(dir, key);
    const title = t('{0}: active ↔ yours', shown(key));
    await vscode.commands.executeCommand('vscode.diff', theirs, uri, title);
  }

  /** As the base of an edit: null for a key that is not there. */
  #activeDigest(dir: string, key: string): string | null {
    const active = this.#volumes.state(dir)?.active;
    const keys = active?.state === 'read' ? active.keys : [];
    return keys.find((info) => info.key === key)?.digest ?? null;
  }

  async #live(uri: vscode.Uri, path: string): Promise<LiveKey> {
    const found = await this.#volumes.resolve(path);
    if (found === undefined) {
      throw vscode.FileSystemError.Unavailable(
        t('{0} is in none of the volumes shown. Add its volume first.', path),
      );
    }
    const state = await this.#volumes.whenKnown(found.dir);
    if (state === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    if (state.active.state !== 'read') {
      const why = explainActive(state.active)?.long ?? '';
      throw vscode.FileSystemError.Unavailable(`${found.dir}: ${why}`);
    }
    return { ...found, state, version: state.active.version, keys: state.active.keys };
  }

  async #readVersion(
    uri: vscode.Uri,
    address: Exclude<KeyAddress, { kind: 'live' }>,
  ): Promise<Uint8Array> {
    if (address.kind === 'none') return new Uint8Array();
    const found = await this.#volumes.resolve(address.path);
    if (found === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    await this.#volumes.whenKnown(found.dir);
    return this.#request(uri, found.dir, address.version, found.key);
  }

  async #request(uri: vscode.Uri, dir: string, version: string, key: string): Promise<Uint8Array> {
    if (key === '') throw vscode.FileSystemError.FileIsADirectory(uri);
    try {
      return await this.#volumes.client.request('readKey', { dir, version, key });
    } catch (error) {
      if (error instanceof VolumeError && error.failure.code === 'no-such-key') {
        throw vscode.FileSystemError.FileNotFound(uri);
      }
      throw vscode.FileSystemError.Unavailable(explainError(error, dir));
    }
  }
}

/** VS Code puts the name of an error before its message, which people have no use for. */
function notSaved(message: string): Error {
  const error = new Error(message);
  error.name = '';
  return error;
}

function readOnlyFile(size: number): vscode.FileStat {
  const permissions = vscode.FilePermission.Readonly;
  return { type: vscode.FileType.File, ctime: 0, mtime: 0, size, permissions };
}
