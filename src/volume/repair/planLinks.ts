// Plans for user-visible links. Whatever is not a link is somebody's data and is never touched.

import { join } from 'node:path';
import type { ActiveVersion } from '../read/activeVersion.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { DATA_DIR, SETTLED_MS, userVisibleTarget } from '../layout.ts';
import { ageOf } from '../write/leftovers.ts';
import { isVisible } from '../problems/linkProblems.ts';
import { freeNewDataDir } from './planReserved.ts';
import { changed, type Planned, stampOf, statAt } from './repairAction.ts';
import { isSpelledForKey } from '../read/keyLink.ts';
import { isInVersion, readUserVisibleLink } from '../write/userVisibleLinks.ts';

export function planDanglingLink(
  fs: FileSystem,
  targetDir: string,
  active: ActiveVersion,
  name: string,
): Planned {
  const link = linkAt(fs, targetDir, name);
  if (link === undefined || !isSpelledForKey(targetDir, name, link.target)) return changed(name);
  if (!isVisible(name) || isKey(fs, active, name) !== false) return changed(name);
  const isYoung = ageOf(fs, link.stat) <= SETTLED_MS || isJustSwapped(fs, targetDir);
  return isYoung ? { why: 'busy' } : [{ action: 'remove', path: name, seen: stampOf(link.stat) }];
}

export function planMissingLink(
  fs: FileSystem,
  targetDir: string,
  active: ActiveVersion,
  name: string,
): Planned {
  if (!isVisible(name) || isKey(fs, active, name) !== true) return changed(name);
  if (statAt(fs, targetDir, name) !== undefined) return changed(name);
  if (isJustSwapped(fs, targetDir)) return { why: 'busy' };
  return [{ action: 'link', path: name, target: userVisibleTarget(name) }];
}

export function planForeignLink(
  fs: FileSystem,
  targetDir: string,
  active: ActiveVersion,
  name: string,
): Planned {
  const link = linkAt(fs, targetDir, name);
  const target = userVisibleTarget(name);
  if (link === undefined || link.target === target) return changed(name);
  if (!isVisible(name) || isKey(fs, active, name) !== true) return changed(name);
  const free = freeNewDataDir(fs, targetDir);
  if ('why' in free) return free;
  const seen = stampOf(link.stat);
  return [...free, { action: 'replace-link', path: name, target, replaced: link.target, seen }];
}

interface Link {
  stat: FileStat;
  target: string;
}

function linkAt(fs: FileSystem, targetDir: string, name: string): Link | undefined {
  const stat = statAt(fs, targetDir, name);
  const target = readUserVisibleLink(fs, targetDir, name);
  return stat === undefined || target === undefined ? undefined : { stat, target };
}

/** Undefined without an active version. */
function isKey(fs: FileSystem, active: ActiveVersion, name: string): boolean | undefined {
  if (active.state !== 'present') return undefined;
  return isInVersion(fs, active.version, name);
}

/** A live writer may still have links to make and remove. */
function isJustSwapped(fs: FileSystem, targetDir: string): boolean {
  return ageOf(fs, fs.lstat(join(targetDir, DATA_DIR))) <= SETTLED_MS;
}
