// The versions seen, newest first, with what changed between them and, within a budget, what they held.

import { hash } from 'node:crypto';
import type { UnreadReason } from '../failure.ts';
import { difference, type Change, type KeyPath } from '../payload.ts';
import type { KeyFile, Snapshot } from './snapshot.ts';

export interface SeenVersion {
  /** Unlike any other in its history: relinking and repairing make a version active that was active before. */
  readonly id: string;
  readonly name: string;
  readonly identity: string;
  /** When it was written, by the file system's clock, in ms since the epoch. */
  readonly writtenAt: number;
  readonly files: ReadonlyMap<KeyPath, SeenFile>;
  /** What it held besides and was not read: publishing the files alone would lose it. */
  readonly unread: ReadonlyMap<string, UnreadReason>;
  /** Against the version that was active before; undefined for the first one seen. */
  readonly changes: readonly Change[] | undefined;
  /** Id of the newest version before the last that held the very same: this one went back to it. */
  readonly restores: string | undefined;
  /** False once the contents were given up for newer ones; digests and sizes stay. */
  readonly kept: boolean;
  /** The same for versions that hold the very same: keys, bytes and modes. */
  readonly digest: string;
  /** Bytes of contents that the next newer version does not share: what it costs to keep this one. */
  readonly ownBytes: number;
}

export interface SeenFile {
  readonly digest: string;
  readonly mode: number;
  readonly size: number;
  /** Missing once the version is no longer kept. */
  readonly data?: Uint8Array;
}

/** Bytes of contents that a history keeps beside the newest version's, which it always keeps. */
const DEFAULT_BUDGET = 64e6;
/** Versions listed; the oldest go first. */
const MAX_VERSIONS = 200;

export class History {
  #budget: number;
  #versions: readonly SeenVersion[];

  /** @param versions of another history, newest first */
  constructor(budgetBytes = DEFAULT_BUDGET, versions: readonly SeenVersion[] = []) {
    this.#budget = budgetBytes;
    this.#versions = versions;
  }

  /** Newest first. */
  get versions(): readonly SeenVersion[] {
    return this.#versions;
  }

  /** Gives up contents at once when there are more than that. */
  set budget(bytes: number) {
    this.#budget = bytes;
    this.#versions = withinBudget(this.#versions, bytes);
  }

  find(id: string): SeenVersion | undefined {
    return this.#versions.find((version) => version.id === id);
  }

  /** Takes in a snapshot; a version seen before is replaced by what it holds now, should it have been changed in place. */
  see(snapshot: Snapshot & { state: 'read' }): void {
    const { version } = snapshot;
    const [newest, ...older] = this.#versions;
    const isSame = newest?.identity === version.identity;
    const before = isSame ? older : this.#versions;
    const [previous] = before;
    const files = sharing(snapshot.files, newest?.files);
    const changes = previous === undefined ? undefined : difference(previous.files, files);
    const digest = digestOfAll(files);
    const seen: SeenVersion = {
      id: isSame ? newest.id : this.#newId(version.name),
      name: version.name,
      identity: version.identity,
      writtenAt: version.writtenAt,
      files,
      unread: snapshot.unread,
      changes,
      restores:
        changes?.length === 0
          ? undefined
          : before.slice(1).find((version) => version.digest === digest)?.id,
      kept: true,
      digest,
      ownBytes: 0,
    };
    const versions = [seen, ...before].slice(0, MAX_VERSIONS);
    if (previous !== undefined) {
      versions[1] = { ...previous, ownBytes: bytesNotShared(previous.files, files) };
    }
    this.#versions = withinBudget(versions, this.#budget);
  }

  /** The name, or `name#2` for one that is active a second time. */
  #newId(name: string): string {
    let id = name;
    for (let times = 2; this.find(id) !== undefined; times++) id = `${name}#${times}`;
    return id;
  }
}

function digestOfAll(files: ReadonlyMap<KeyPath, SeenFile>): string {
  // No key has a NUL in it.
  const lines = [...files].map(([key, { digest, mode }]) => `${key}\0${digest} ${mode}\0`);
  return hash('sha256', lines.join(''), 'base64url');
}

function bytesNotShared(
  files: ReadonlyMap<KeyPath, SeenFile>,
  newer: ReadonlyMap<KeyPath, SeenFile>,
): number {
  let bytes = 0;
  for (const [key, { data }] of files) {
    if (data !== undefined && data !== newer.get(key)?.data) bytes += data.length;
  }
  return bytes;
}

/** A thousand versions of an unchanged key are one object with one buffer. */
function sharing(
  files: ReadonlyMap<KeyPath, KeyFile>,
  before: ReadonlyMap<KeyPath, SeenFile> | undefined,
): ReadonlyMap<KeyPath, SeenFile> {
  return new Map(
    [...files].map(([key, { data, digest, mode }]) => {
      const known = before?.get(key);
      if (known?.data === undefined || known.digest !== digest) {
        return [key, { digest, mode, size: data.length, data }];
      }
      return [key, known.mode === mode ? known : { ...known, mode }];
    }),
  );
}

/** Gives up the contents of the oldest versions until the rest fits. */
function withinBudget(versions: readonly SeenVersion[], budget: number): SeenVersion[] {
  let bytes = 0;
  return versions.map((version, index) => {
    if (index > 0) bytes += version.ownBytes;
    return bytes > budget && version.kept ? withoutContents(version) : version;
  });
}

function withoutContents(version: SeenVersion): SeenVersion {
  const files = new Map(
    [...version.files].map(([key, { digest, mode, size }]) => [key, { digest, mode, size }]),
  );
  return { ...version, files, kept: false };
}
