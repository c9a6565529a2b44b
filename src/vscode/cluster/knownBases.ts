// What the person knew a key to hold in the cluster last. Before they know anything, it is what it was here when they began
// to edit it.

import type { StagedChange } from '../../volume/edit/stagedChanges.ts';

type Digest = string | null;

interface Known {
  /** Published from here, or seen, and to be overwritten. */
  digest: Digest;
  /** Compared with the change as it was then. What is saved after that overwrites what was compared. */
  compared?: { digest: Digest; content: StagedChange['content'] };
}

export class KnownBases {
  /** By directory, by path. */
  readonly #known = new Map<string, Map<string, Known>>();

  know(dir: string, digests: ReadonlyMap<string, Digest>): void {
    for (const [path, digest] of digests) this.#of(dir).set(path, { digest });
  }

  compare(dir: string, change: StagedChange, digest: Digest): void {
    const { key, content } = change;
    this.#of(dir).set(key, { digest: this.of(dir, change), compared: { digest, content } });
  }

  /** Who edits a key that is not staged begins anew: with what is on its way to it, or else with what is here. */
  forget(
    dir: string,
    isStaged: (path: string) => boolean,
    isOnItsWay: (path: string) => boolean,
  ): void {
    const known = this.#of(dir);
    for (const [path, { digest }] of known) {
      if (isStaged(path)) continue;
      if (isOnItsWay(path)) known.set(path, { digest });
      else known.delete(path);
    }
  }

  /** The last counts: others may have put back what was there before, and that the person did not see. */
  of(dir: string, { key, base, content }: StagedChange): Digest {
    const { digest, compared } = this.#of(dir).get(key) ?? { digest: base?.digest ?? null };
    return compared !== undefined && compared.content !== content ? compared.digest : digest;
  }

  #of(dir: string): Map<string, Known> {
    const known = this.#known.get(dir) ?? new Map<string, Known>();
    this.#known.set(dir, known);
    return known;
  }
}
