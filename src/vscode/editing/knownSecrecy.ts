// Which values of a volume are kept from view, also while it is missing and cannot say.

import type * as vscode from 'vscode';
import { ALL_SECRET, NOTHING_SECRET, type Secrecy } from '../../volume/credentials/secrecy.ts';
import type { Volumes } from '../volumes/volumes.ts';

export class KnownSecrecy implements vscode.Disposable {
  /** Of each volume as it was read last. */
  readonly #last = new Map<string, Secrecy>();
  /** By directory: keys that were in the plain storage, which only what is no secret gets into. */
  readonly #plain = new Map<string, ReadonlySet<string>>();
  readonly #listener: vscode.Disposable;

  constructor(volumes: Volumes) {
    this.#listener = volumes.onDidChange(({ dir, after: { active, secrecy } }) => {
      // Where a file is mounted alone, that one was read.
      if (active.state === 'read' || active.state === 'sub-path') this.#last.set(dir, secrecy);
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }

  wasPlain(dir: string, keys: Iterable<string>): void {
    this.#plain.set(dir, new Set(keys));
  }

  /** Of a volume that was never read nobody knows: in doubt all is secret. */
  of(dir: string, key?: string): Secrecy {
    const isPlain = key !== undefined && this.#plain.get(dir)?.has(key) === true;
    return this.#last.get(dir) ?? (isPlain ? NOTHING_SECRET : ALL_SECRET);
  }
}
