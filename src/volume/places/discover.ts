// Finds projected volumes below directories such as workspace folders: whatever holds a `..data` link.

import type { FileSystem } from '../fileSystem.ts';
import { parseMountInfo } from './mounts.ts';
import { type SearchLimits, search, type SearchEnd, type SearchStep } from './search.ts';
import { hasDataLink, hasFollowedLinks } from './volumeLayout.ts';

export interface Bounds extends SearchLimits {
  /** Levels below each root. */
  depth: number;
}

/** Workspaces are searched each time a window opens, so the search ends early rather than late. */
export const DEFAULT_BOUNDS: Bounds = { depth: 6, directories: 5_000, milliseconds: 10_000 };

/** Target directories below the roots and the roots themselves, nearest first. */
export function* searchVolumes(
  fs: FileSystem,
  roots: readonly string[],
  { depth, ...limits }: Bounds = DEFAULT_BOUNDS,
): Generator<SearchStep<string>, SearchEnd, void> {
  return yield* search(
    fs,
    roots.map((directory) => ({ directory, depth })),
    limits,
    parseMountInfo(fs.mountInfo()),
    ({ directory }, entries) =>
      hasDataLink(entries) || hasFollowedLinks(entries) ? directory : undefined,
  );
}

/** The same at once. */
export function discoverVolumes(
  fs: FileSystem,
  roots: readonly string[],
  bounds: Bounds = DEFAULT_BOUNDS,
): string[] {
  return [...searchVolumes(fs, roots, bounds)].flatMap(({ found }) => found ?? []);
}
