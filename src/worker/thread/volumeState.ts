// Makes the one immutable state object of a volume from what the core read.

import { join } from 'node:path';
import type { Credential, CredentialMap } from '../../volume/credentials/credentials.ts';
import type { CredentialWarning } from '../../volume/credentials/credentialWarnings.ts';
import { orElse } from '../../volume/failure.ts';
import { whyNotWritable } from '../../volume/targetDir.ts';
import type { FileSystem } from '../../volume/fileSystem.ts';
import type { SeenFile, SeenVersion } from '../../volume/read/history.ts';
import { isReadOnlyMount } from '../../volume/places/mounts.ts';
import type { VolumeSource } from '../../volume/places/origin.ts';
import { isSecretKey, type Secrecy } from '../../volume/credentials/secrecy.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import type { Snapshot } from '../../volume/read/snapshot.ts';
import type { Timeline } from '../../volume/read/timeline.ts';
import { isText } from '../../volume/contents/text.ts';
import type { Access, ActiveState, KeyInfo, VersionInfo, VolumeState } from '../protocol/state.ts';
import type { Timelines } from './timelines.ts';
import type { Holding } from './holding.ts';
import type { VolumeReader } from './volumeReader.ts';

export interface StateParts {
  fs: FileSystem;
  dir: string;
  reader: VolumeReader;
  /** What a person said of the volume: it counts instead of what it looks like. */
  overruled: Secrecy | undefined;
  warnings: readonly CredentialWarning[];
  polling: string | undefined;
  disk: number;
  /** Versions that are known not to be on disk; others that are found so are added. */
  gone: Set<string>;
  timelines: Timelines;
  /** Versions that are gone, and that processes hold files of. */
  stillRead: readonly Problem[];
  holding: Holding;
}

/** Undefined before anything was read. */
export function volumeState(parts: StateParts): VolumeState | undefined {
  const { fs, dir, reader, overruled, warnings, polling, disk, gone, timelines } = parts;
  const { stillRead, holding } = parts;
  const { snapshot, source, history, credentials, problems } = reader;
  const { held } = holding;
  if (snapshot === undefined || source === undefined) return undefined;
  const secrecy = overruled ?? reader.secrecy;
  const activeIdentity = snapshot.state === 'read' ? snapshot.version.identity : undefined;
  const [newest] = history.versions;
  const isActive = (version: SeenVersion) =>
    version === newest && version.identity === activeIdentity;
  const onDisk = history.versions.map(
    (version) => isActive(version) || isOnDisk(fs, dir, version.name, gone),
  );
  const orphans = problems.flatMap((problem) =>
    problem.kind === 'orphan' ? [problem.timestampDir] : [],
  );
  timelines.see(history.versions, gone, orphans);
  return {
    dir,
    access: accessOf(fs, dir, snapshot, source),
    origin: source.origin,
    layout: source.layout,
    secrecy,
    active: activeState(snapshot, source, newest, secrecy, credentials),
    versions: history.versions.map((version, index) => {
      const restored = version.restores === undefined ? undefined : history.find(version.restores);
      return versionInfo(version, {
        isActive: isActive(version),
        isOnDisk: onDisk[index] === true,
        isPublishedHere: reader.publishedHere.has(version.name),
        restores: restored?.writtenAt,
        timeline: timelines.told.get(version.id),
      });
    }),
    problems: [...holding.without(problems), ...stillRead],
    warnings,
    disk,
    ...(held !== undefined && { held }),
    ...(polling !== undefined && { polling }),
  };
}

function activeState(
  snapshot: Snapshot,
  source: VolumeSource,
  newest: SeenVersion | undefined,
  secrecy: Secrecy,
  credentials: CredentialMap,
): ActiveState {
  switch (snapshot.state) {
    case 'read': {
      const { name: version, writtenAt } = snapshot.version;
      const keys = [...(newest?.files ?? [])].map(([key, file]) =>
        keyInfo(key, file, isSecretKey(secrecy, key), credentials.get(key)),
      );
      const unread = [...snapshot.unread].map(([key, reason]) => ({ key, reason }));
      return { state: 'read', version, writtenAt, keys, ...(unread.length > 0 && { unread }) };
    }
    case 'too-large':
      return { state: 'too-large', version: snapshot.version.name, limit: snapshot.limit };
    case 'unsettled':
      return { state: 'unsettled', version: snapshot.version.name };
    case 'not-a-directory':
      return subPathState(source, true) ?? snapshot;
    case 'no-data-link': {
      const subPath = subPathState(source, false);
      if (subPath !== undefined) return subPath;
      if (isRemoved(snapshot, source)) return { state: 'removed' };
      return newest === undefined ? snapshot : { state: 'emptied' };
    }
    case 'no-target-directory':
    case 'data-not-a-link':
    case 'dangling':
    case 'outside':
    case 'version-not-a-directory':
    case 'unreadable':
      return snapshot;
  }
}

