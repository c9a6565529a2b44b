// Finds what an address of a key stands for, and reads it.

import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import type { KeyInfo, VolumeState } from '../../worker/protocol/state.ts';
import { explainError } from '../explain/explainFailure.ts';
import { explainActive } from '../explain/explainState.ts';
import type { Staging } from '../editing/staging.ts';
import { activeVersionId, type Volumes } from '../volumes/volumes.ts';
import type { KeyAddress } from '../volumes/keyUri.ts';
import { activeKeys, keysWithStaged } from '../editing/keyView.ts';

const { t } = vscode.l10n;

/** A key, or a folder of keys, of a volume as it is worked on. */
export interface LiveKey {
  dir: string;
  key: string;
  state: VolumeState;
  keys: ReadonlyMap<string, KeyInfo>;
}

export class KeyReader {
  readonly #volumes: Volumes;
  readonly #staging: Staging;

  constructor(volumes: Volumes, staging: Staging) {
    this.#volumes = volumes;
    this.#staging = staging;
  }

  async live(uri: vscode.Uri, path: string): Promise<LiveKey> {
    const found = await this.#volumes.resolve(path);
    if (found === undefined) {
      throw vscode.FileSystemError.Unavailable(
        t('{0} is in none of the volumes shown. Add its volume first.', path),
      );
    }
    await this.#staging.ready(found.dir);
    const state = await this.#volumes.whenKnown(found.dir);
    if (state === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const keys = keysWithStaged(activeKeys(state), this.#staging.of(found.dir));
    return { ...found, state, keys };
  }

  /** Of what is not worked on: nothing, a version seen, or the active one. */
  async readOther(
    uri: vscode.Uri,
    address: Exclude<KeyAddress, { kind: 'live' }>,
  ): Promise<Uint8Array> {
    if (address.kind === 'none') return new Uint8Array();
    const live = await this.live(uri, address.path);
    const { dir, key, state } = live;
    if (address.kind === 'version') return this.readVersion(uri, dir, address.version, key);
    const active = activeVersionId(state);
    if (active === undefined) throw notThere(uri, live);
    return this.readVersion(uri, dir, active, key);
  }

  /** The bytes of a key in a version seen. */
  async readVersion(
    uri: vscode.Uri,
    dir: string,
    version: string,
    key: string,
  ): Promise<Uint8Array> {
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

export function notThere(uri: vscode.Uri, { dir, state }: LiveKey): vscode.FileSystemError {
  const why = explainActive(state.active);
  return why === undefined
    ? vscode.FileSystemError.FileNotFound(uri)
    : vscode.FileSystemError.Unavailable(`${dir}: ${why.long}`);
}
