// Which values of a volume are kept from view, also while it is missing.

import { NOTHING_SECRET, type Secrecy, UNREAD } from '../../volume/credentials/secrecy.ts';
import type { Volumes } from '../volumes/volumes.ts';

export class KnownSecrecy {
  readonly #volumes: Volumes;
  /** By directory: keys that were in the plain storage, which only what is no secret gets into. */
  readonly #plain = new Map<string, ReadonlySet<string>>();

  constructor(volumes: Volumes) {
    this.#volumes = volumes;
  }

  wasPlain(dir: string, keys: Iterable<string>): void {
    this.#plain.set(dir, new Set(keys));
  }

  /** A volume that was read once says how that was, whatever has become of it. */
  of(dir: string, key?: string): Secrecy {
    const { secrecy } = this.#volumes.state(dir) ?? { secrecy: UNREAD };
    const isPlain = key !== undefined && this.#plain.get(dir)?.has(key) === true;
    return secrecy.all === 'unread' && isPlain ? NOTHING_SECRET : secrecy;
  }
}
