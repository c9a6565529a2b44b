// User-visible links that do not match the active version.

import { join } from 'node:path';
import { succeeds } from '../failure.ts';
import { type FileSystem, isUtf8Name } from '../fileSystem.ts';
import { DATA_DIR, RESERVED_PREFIX, SETTLED_MS, topLevelName } from '../layout.ts';
import { nestedLinks } from '../places/volumeLayout.ts';
import { leadsToKey } from '../read/keyLink.ts';
import { ageOf } from '../write/leftovers.ts';
import type { Findings, Problem } from './problem.ts';
import type { Snapshot } from '../read/snapshot.ts';
import { isUserVisibleLink, readUserVisibleLink } from '../write/userVisibleLinks.ts';
import { isDetour } from './candidateVersion.ts';

export type LinkProblem = Problem & {
  kind: 'missing-link' | 'dangling-link' | 'in-the-way' | 'foreign-link' | 'link-detour';
};

/** Without those that a live writer will put right: between its swap and its last link some are wrong for a moment. */
export function settledLinkProblems(
  fs: FileSystem,
  targetDir: string,
  snapshot: Snapshot & { state: 'read' },
): Findings {
  const sinceSwap = ageOf(fs, fs.lstat(join(targetDir, DATA_DIR)));
  const ageOfProblem = ({ kind, name }: LinkProblem): number => {
    switch (kind) {
      case 'missing-link':
        return sinceSwap;
      case 'dangling-link': // of a key to come, if the link is younger than the swap
        return Math.min(sinceSwap, ageOf(fs, fs.lstat(join(targetDir, name))));
      case 'in-the-way':
      case 'link-detour':
      case 'foreign-link': // no writer's doing
        return Infinity;
    }
  };
  const found = linkProblems(fs, targetDir, snapshot).map((problem) => ({
    problem,
    settledIn: SETTLED_MS - ageOfProblem(problem) + 1,
  }));
  const waits = found.map(({ settledIn }) => settledIn).filter((wait) => wait > 0);
  return {
    problems: found.filter(({ settledIn }) => settledIn <= 0).map(({ problem }) => problem),
    ...(waits.length > 0 && { nextIn: Math.min(...waits) }),
  };
}

/** At most this many links that belong to no key are read at each look. */
const MAX_OTHERS = 2_000;

/** Including those that a live writer may be about to put right. */
export function linkProblems(
  fs: FileSystem,
  targetDir: string,
  { version, files, unread }: Snapshot & { state: 'read' },
): LinkProblem[] {
  const keys = [...files.keys(), ...unread.keys()];
  const names = new Set(keys.map(topLevelName).filter(isVisible));
  const present = new Map(fs.readdir(targetDir).map(({ name, kind }) => [name, kind]));
  const problems: LinkProblem[] = [];
  for (const name of names) {
    const kind = present.get(name);
    if (kind === undefined) problems.push({ kind: 'missing-link', name });
    else if (kind === 'link') problems.push(...wrongLink(fs, targetDir, name));
    else if (kind === 'directory' && hasLinksOfItsOwn(fs, targetDir, name, keys)) continue;
    else problems.push({ kind: 'in-the-way', name, obstacle: kind });
  }
  const others = [...present].filter(
    ([name, kind]) => kind === 'link' && !names.has(name) && isVisible(name),
  );
  for (const [name] of others.slice(0, MAX_OTHERS)) {
    if (!isUserVisibleLink(fs, targetDir, name)) continue;
    // A directory without files has no key, but its link is right.
    if (exists(fs, join(version.path, name))) continue;
    problems.push({ kind: 'dangling-link', name });
  }
  return problems;
}

function wrongLink(fs: FileSystem, targetDir: string, name: string): LinkProblem[] {
  const target = readUserVisibleLink(fs, targetDir, name);
  if (target === undefined) return [];
  if (!leadsToKey(fs, targetDir, name, target)) return [{ kind: 'foreign-link', name, target }];
  return isDetour(target) ? [{ kind: 'link-detour', name, target }] : [];
}

/** A folder of before 1.10, in which every key below has its link. */
function hasLinksOfItsOwn(
  fs: FileSystem,
  targetDir: string,
  folder: string,
  keys: readonly string[],
): boolean {
  const linked = new Set(nestedLinks(fs, targetDir, folder));
  return keys.every((key) => topLevelName(key) !== folder || linked.has(key));
}

/** Reserved names have no link, and a name that is not UTF-8 cannot be looked up. */
export function isVisible(name: string): boolean {
  return !name.startsWith(RESERVED_PREFIX) && isUtf8Name(name);
}

function exists(fs: FileSystem, path: string): boolean {
  return succeeds(['ENOENT'], () => fs.lstat(path));
}
