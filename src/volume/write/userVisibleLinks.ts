// The user-visible links: one in the target directory for each top-level name of the active version.

import {
  inVersion,
  isSameVersion,
  readActiveVersion,
  type Version,
} from '../read/activeVersion.ts';
import { NOT_THERE } from '../directory.ts';
import { succeeds, tolerate, VolumeError } from '../failure.ts';
import { type DirectoryEntry, type FileSystem, isUtf8Name } from '../fileSystem.ts';
import { RESERVED_PREFIX, userVisibleTarget } from '../layout.ts';
import { at } from '../paths.ts';
import { nestedLinks } from '../places/volumeLayout.ts';
import { isSpelledForKey } from '../read/keyLink.ts';

/**
 * The names that have no link yet.
 *
 * @param names top-level names of the new version
 * @param linkedBefore those of the active version: they have their links, so a publish need not read a thousand of them
 * @throws VolumeError `in-the-way` when something else has the name, which would hide the key
 */
export function findMissingLinks(
  fs: FileSystem,
  targetDir: string,
  names: ReadonlySet<string>,
  linkedBefore: ReadonlySet<string>,
): string[] {
  const present = byName(fs.readdir(targetDir));
  const missing: string[] = [];
  for (const name of names) {
    const entry = present.get(name);
    if (entry !== undefined && entry.kind !== 'link') {
      // Before 1.10 a folder had links of its own. The kubelet's writer leaves such folders alone, too.
      if (entry.kind === 'directory' && hasNestedLinks(fs, targetDir, name)) continue;
      throw new VolumeError({ code: 'in-the-way', name });
    }
    if (entry !== undefined && linkedBefore.has(name)) continue;
    const target = entry && readUserVisibleLink(fs, targetDir, name);
    if (target === undefined) missing.push(name);
    else if (!isSpelledForKey(targetDir, name, target)) {
      throw new VolumeError({ code: 'in-the-way', name });
    }
  }
  return missing;
}

/** Makes links, or keeps those that another writer made meanwhile. */
export function makeLinks(fs: FileSystem, targetDir: string, names: Iterable<string>): void {
  for (const name of names) {
    tolerate(['EEXIST'], () => fs.symlink(userVisibleTarget(name), at(targetDir, name)));
  }
}

/** Removes user-visible links of these names, and nothing else that has one of the names. */
export function removeLinks(fs: FileSystem, targetDir: string, names: Iterable<string>): void {
  for (const name of names) {
    if (!isUserVisibleLink(fs, targetDir, name)) continue;
    tolerate(['ENOENT'], () => fs.unlink(at(targetDir, name)));
  }
}

const ATTEMPTS = 100;

/**
 * Makes the links match the active version: missing ones are made, dangling ones of ours are removed. Another writer
 * may swap at any moment, so it looks again afterwards: whoever acts last leaves the links right.
 *
 * @param known the top-level names of a version by its name, which saves listing it
 */
export function matchLinks(
  fs: FileSystem,
  targetDir: string,
  known?: { version: string; names: ReadonlySet<string> },
): void {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const active = readActiveVersion(fs, targetDir);
    if (active.state !== 'present') return;
    const { version } = active;
    const names = version.name === known?.version ? known.names : linkedNames(fs, version);
    // Undefined: replaced and removed by now.
    if (names !== undefined) matchLinksTo(fs, targetDir, names);
    if (isSameVersion(readActiveVersion(fs, targetDir), active)) return;
  }
}

/** The same for one name alone; returns whether it is a key of the active version. */
export function matchLink(fs: FileSystem, targetDir: string, name: string): boolean {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const active = readActiveVersion(fs, targetDir);
    if (active.state !== 'present') return false;
    const isKey = isInVersion(fs, active.version, name);
    if (isKey) makeLinks(fs, targetDir, [name]);
    else removeLinks(fs, targetDir, [name]);
    if (isSameVersion(readActiveVersion(fs, targetDir), active)) return isKey;
  }
  return false;
}

function linkedNames(fs: FileSystem, version: Version): ReadonlySet<string> | undefined {
  const listed = tolerate(NOT_THERE, () => inVersion(fs, version, (path) => fs.readdir(path)));
  if (listed === undefined) return undefined;
  return new Set(
    listed
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith(RESERVED_PREFIX) && isUtf8Name(name)),
  );
}

function matchLinksTo(fs: FileSystem, targetDir: string, wanted: ReadonlySet<string>): void {
  const present = byName(fs.readdir(targetDir));
  const missing = [...wanted].filter((name) => !present.has(name));
  makeLinks(fs, targetDir, missing);
  const dangling = [...present.values()].filter((entry) => mayDangle(entry, wanted));
  removeLinks(
    fs,
    targetDir,
    dangling.map(({ name }) => name),
  );
  // If the file system folds case, the link of the deleted key `A` stood where the link of `a` belongs.
  makeLinks(fs, targetDir, missing);
}

/** Whether the version has anything of this name. */
export function isInVersion(fs: FileSystem, version: Version, name: string): boolean {
  return succeeds(NOT_THERE, () => inVersion(fs, version, (path) => fs.lstat(`${path}/${name}`)));
}

/** True for a link that an AtomicWriter makes for this name, dangling or not. */
export function isUserVisibleLink(fs: FileSystem, targetDir: string, name: string): boolean {
  const target = readUserVisibleLink(fs, targetDir, name);
  return target !== undefined && isSpelledForKey(targetDir, name, target);
}

function hasNestedLinks(fs: FileSystem, targetDir: string, folder: string): boolean {
  return nestedLinks(fs, targetDir, folder).next().done !== true;
}

/** Where the link of this name leads; undefined if there is none. */
export function readUserVisibleLink(
  fs: FileSystem,
  targetDir: string,
  name: string,
): string | undefined {
  return tolerate(['ENOENT', 'EINVAL'], () => fs.readlink(at(targetDir, name)));
}

function mayDangle({ name, kind }: DirectoryEntry, wanted: ReadonlySet<string>): boolean {
  return kind === 'link' && !wanted.has(name) && !name.startsWith(RESERVED_PREFIX);
}

function byName(entries: readonly DirectoryEntry[]): Map<string, DirectoryEntry> {
  return new Map(entries.map((entry) => [entry.name, entry]));
}
