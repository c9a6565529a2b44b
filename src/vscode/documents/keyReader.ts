// Finds what an address of a key stands for, and reads it.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import type { KeyPath } from '../../volume/payload.ts';
import type { KeyInfo, VolumeState } from '../../worker/protocol/state.ts';
import { describeProblems, problemsByPath } from '../explain/explainPathProblems.ts';
import { shown } from '../explain/format.ts';
import { explainError } from '../explain/explainFailure.ts';
import { explainActive } from '../explain/explainState.ts';
import type { Staging } from '../editing/staging.ts';
import type { Reveals } from './reveal.ts';
import { activeVersionId, type Volumes } from '../volumes/volumes.ts';
import type { KeyAddress } from '../volumes/keyUri.ts';

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
  readonly #reveals: Reveals;

  constructor(volumes: Volumes, staging: Staging, reveals: Reveals) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#reveals = reveals;
  }

  async live(uri: vscode.Uri, path: string): Promise<LiveKey> {
    const found = await this.#volumes.resolve(path);
    if (found === undefined) {
      throw vscode.FileSystemError.Unavailable(
        vscode.l10n.t('{0} is in none of the volumes shown. Add its volume first.', path),
      );
    }
    await this.#staging.ready(found.dir);
    const state = await this.#volumes.whenKnown(found.dir);
    if (state === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { ...found, state, keys: this.#staging.keys(found.dir) };
  }

  /** @throws FileSystemError also for a secret value that no one asked to see */
  async read(uri: vscode.Uri, address: KeyAddress): Promise<Uint8Array> {
    if (address.kind === 'none') return new Uint8Array();
    const live = await this.live(uri, address.path);
    const { dir, key, state } = live;
    if (address.kind === 'problem') return Buffer.from(problemText(live));
    if (address.kind !== 'version') this.#checkIsKey(uri, live);
    if (address.kind === 'live' && !live.keys.has(key)) throw notThere(uri, live);
    if (this.#staging.isSecret(dir, key) && !this.#reveals.isRevealed(uri)) {
      throw vscode.FileSystemError.NoPermissions(
        vscode.l10n.t('The value of {0} is hidden. Open Key shows it for a minute.', shown(key)),
      );
    }
    if (address.kind === 'version') return this.#readVersion(uri, dir, address.version, key);
    if (address.kind !== 'active') return this.readUnseen(uri, dir, key);
    const active = activeVersionId(state);
    if (active === undefined) throw notThere(uri, live);
    return this.#readVersion(uri, dir, active, key);
  }

  /** A value as it is worked on, to be staged elsewhere and not shown. */
  async readUnseen(uri: vscode.Uri, dir: string, key: string): Promise<Uint8Array> {
    const state = this.#volumes.state(dir);
    const staged = this.#staging.of(dir).get(key as KeyPath)?.content?.data;
    if (staged !== undefined) return staged;
    const active = state && activeVersionId(state);
    if (active === undefined) throw vscode.FileSystemError.Unavailable(uri);
    return this.#readVersion(uri, dir, active, key);
  }

  /** Size and mode, without reading the value. Undefined for what is not there. */
  async statVersion(
    dir: string,
    version: string,
    key: string,
  ): Promise<{ size: number; mode: number } | undefined> {
    try {
      return await this.#volumes.client.request('statKey', { dir, version, key });
    } catch (error) {
      if (error instanceof VolumeError) return undefined;
      throw error;
    }
  }

  #checkIsKey(uri: vscode.Uri, { key, keys }: LiveKey): void {
    if (key === '' || (!keys.has(key) && hasKeysBelow(keys, key))) {
      throw vscode.FileSystemError.FileIsADirectory(uri);
    }
  }

  /** The bytes of a key in a version seen. */
  async #readVersion(
    uri: vscode.Uri,
    dir: string,
    version: string,
    key: string,
  ): Promise<Uint8Array> {
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

/** Says nothing of a value. */
export function problemText({ dir, key, state }: LiveKey): string {
  return describeProblems(shown(join(dir, key)), problemsByPath(state).get(key) ?? []);
}

export function hasKeysBelow(keys: ReadonlyMap<string, KeyInfo>, folder: string): boolean {
  return [...keys.keys()].some((key) => key.startsWith(`${folder}/`));
}

export function notThere(uri: vscode.Uri, { dir, state }: LiveKey): vscode.FileSystemError {
  const why = explainActive(state);
  return why === undefined
    ? vscode.FileSystemError.FileNotFound(uri)
    : vscode.FileSystemError.Unavailable(`${dir}: ${why.long}`);
}
