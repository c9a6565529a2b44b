// What the person knows a key to be in the cluster, beside what it was here when they began to edit it.

import type { StagedChange } from '../../volume/edit/stagedChanges.ts';

type Digest = string | null;

export class KnownBases {
  /** Published from here and perhaps not arrived yet, or seen, and to be overwritten. */
  readonly #known = new Map<string, Digest>();
  /** Compared with the change as it was then. What is saved after that overwrites what was compared. */
  readonly #compared = new Map<string, { digest: Digest; content: StagedChange['content'] }>();

  know(dir: string, digests: ReadonlyMap<string, Digest>): void {
    for (const [path, digest] of digests) this.#known.set(idOf(dir, path), digest);
  }

  compare(dir: string, { key, content }: StagedChange, digest: Digest): void {
    this.#compared.set(idOf(dir, key), { digest, content });
  }

  of(dir: string, { key, base, content }: StagedChange): Digest[] {
    const id = idOf(dir, key);
    const known = this.#known.get(id);
    const compared = this.#compared.get(id);
    const isAnswered = compared !== undefined && compared.content !== content;
    return [
      base?.digest ?? null,
      ...(known === undefined ? [] : [known]),
      ...(isAnswered ? [compared.digest] : []),
    ];
  }
}

function idOf(dir: string, key: string): string {
  return `${dir}\0${key}`;
}