function subPathState({ subPath }: VolumeSource, isFile: boolean): ActiveState | undefined {
  if (subPath === undefined) return undefined;
  const { version, key, isStale, live } = subPath;
  return { state: 'sub-path', isFile, version, key, isStale, ...(live !== undefined && { live }) };
}

/** A kubelet removes the directories of a pod that has ended; where they are mounted, an empty one stays. */
function isRemoved({ state }: Snapshot, { mount, isMountPoint }: VolumeSource): boolean {
  return state === 'no-data-link' && isMountPoint && mount?.isRootDeleted === true;
}

/** The same object as long as it says the same: the extension host has it already. */
const infoOf = new WeakMap<SeenVersion, VersionInfo>();

interface Told {
  isActive: boolean;
  isOnDisk: boolean;
  isPublishedHere: boolean;
  restores: number | undefined;
  timeline: Timeline | undefined;
}

function versionInfo(version: SeenVersion, told: Told): VersionInfo {
  const { isActive, isOnDisk, isPublishedHere, restores, timeline } = told;
  const known = infoOf.get(version);
  if (
    known?.isActive === isActive &&
    known.isOnDisk === isOnDisk &&
    known.restores === restores &&
    known.timeline === timeline
  ) {
    return known;
  }
  const info: VersionInfo = {
    id: version.id,
    name: version.name,
    writtenAt: version.writtenAt,
    isActive,
    isOnDisk,
    isKept: version.kept,
    changes: version.changes,
    ...(restores !== undefined && { restores }),
    ...(isPublishedHere && { isPublishedHere }),
    ...(timeline !== undefined && { timeline }),
  };
  infoOf.set(version, info);
  return info;
}

/** Told once for each file: versions share the files that they have in common. */
const textOf = new WeakMap<SeenFile, { isText: boolean; preview?: string }>();

function keyInfo(
  key: string,
  file: SeenFile,
  isSecret: boolean,
  credential: Credential | undefined,
): KeyInfo {
  let text = textOf.get(file);
  if (text === undefined) textOf.set(file, (text = describeText(file.data)));
  const { digest, mode, size } = file;
  const { isText, preview } = text;
  const shown = !isSecret && preview !== undefined ? { preview } : {};
  const told = credential === undefined ? {} : { credential };
  return { key, size, mode, digest, isText, ...shown, ...told };
}

/** Longer values say more in an editor than in a row of the tree. */
const PREVIEW_LENGTH = 40;

function describeText(data: Uint8Array | undefined): { isText: boolean; preview?: string } {
  if (data === undefined || !isText(data)) return { isText: false };
  if (data.length > PREVIEW_LENGTH) return { isText: true };
  const line = Buffer.from(data).toString().replace(/\n$/, '');
  // One line of visible characters: no control or bidirectional ones, which could pretend to be something else.
  const isShort = line.trim() !== '' && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line);
  return isShort ? { isText: true, preview: line } : { isText: true };
}

function isCopied(snapshot: Snapshot): boolean {
  return snapshot.state === 'read' && snapshot.version.isCopied === true;
}

function accessOf(fs: FileSystem, dir: string, snapshot: Snapshot, source: VolumeSource): Access {
  const { mount } = source;
  if (isCopied(snapshot)) return 'links-followed';
  if (isRemoved(snapshot, source)) return 'removed';
  if (process.platform === 'win32') return 'no-atomic-swap';
  const access = orElse('unknown', () => whyNotWritable(fs, dir) ?? 'writable');
  // Permission is asked first, but would not help on a read-only mount.
  const isReadOnly = access === 'no-permission' && mount !== undefined && isReadOnlyMount(mount);
  return isReadOnly ? 'read-only-file-system' : access;
}

function isOnDisk(fs: FileSystem, dir: string, version: string, gone: Set<string>): boolean {
  if (gone.has(version)) return false;
  const isThere = orElse(false, () => fs.lstat(join(dir, version)) !== undefined);
  if (!isThere) gone.add(version);
  return isThere;
}
