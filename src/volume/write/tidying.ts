// What a writer leaves tidy: after the swap, and when it gives up before it. Nothing here hides how the publish went.

import { join } from 'node:path';
import { type ActiveVersion, readActiveVersion, versionName } from '../read/activeVersion.ts';
import type { WriteStep } from './atomicWriter.ts';
import { errnoOf, VolumeError } from '../failure.ts';
import type { DirectoryEntry, FileSystem } from '../fileSystem.ts';
import type { KeptVersions } from './keptVersions.ts';
import { clearLeftovers, mayBeLeftOver, removeTree } from './leftovers.ts';
import { releaseNewDataDir } from './mutex.ts';
import type { PublishedFiles } from './publishedFiles.ts';
import { type LinksBefore, matchLinks, removeLinks } from './userVisibleLinks.ts';

export interface Swap {
  previous: ActiveVersion;
  /**
   * What was there before the swap, so that it need not be looked for once more: `published` in the version, `entries`
   * and `links` in the target directory. Undefined if another version came between.
   */
  seen: { published: PublishedFiles; entries: DirectoryEntry[]; links: LinksBefore } | undefined;
  /** Why a power failure may bring the previous version back: then it has to stay. */
  notDurable: string | undefined;
}

/** Steps 10 to 12 of a publish, or 10 and 12 where there was nothing to swap. */
export function* tidy(
  fs: FileSystem,
  targetDir: string,
  kept: KeptVersions,
  swap?: Swap,
): Generator<WriteStep, void> {
  const seen = swap?.seen;
  // 10.
  // Links that match are let be by all writers, who remove only what no version active then has a name for.
  if (seen?.links.match !== true) ignoringErrors(() => matchLinks(fs, targetDir));
  yield 'match links';

  if (swap !== undefined) {
    // 11.
    if (swap.notDurable === undefined) {
      ignoringErrors(() => kept.add(swap.previous, seen?.published));
    }
    yield 'remove old version';
  }

  // 12.
  if (swap?.notDurable === undefined) {
    ignoringErrors(() => clear(fs, targetDir, kept.atMost, swap));
  }
  yield 'clear leftovers';
}

/** What came since the entries were listed is too young to be left over. */
function clear(
  fs: FileSystem,
  targetDir: string,
  keepVersions: number,
  swap: Swap | undefined,
): void {
  const removed = keepVersions === 0 && swap ? versionName(swap.previous) : undefined;
  const entries = swap?.seen?.entries.filter(
    (entry) => mayBeLeftOver(entry) && entry.name !== removed,
  );
  if (entries?.length !== 0) clearLeftovers(fs, targetDir, keepVersions, entries);
}

/** Leaves the volume as if this publish had never begun. Never removes what has become active. */
export function giveUp(
  fs: FileSystem,
  targetDir: string,
  timestampDir: string,
  linked: readonly string[],
): void {
  ignoringErrors(() => releaseNewDataDir(fs, targetDir, timestampDir));
  ignoringErrors(() => {
    const active = readActiveVersion(fs, targetDir);
    if (active.state === 'unreadable') return;
    if (versionName(active) !== timestampDir) removeTree(fs, join(targetDir, timestampDir));
    if (active.state !== 'present') removeLinks(fs, targetDir, linked);
    // Also when there was no version: another writer's first one may have come between.
    matchLinks(fs, targetDir);
  });
}

/** A failure to tidy must not hide the outcome. A bug is no failure of the file system and passes. */
function ignoringErrors(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof VolumeError) && errnoOf(error) === undefined) throw error;
  }
}
