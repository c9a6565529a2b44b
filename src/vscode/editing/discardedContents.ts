// Staged contents that were discarded: an editor may show one still, and what is typed over it began with what that did.

import type { StagedChanges } from '../../volume/edit/stagedChanges.ts';
import type { Fingerprint } from '../../volume/payload.ts';

type Prints = ReadonlyMap<string, Fingerprint>;

export class DiscardedContents {
  /** By directory and key: the latest. */
  readonly #left = new Map<string, Map<string, { digest: string; base: Fingerprint | null }>>();

  /** Call it with what is staged before and after; what has left and is not active was discarded. */
  follow(dir: string, before: StagedChanges, after: StagedChanges, active: Prints): void {
    const left = this.#left.get(dir) ?? new Map();
    this.#left.set(dir, left);
    for (const key of after.keys()) left.delete(key);
    for (const [key, change] of before) {
      const digest = change.content?.digest;
      if (digest === undefined || after.has(key) || active.get(key)?.digest === digest) continue;
      left.set(key, { digest, base: change.base });
    }
  }

  /** What an edit began with that seems to have begun with `base`. */
  baseOf(dir: string, key: string, base: Fingerprint | null, active: Prints): Fingerprint | null {
    const left = this.#left.get(dir)?.get(key);
    const isOfIt = left !== undefined && left.digest === base?.digest;
    return isOfIt && active.get(key)?.digest !== left.digest ? left.base : base;
  }
}
