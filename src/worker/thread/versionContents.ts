// What the versions of a volume held, as far as it is kept in memory. Nothing is read from disk for it.

import { type BundleChange, bundleChange } from '../../volume/credentials/bundleChange.ts';
import { VolumeError } from '../../volume/failure.ts';
import type { FileProjection, KeyPath } from '../../volume/payload.ts';
import type { SeenVersion } from '../../volume/read/history.ts';
import type { Requests } from '../protocol/protocol.ts';
import { inspectOnce } from './examined.ts';
import type { VolumeReader } from './volumeReader.ts';

export class VersionContents {
  readonly #read: Pick<VolumeReader, 'history' | 'snapshot'>;

  constructor(read: Pick<VolumeReader, 'history' | 'snapshot'>) {
    this.#read = read;
  }

  statKey(version: string, key: string): { size: number; mode: number } {
    const file = this.#read.history.find(version)?.files.get(key as KeyPath);
    if (file === undefined) throw new VolumeError({ code: 'no-such-key', key, version });
    return { size: file.size, mode: file.mode };
  }

  listVersion(version: string): Requests['listVersion']['result'] {
    const seen = this.#read.history.find(version);
    if (seen === undefined) throw new VolumeError({ code: 'version-not-kept', version });
    const { files, unread } = seen;
    return {
      keys: [...files].map(([key, { size, mode, digest }]) => ({ key, size, mode, digest })),
      unread: [...unread].map(([key, reason]) => ({ key, reason })),
    };
  }

  readKey(version: string, key: string): Uint8Array {
    const files = this.#seen(version).files as ReadonlyMap<string, { data?: Uint8Array }>;
    const data = files.get(key)?.data;
    if (data === undefined) throw new VolumeError({ code: 'no-such-key', key, version });
    return data;
  }

  /** Undefined where one of the two is no file of certificates. */
  bundleChange(before: string, after: string, key: string): BundleChange | undefined {
    const [then, now] = [before, after].map((version) => {
      const credential = inspectOnce(this.readKey(version, key));
      return credential !== undefined && 'certificates' in credential
        ? credential.certificates
        : undefined;
    });
    return then === undefined || now === undefined ? undefined : bundleChange(then, now);
  }

  /**
   * Key → bytes of the active version, as it was last read.
   *
   * @throws VolumeError when it could not be read whole
   */
  activeFiles(): ReadonlyMap<string, Uint8Array> {
    if (this.#read.snapshot?.state !== 'read') {
      throw new VolumeError({
        code: 'unreadable-version',
        reason: this.#read.snapshot?.state ?? '',
      });
    }
    for (const [key, reason] of this.#read.snapshot.unread) {
      throw new VolumeError({ code: 'unread-key', key, reason });
    }
    return new Map([...this.#read.snapshot.files].map(([key, { data }]) => [key, data]));
  }

  /**
   * What the version held, for publishing it again.
   *
   * @throws VolumeError when it is not known whole
   */
  payloadOf(version: string): Map<KeyPath, FileProjection> {
    const payload = new Map<KeyPath, FileProjection>();
    const seen = this.#seen(version);
    const active = this.#read.snapshot?.state === 'read' ? this.#read.snapshot.unread : [];
    // Neither version may lose what could not be read of it.
    for (const [key, reason] of [...seen.unread, ...active]) {
      throw new VolumeError({ code: 'unread-key', key, reason });
    }
    for (const [key, { data, mode }] of seen.files) {
      if (data === undefined) throw new VolumeError({ code: 'version-not-kept', version });
      payload.set(key, { data, mode });
    }
    return payload;
  }

  #seen(version: string): SeenVersion {
    const seen = this.#read.history.find(version);
    if (seen?.kept !== true) throw new VolumeError({ code: 'version-not-kept', version });
    return seen;
  }
}
