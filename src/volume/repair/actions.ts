// The single actions of a repair. Each first checks that its path is still what the plan saw.

import { basename, dirname, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readActiveVersion } from '../read/activeVersion.ts';
import type { AtomicWriter } from '../write/atomicWriter.ts';
import { inDirectoryBelow } from '../directory.ts';
import { succeeds, VolumeError } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { NEW_DATA_DIR, ORPHAN_MS, STALE_NEW_DATA_DIR_MS } from '../layout.ts';
import { at, type Name } from '../paths.ts';
import { fileSystemTime } from '../write/leftovers.ts';
import { removeTree } from '../write/removeTree.ts';
import { holdsNewDataDir, releaseNewDataDir } from '../write/mutex.ts';
import {
  changed,
  isDirect,
  printsOf,
  type Refusal,
  type RepairAction,
  type Stamp,
  statAt,
} from './repairAction.ts';
import { readSnapshot } from '../read/snapshot.ts';
import { measureTree } from './treeSize.ts';
import { isInVersion, matchLink } from '../write/userVisibleLinks.ts';

type Outcome = 'done' | Refusal;
type Action<A extends RepairAction['action']> = RepairAction & { action: A };

export function removeLink(
  fs: FileSystem,
  targetDir: string,
  { path, seen }: Action<'remove'>,
): Outcome {
  const stat = statAt(fs, targetDir, path);
  if (stat?.kind !== 'link' || !isStill(stat, seen)) return changed(path);
  if (path === NEW_DATA_DIR && !isOlder(fs, targetDir, stat, STALE_NEW_DATA_DIR_MS)) {
    return { why: 'busy' };
  }
  fs.unlink(at(targetDir, path));
  // A writer may have re-added this key before our unlink and relied on this link: restore it.
  const isKey = path !== NEW_DATA_DIR && matchLink(fs, targetDir, path);
  return isKey ? changed(path) : 'done';
}

export function removeOrphan(
  fs: FileSystem,
  targetDir: string,
  { path, files, bytes, seen }: Action<'remove-tree'>,
): Outcome {
  const directory = at(targetDir, path);
  const stat = statAt(fs, targetDir, path);
  if (stat?.kind !== 'directory' || !isStill(stat, seen)) return changed(path);
  const size = measureTree(fs, directory);
  if (size.files !== files || size.bytes !== bytes) return changed(path);
  if (!isOlder(fs, targetDir, stat, ORPHAN_MS)) return { why: 'busy' };
  removeTree(fs, directory);
  return 'done';
}

export function makeLink(
  fs: FileSystem,
  targetDir: string,
  { path, target }: Action<'link'>,
): Outcome {
  const isMade = succeeds(['EEXIST'], () => fs.symlink(target, at(targetDir, path)));
  if (!isMade) return changed(path);
  // A writer may have removed this key before our link was there to be removed: take it away again.
  return matchLink(fs, targetDir, path) ? 'done' : changed(path);
}

export function replaceLink(
  fs: FileSystem,
  targetDir: string,
  { path, target, seen }: Action<'replace-link'>,
): Outcome {
  return renameOver(fs, targetDir, target, path, () => {
    const stat = statAt(fs, targetDir, path);
    return stat?.kind === 'link' && isStill(stat, seen) && isKey(fs, targetDir, path);
  });
}

function isKey(fs: FileSystem, targetDir: string, name: string): boolean {
  const active = readActiveVersion(fs, targetDir);
  return active.state === 'present' && isInVersion(fs, active.version, name);
}

export function swapDataLink(
  fs: FileSystem,
  targetDir: string,
  { path, target, seen, version }: Action<'swap'>,
): Outcome {
  return renameOver(fs, targetDir, target, path, () => {
    const directory = statAt(fs, targetDir, target);
    return (
      isStill(statAt(fs, targetDir, path), seen) &&
      directory?.kind === 'directory' &&
      isStill(directory, version) &&
      isDirect(fs, targetDir, target)
    );
  });
}

/**
 * Renames a new link over `path`. The new link is made as `..data_tmp`, the mutex: so no writer swaps meanwhile, and if we
 * crash, every writer clears what we leave.
 */
function renameOver(
  fs: FileSystem,
  targetDir: string,
  target: string,
  path: Name,
  isAsSeen: () => boolean,
): Outcome {
  const tmp = at(targetDir, NEW_DATA_DIR);
  if (!succeeds(['EEXIST'], () => fs.symlink(target, tmp))) return { why: 'busy' };
  let isDone = false;
  try {
    if (!isAsSeen()) return changed(path);
    if (!holdsNewDataDir(fs, targetDir, target)) return { why: 'busy' };
    fs.rename(tmp, at(targetDir, path));
    isDone = true;
    return 'done';
  } finally {
    if (!isDone) releaseNewDataDir(fs, targetDir, target);
  }
}

export function changeMode(
  fs: FileSystem,
  targetDir: string,
  { path, mode, seen }: Action<'chmod'>,
): Outcome {
  return inDirectoryBelow(fs, targetDir, dirname(path).split(sep), (directory) => {
    const file = at(directory, basename(path));
    if (!isStill(fs.lstat(file), seen)) return changed(path);
    // Through the descriptor: the file that was checked is the one that changes, even if the name now means another.
    const fd = fs.openForReading(file);
    try {
      if (!isStill(fs.fstat(fd), seen)) return changed(path);
      fs.fchmod(fd, mode);
      return 'done';
    } finally {
      fs.close(fd);
    }
  });
}

export function publishAgain(
  fs: FileSystem,
  targetDir: string,
  { path, replaced, files }: Action<'publish'>,
  writer: AtomicWriter,
): Outcome {
  const snapshot = readSnapshot(fs, targetDir);
  if (snapshot.state !== 'read' || snapshot.unread.size > 0) return changed(path);
  if (!isDeepStrictEqual(printsOf(snapshot.files), files)) return changed(path);
  try {
    writer.write(snapshot.files, replaced, 'publish again');
    return 'done';
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    const { failure } = error;
    if (failure.code === 'conflict') return changed(path);
    if (failure.code === 'in-the-way') return changed(failure.name);
    if (failure.code === 'busy') return { why: 'busy' };
    throw error;
  }
}

/** By the file system's clock: by ours, with a server's that is behind, a live writer's would pass for old. */
function isOlder(fs: FileSystem, targetDir: string, stat: FileStat, milliseconds: number): boolean {
  return fileSystemTime(fs, targetDir) - stat.ctimeMs > milliseconds;
}

function isStill(stat: FileStat | undefined, seen: Stamp | undefined): boolean {
  return stat?.id === seen?.id && stat?.ctimeMs === seen?.ctimeMs;
}
