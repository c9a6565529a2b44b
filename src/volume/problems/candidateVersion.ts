// Which directory `..data` can be pointed at again, when it leads to no version.

import { basename, isAbsolute, join, normalize, sep } from 'node:path';
import { type ActiveVersion, versionAt } from '../read/activeVersion.ts';
import { orElse } from '../failure.ts';
import type { DirectoryEntry, FileSystem } from '../fileSystem.ts';
import {
  isTimestampDirName,
  ORPHAN_MS,
  RESERVED_PREFIX,
  SETTLED_MS,
  topLevelNames,
} from '../layout.ts';
import { ageOf } from '../write/leftovers.ts';
import { DEFAULT_LIMITS, readVersion } from '../read/snapshot.ts';
import { isUserVisibleLink } from '../write/userVisibleLinks.ts';

interface Found {
  /** A directory in the target directory. */
  candidate?: string;
  /** Milliseconds until a younger directory may be one. */
  nextIn?: number;
}

/** Every look reads the candidates, so only the newest few are tried. */
const MAX_READ = 5;

/**
 * If the volume was moved or copied, `..data` names a directory elsewhere: then the directory of that name here. Otherwise
 * the newest whole version: everything in it can be read, and each user-visible link finds its key. A directory that is
 * young enough to be a live writer's work does not count: it may look whole for a moment and then grow.
 */
export function candidateVersion(
  fs: FileSystem,
  targetDir: string,
  active: Exclude<ActiveVersion, { state: 'present' }>,
): Found {
  const entries = fs.readdir(targetDir);
  const linked = userVisibleLinks(fs, targetDir, entries);
  const ages = timestampDirs(fs, targetDir, entries);
  const old = ages.filter(({ age }) => age > ORPHAN_MS);
  const young = ages.filter(({ age }) => age <= ORPHAN_MS).map(({ age }) => ORPHAN_MS - age + 1);
  const candidate =
    namesake(active, entries) ??
    (active.state === 'outside'
      ? undefined // somebody meant it so
      : old.slice(0, MAX_READ).find(({ name }) => isWhole(fs, targetDir, name, linked))?.name);
  return {
    ...(candidate !== undefined && { candidate }),
    ...(candidate === undefined && young.length > 0 && { nextIn: Math.min(...young) }),
  };
}

/**
 * Whether there are timestamp directories or links although `..data` is missing, old enough that no live writer is about
 * to make it.
 */
export function isVersionAwaited(
  fs: FileSystem,
  targetDir: string,
): { isAwaited: boolean; nextIn?: number } {
  const entries = fs.readdir(targetDir);
  const waits = [
    ...timestampDirs(fs, targetDir, entries).map(({ age }) => ORPHAN_MS - age + 1),
    ...userVisibleLinks(fs, targetDir, entries).map(
      (name) => SETTLED_MS - ageOf(fs, fs.lstat(join(targetDir, name))) + 1,
    ),
  ];
  const next = Math.min(...waits);
  return next > 0 && next !== Infinity
    ? { isAwaited: false, nextIn: next }
    : { isAwaited: next <= 0 };
}

/** Names of links that an AtomicWriter made, up to a limit. */
function userVisibleLinks(
  fs: FileSystem,
  targetDir: string,
  entries: readonly DirectoryEntry[],
): string[] {
  return entries
    .filter(({ name, kind }) => kind === 'link' && !name.startsWith(RESERVED_PREFIX))
    .slice(0, DEFAULT_LIMITS.entries)
    .map(({ name }) => name)
    .filter((name) => isUserVisibleLink(fs, targetDir, name));
}

/** The target names the volume's own path or its parent, so it breaks when the volume is moved or copied. */
export function isDetour(target: string): boolean {
  return isAbsolute(target) || normalize(target).startsWith(`..${sep}`);
}

function namesake(active: ActiveVersion, entries: readonly DirectoryEntry[]): string | undefined {
  if (!('target' in active) || !isDetour(active.target)) return undefined;
  const wanted = basename(active.target);
  return entries.find(({ name, kind }) => kind === 'directory' && name === wanted)?.name;
}

/** Newest first. Names sort correctly only to the second; then the mtime decides. */
function timestampDirs(fs: FileSystem, targetDir: string, entries: readonly DirectoryEntry[]) {
  const second = (name: string) => name.slice(0, name.indexOf('.', 2));
  return entries
    .filter(({ name, kind }) => kind === 'directory' && isTimestampDirName(name))
    .map(({ name }) => {
      const stat = fs.lstat(join(targetDir, name));
      return { name, second: second(name), writtenAt: stat.mtimeMs, age: ageOf(fs, stat) };
    })
    .sort((a, b) =>
      a.second === b.second ? b.writtenAt - a.writtenAt : a.second < b.second ? 1 : -1,
    );
}

function isWhole(
  fs: FileSystem,
  targetDir: string,
  name: string,
  linked: readonly string[],
): boolean {
  return orElse(false, () => {
    const stat = fs.lstat(join(targetDir, name));
    const content = readVersion(fs, versionAt(name, targetDir, stat), DEFAULT_LIMITS);
    if (content.state !== 'read' || content.unread.size > 0 || content.files.size === 0) {
      return false;
    }
    const keys = topLevelNames(content.files.keys());
    return linked.every((link) => keys.has(link));
  });
}
