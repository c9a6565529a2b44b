// What VS Code is told of the file that a key is, without its value.

import * as vscode from 'vscode';
import { activeByKey } from '../editing/keyView.ts';
import { type KeyAddress, liveUri } from '../volumes/keyUri.ts';
import type { KeyInfo } from '../../worker/protocol/state.ts';
import { isLocked } from '../volumes/fromCluster.ts';
import { MonotonicTimes } from './keyChanges.ts';
import { type KeyReader, type LiveKey, notThere, problemText } from './keyReader.ts';

export class KeyStats {
  readonly #reader: KeyReader;
  readonly #times = new MonotonicTimes();

  constructor(reader: KeyReader) {
    this.#reader = reader;
  }

  /** Of a key as it is worked on. */
  of({ dir, key, state }: LiveKey, info: KeyInfo): vscode.FileStat {
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

  /** From what is known of the key: its value is not read for it. */
  async other(
    uri: vscode.Uri,
    address: Exclude<KeyAddress, { kind: 'live' }>,
  ): Promise<vscode.FileStat> {
    const permissions = vscode.FilePermission.Readonly;
    const stat = { type: vscode.FileType.File, ctime: 0, mtime: 0, size: 0, permissions };
    if (address.kind === 'none') return stat;
    const live = await this.#reader.live(uri, address.path);
    const { dir, key, keys, state } = live;
    if (address.kind === 'problem') {
      const text = problemText(live);
      const mtime = this.#times.of(`problem ${dir}/${key}`, text, 1);
      return { ...stat, size: Buffer.byteLength(text), mtime };
    }
    if (address.kind === 'version') {
      const info = await this.#reader.statVersion(dir, address.version, key);
      if (info === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      return { ...stat, size: info.size };
    }
    const info = address.kind === 'staged' ? keys.get(key) : activeByKey(state).get(key);
    if (info === undefined) throw notThere(uri, live);
    const mtime = this.#times.of(`${address.kind} ${dir}/${key}`, info.digest, 1);
    return { ...stat, size: info.size, mtime };
  }

  /** Has VS Code read the key again. */
  touch(uri: vscode.Uri): void {
    this.#times.touch(uri.path);
  }
}
