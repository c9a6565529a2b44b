// How a directory keeps its versions. Its entries and links show it; no file is read.

import { basename, join } from 'node:path';
import type { DirectoryEntry, FileSystem } from '../fileSystem.ts';
import {
  DATA_DIR,
  isOldTimestampDirName,
  isSvidletDirName,
  isTimestampDirName,
  isWorktreeName,
  RESERVED_PREFIX,
} from '../layout.ts';
import { linkTarget, listing } from './look.ts';

export type VolumeLayout =
  /** `..data` points to one of several versions. Which writer names its versions so: a kubelet, svidlet, or another. */
  | {
      form: 'data-link';
      naming: 'timestamp' | 'svidlet' | 'other';
      /** When it is seen; later generations look alike between two updates. */
      generation?: 'before-1.10';
    }
  /** git-sync's: one link, of any name, to the work tree of a commit. */
  | { form: 'worktree-link'; link: string; target: string }
  /** Files without any such link. */
  | { form: 'plain' }
  /** Empty, or not there. */
  | { form: 'none' };

export function volumeLayout(fs: FileSystem, directory: string): VolumeLayout {
  const entries = listing(fs, directory);
  if (hasDataLink(entries)) return dataLinkLayout(fs, directory, entries);
  const link = worktreeLink(fs, directory, entries);
  if (link !== undefined) return { form: 'worktree-link', ...link };
  const isPlain = entries.some(({ name, kind }) => kind !== 'link' && !isReserved(name));
  return { form: isPlain ? 'plain' : 'none' };
}

export function hasDataLink(entries: readonly DirectoryEntry[]): boolean {
  return entries.some(({ name, kind }) => name === DATA_DIR && kind === 'link');
}

/**
 * A view in which every link is shown as what it leads to (sshfs with `follow_symlinks`), or a copy made so (`cp -rL`).
 */
export function hasFollowedLinks(entries: readonly DirectoryEntry[]): boolean {
  return (
    entries.some(({ name, kind }) => name === DATA_DIR && kind === 'directory') &&
    entries.some(({ name, kind }) => kind === 'directory' && isTimestampDirName(name))
  );
}

/** The only link among the entries, if it points to a work tree. The work tree may be elsewhere, or gone. */
export function worktreeLink(
  fs: FileSystem,
  directory: string,
  entries: readonly DirectoryEntry[],
): { link: string; target: string } | undefined {
  const [link, another] = entries.filter(({ kind }) => kind === 'link');
  if (link === undefined || another !== undefined) return undefined;
  const target = linkTarget(fs, join(directory, link.name));
  return isWorktreeName(basename(target)) ? { link: link.name, target } : undefined;
}

function dataLinkLayout(
  fs: FileSystem,
  directory: string,
  entries: readonly DirectoryEntry[],
): VolumeLayout {
  // Some writers use absolute targets.
  const version = basename(linkTarget(fs, join(directory, DATA_DIR)));
  const naming = isTimestampDirName(version)
    ? 'timestamp'
    : isSvidletDirName(version)
      ? 'svidlet'
      : 'other';
  const isOld = isOldTimestampDirName(version) || hasNestedLinks(fs, directory, entries);
  return { form: 'data-link', naming, ...(isOld && { generation: 'before-1.10' }) };
}

function hasNestedLinks(
  fs: FileSystem,
  directory: string,
  entries: readonly DirectoryEntry[],
): boolean {
  return entries.some(
    ({ name, kind }) =>
      kind === 'directory' &&
      !isReserved(name) &&
      nestedLinks(fs, directory, name).next().done !== true,
  );
}

/** A directory with more directories than this is no volume of a kubelet. */
const NESTED_LISTED = 100;

/**
 * Keys below a folder that have links of their own. Before 1.10 a nested key had a real directory and a link in it:
 * `foo/bar -> ../..data/foo/bar`. A kubelet leaves such folders alone.
 */
export function* nestedLinks(fs: FileSystem, directory: string, folder: string): Generator<string> {
  const paths = [folder];
  // Grows while it is walked: directories in directories are looked at last.
  for (const path of paths) {
    if (paths.length > NESTED_LISTED) return;
    for (const { name, kind } of listing(fs, join(directory, path))) {
      const key = `${path}/${name}`;
      if (kind === 'directory') paths.push(key);
      if (kind !== 'link') continue;
      if (linkTarget(fs, join(directory, key)) === nestedTarget(key)) yield key;
    }
  }
}

function nestedTarget(key: string): string {
  return `${'../'.repeat(key.split('/').length - 1)}${DATA_DIR}/${key}`;
}

function isReserved(name: string): boolean {
  return name.startsWith(RESERVED_PREFIX);
}
