// What every writer knows when it plans: the volume as it is, and the payload that it is to hold.

import { readBase } from '../edit/edits.ts';
import type { FileSystem } from '../fileSystem.ts';
import { RESERVED_PREFIX, topLevelName } from '../layout.ts';
import type { VolumePath } from '../paths.ts';
import { type KeyPath, parsePayload, type Payload, type ValidPayload } from '../payload.ts';
import type { KeyFile } from '../read/snapshot.ts';
import type { Seen } from './update.ts';

export interface GivenVolume {
  fs: FileSystem;
  targetDir: string;
  /** The active version; undefined for none. */
  version: VolumePath | undefined;
  /** What it holds. */
  old: ReadonlyMap<KeyPath, KeyFile>;
  payload: ValidPayload;
  /** What the target directory holds beside the writer's own names: links, normally. */
  names: ReadonlySet<string>;
}

/** @throws VolumeError for a payload or a volume that no writer can do anything with */
export function givenVolume(fs: FileSystem, targetDir: string, payload: Payload): GivenVolume {
  const parsed = parsePayload(payload);
  const { files, expected } = readBase(fs, targetDir);
  const names = fs.readdir(targetDir).map(({ name }) => name);
  return {
    fs,
    targetDir,
    version: expected === '' ? undefined : expected,
    old: files,
    payload: parsed,
    names: new Set(names.filter((name) => !name.startsWith(RESERVED_PREFIX))),
  };
}

/** The keys that have other bytes than before, or are new. */
export function changedKeys({ old, payload }: GivenVolume): KeyPath[] {
  return [...payload.keys()].filter((key) => !hasBytesOf(old.get(key), payload.get(key)));
}

function hasBytesOf(before: KeyFile | undefined, after: { data: Uint8Array } | undefined): boolean {
  return (
    before !== undefined && after !== undefined && Buffer.compare(before.data, after.data) === 0
  );
}

export function removedKeys({ old, payload }: GivenVolume): KeyPath[] {
  return [...old.keys()].filter((key) => !payload.has(key));
}

/** Each key of the old and the new payload → what `seen` says of it, sorted. */
export function seenOf(
  { old, payload }: GivenVolume,
  seen: (key: KeyPath) => Seen,
): ReadonlyMap<string, Seen> {
  const keys = [...new Set([...old.keys(), ...payload.keys()])].sort();
  return new Map(keys.map((key) => [key, seen(key)]));
}

/** What readers get of a version through links of these names. */
export function seenInVersion(
  volume: GivenVolume,
  version: 'old' | 'new',
  linked: ReadonlySet<string>,
): ReadonlyMap<string, Seen> {
  const files: ReadonlyMap<KeyPath, unknown> = version === 'old' ? volume.old : volume.payload;
  return seenOf(volume, (key) =>
    files.has(key) && linked.has(topLevelName(key)) ? version : 'nothing',
  );
}
