// What VS Code was last told of the keys of each volume, and what it is to read again.

import * as vscode from 'vscode';
import { isSecretKey, type Secrecy } from '../../volume/credentials/secrecy.ts';
import type { KeyInfo } from '../../worker/protocol/state.ts';
import { keysWithStaged } from '../editing/keyView.ts';
import type { Staging } from '../editing/staging.ts';
import { problemsByPath } from '../explain/explainPathProblems.ts';
import { isLocked } from '../volumes/fromCluster.ts';
import { parseKeyUri, problemUri } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { AskedKeys } from './askedKeys.ts';
import { changeEvents, type ShownKeys } from './keyChanges.ts';
import type { Reveals } from './reveal.ts';

export class ToldKeys {
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #reveals: Reveals;
  readonly #lastRead = new Map<string, readonly KeyInfo[]>();
  readonly #shown = new Map<string, ShownKeys>();
  /** Paths with problems. */
  readonly #problems = new Map<string, string[]>();
  readonly #secrecy = new Map<string, Secrecy>();
  readonly asked = new AskedKeys();

  constructor(volumes: Volumes, staging: Staging, reveals: Reveals) {
    this.#volumes = volumes;
    this.#staging = staging;
    this.#reveals = reveals;
    // The extension host may have started again, and VS Code still has them.
    for (const { uri } of vscode.workspace.textDocuments) this.asked.add(uri);
  }

  /** What VS Code is to read again. */
  changes(dir: string): vscode.FileChangeEvent[] {
    const state = this.#volumes.state(dir);
    if (state === undefined) return [];
    // A volume that cannot be read for a while has not lost its keys: editors keep what they show.
    if (state.active.state === 'read') this.#lastRead.set(dir, state.active.keys);
    const active = this.#lastRead.get(dir) ?? [];
    const before = this.#shown.get(dir);
    this.#adoptHidden(dir);
    const after: ShownKeys = {
      isWritable: !isLocked(state),
      active: digests(active),
      live: digests(keysWithStaged(active, this.#staging.of(dir)).values()),
    };
    this.#shown.set(dir, after);
    const events = changeEvents(dir, before, after, this.asked);
    const problems = [...problemsByPath(state).keys()];
    for (const path of new Set([...(this.#problems.get(dir) ?? []), ...problems])) {
      events.push({ type: vscode.FileChangeType.Changed, uri: problemUri(dir, path) });
    }
    this.#problems.set(dir, problems);
    return events;
  }

  /** An editor that was opened while its volume seemed to be plain goes on for a minute. */
  #adoptHidden(dir: string): void {
    const secrecy = this.#volumes.state(dir)?.secrecy;
    const before = this.#secrecy.get(dir);
    if (secrecy === undefined || secrecy === before) return;
    this.#secrecy.set(dir, secrecy);
    if (before === undefined) return;
    void this.#reveals.adopt((uri) => {
      const address = parseKeyUri(uri);
      const found = 'path' in address ? this.#volumes.find(address.path) : undefined;
      return (
        found?.dir === dir && isSecretKey(secrecy, found.key) && !isSecretKey(before, found.key)
      );
    });
  }
}

function digests(keys: Iterable<KeyInfo>): Map<string, string> {
  return new Map([...keys].map(({ key, digest }) => [key, digest]));
}
