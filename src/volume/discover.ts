// Finds projected volumes below directories: whatever holds a `..data` link.

import { join } from 'node:path';
import { errnoOf } from './failure.ts';
import type { FileSystem } from './fileSystem.ts';
import { DATA_DIR, RESERVED_PREFIX } from './layout.ts';

export interface Bounds {
  /** Levels below each root. */
  depth: number;
  /** Directories listed in all. */
  directories: number;
}

/** Workspaces are searched each time a window opens, so the search ends early rather than late. */
export const DEFAULT_BOUNDS: Bounds = { depth: 6, directories: 5_000 };

const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);

/** Target directories below the roots and the roots themselves, nearest first. Links are not followed. */
export function discoverVolumes(
  fs: FileSystem,
  roots: readonly string[],
  bounds: Bounds = DEFAULT_BOUNDS,
): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  let level: string[] = [...roots];
  let listed = 0;
  for (let depth = 0; depth <= bounds.depth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const directory of level) {
      if (seen.has(directory)) continue;
      seen.add(directory);
      if (++listed > bounds.directories) return found;
      const entries = listing(fs, directory);
      if (entries.some(({ name, kind }) => name === DATA_DIR && kind === 'link')) {
        found.push(directory);
        continue; // nothing below a volume is another one
      }
      for (const { name, kind } of entries) {
        if (kind !== 'directory' || SKIPPED.has(name) || name.startsWith(RESERVED_PREFIX)) continue;
        next.push(join(directory, name));
      }
    }
    level = next.sort();
  }
  return found;
}

function listing(fs: FileSystem, directory: string) {
  try {
    return fs.readdir(directory);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return []; // not ours to read, or gone
  }
}
