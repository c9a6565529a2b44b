// What VS Code was last told of the keys of each volume, and what it is to read again.

import * as vscode from 'vscode';
import { isSecretKey, type Secrecy } from '../../volume/credentials/secrecy.ts';
import type { StagedChanges } from '../../volume/edit/stagedChanges.ts';
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

/** What documents show of a volume. */
interface Shown {
  isWritable: boolean;
  active: readonly KeyInfo[];
  staged: StagedChanges;
}

export class ToldKeys {
  readonly #volumes: Volumes;
  readonly #staging: Staging;
  readonly #reveals: Reveals;
  readonly #shown = new Map<string, Shown>();
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
    const before = this.#shown.get(dir);
    this.#adoptHidden(dir);
    const after: Shown = {
      isWritable: !isLocked(state),
      // A volume that cannot be read for a while has not lost its keys: editors keep what they show.
      active: state.active.state === 'read' ? state.active.keys : (before?.active ?? []),
      staged: this.#staging.of(dir),
    };
    this.#shown.set(dir, after);
    const events = this.#isToAsk(before, after)
      ? changeEvents(dir, before && keysOf(before), keysOf(after), this.asked)
      : [];
    const problems = [...problemsByPath(state).keys()];
    for (const path of new Set([...(this.#problems.get(dir) ?? []), ...problems])) {
      events.push({ type: vscode.FileChangeType.Changed, uri: problemUri(dir, path) });
    }
    this.#problems.set(dir, problems);
    return events;
  }

  /** Not while VS Code has no document of ours, nor after a state that tells of something else: keys may be thousands. */
  #isToAsk(before: Shown | undefined, after: Shown): boolean {
    return (
      !this.asked.isEmpty &&
      (before?.active !== after.active ||
        before.staged !== after.staged ||
        before.isWritable !== after.isWritable)
    );
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

function keysOf({ isWritable, active, staged }: Shown): ShownKeys {
  const live = staged.size === 0 ? active : keysWithStaged(active, staged).values();
  return { isWritable, active: digests(active), live: digests(live) };
}

function digests(keys: Iterable<KeyInfo>): Map<string, string> {
  return new Map([...keys].map(({ key, digest }) => [key, digest]));
}
