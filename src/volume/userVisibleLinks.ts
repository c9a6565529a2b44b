// The user-visible links: one in the target directory for each top-level name of the active version.

import { join } from 'node:path';
import { readActiveVersion } from './activeVersion.ts';
import { errnoOf, tolerate, VolumeError } from './failure.ts';
import { type DirectoryEntry, type FileSystem, isUtf8Name } from './fileSystem.ts';
import { RESERVED_PREFIX, userVisibleTarget } from './layout.ts';

/**
 * Which of `names` have no link yet.
 *
 * @throws VolumeError `in-the-way` when something else has the name, which would hide the key
 */
export function missingLinks(
  fs: FileSystem,
  targetDir: string,
  names: Iterable<string>,
  linkedBefore: ReadonlySet<string>,
): string[] {
  const present = entriesByName(fs, targetDir);
  const missing: string[] = [];
  for (const name of names) {
    const entry = present.get(name);
    if (entry === undefined) {
      missing.push(name);
      continue;
    }
    if (entry.kind !== 'link') throw new VolumeError({ code: 'in-the-way', name });
    // A name that the active version has is linked already: no need to read a thousand links for each publish.
    if (linkedBefore.has(name)) continue;
    const target = linkTarget(fs, targetDir, name);
    if (target === undefined) missing.push(name);
    else if (target !== userVisibleTarget(name)) {
      throw new VolumeError({ code: 'in-the-way', name });
    }
  }
  return missing;
}

/** Makes links. One that another writer made meanwhile is as good. */
export function makeLinks(fs: FileSystem, targetDir: string, names: Iterable<string>): void {
  for (const name of names) {
    tolerate(['EEXIST'], () => fs.symlink(userVisibleTarget(name), join(targetDir, name)));
  }
}

/** Removes links of ours, and nothing else that has one of the names. */
export function removeLinks(fs: FileSystem, targetDir: string, names: Iterable<string>): void {
  for (const name of names) {
    if (!isUserVisibleLink(fs, targetDir, name)) continue;
    tolerate(['ENOENT'], () => fs.unlink(join(targetDir, name)));
  }
}

const ATTEMPTS = 100;

/**
 * Makes the links match the active version: missing ones are made, dangling ones of ours are removed. Another writer
 * may swap at any moment, so it looks again afterwards: whoever acts last leaves the links right.
 */
export function matchLinks(fs: FileSystem, targetDir: string): void {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const active = readActiveVersion(fs, targetDir);
    if (active.state !== 'present') return;
    matchLinksOnce(fs, targetDir, active.version.path);
    const after = readActiveVersion(fs, targetDir);
    if (after.state === 'present' && after.version.identity === active.version.identity) return;
  }
}

/** The same for one name alone; returns whether it is a key of the active version. */
export function matchLink(fs: FileSystem, targetDir: string, name: string): boolean {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const active = readActiveVersion(fs, targetDir);
    if (active.state !== 'present') return false;
    const { identity, path } = active.version;
    const isKey = tolerate(['ENOENT'], () => fs.lstat(join(path, name)));
    if (isKey) makeLinks(fs, targetDir, [name]);
    else removeLinks(fs, targetDir, [name]);
    const after = readActiveVersion(fs, targetDir);
    if (after.state === 'present' && after.version.identity === identity) return isKey;
  }
  return false;
}

function matchLinksOnce(fs: FileSystem, targetDir: string, versionPath: string): void {
  let wanted: Set<string>;
  try {
    wanted = new Set(
      fs
        .readdir(versionPath)
        .map((entry) => entry.name)
        .filter((name) => !name.startsWith(RESERVED_PREFIX) && isUtf8Name(name)),
    );
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return; // replaced and removed: the caller looks again
    throw error;
  }
  const present = entriesByName(fs, targetDir);
  makeLinks(
    fs,
    targetDir,
    [...wanted].filter((name) => !present.has(name)),
  );
  const dangling = [...present.values()].filter(
    ({ name, kind }) => kind === 'link' && !wanted.has(name) && !name.startsWith(RESERVED_PREFIX),
  );
  removeLinks(
    fs,
    targetDir,
    dangling.map(({ name }) => name),
  );
}

/** True for a link that an AtomicWriter makes for this name, dangling or not. */
export function isUserVisibleLink(fs: FileSystem, targetDir: string, name: string): boolean {
  return linkTarget(fs, targetDir, name) === userVisibleTarget(name);
}

/** Undefined when the link has gone. */
export function linkTarget(fs: FileSystem, targetDir: string, name: string): string | undefined {
  try {
    return fs.readlink(join(targetDir, name));
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'EINVAL') return undefined;
    throw error;
  }
}

function entriesByName(fs: FileSystem, directory: string): Map<string, DirectoryEntry> {
  return new Map(fs.readdir(directory).map((entry) => [entry.name, entry]));
}
