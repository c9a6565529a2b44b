// What is wrong with a volume. Every one of these was met on a real volume or left by a crash test.

import { join } from 'node:path';
import { readActiveVersion } from './activeVersion.ts';
import { errnoOf, tolerate, type UnreadReason } from './failure.ts';
import type { FileSystem } from './fileSystem.ts';
import { RESERVED_PREFIX, topLevelName } from './layout.ts';
import { findLeftovers } from './leftovers.ts';
import type { Snapshot } from './snapshot.ts';
import { isUserVisibleLink } from './userVisibleLinks.ts';

export type Problem =
  /** `..data_tmp` of a dead writer, on which the kubelet's own writer fails for ever. */
  | { kind: 'stale-new-data-dir' }
  | { kind: 'orphan'; timestampDir: string }
  /** A link of ours whose key the active version does not have. */
  | { kind: 'dangling-link'; name: string }
  /** A key of the active version that no program can see through the mount. */
  | { kind: 'missing-link'; name: string }
  /** Something else has the name of a key, so programs read that instead. */
  | { kind: 'in-the-way'; name: string }
  | { kind: 'unread-key'; key: string; reason: UnreadReason };

export interface Findings {
  problems: Problem[];
  /** Milliseconds until something here may become a problem by its age alone, with no event to tell. */
  nextIn?: number;
}

/** Looks at what is on disk now; `snapshot` is the read of the active version that this belongs to. */
export function findProblems(
  fs: FileSystem,
  targetDir: string,
  snapshot: Snapshot,
  keepVersions = 0,
): Findings {
  try {
    const leftovers = findLeftovers(fs, targetDir, keepVersions);
    const links = snapshot.state === 'read' ? linkProblems(fs, targetDir, snapshot) : [];
    const problems: Problem[] = [
      ...(leftovers.staleNewDataDir ? [{ kind: 'stale-new-data-dir' } as const] : []),
      ...leftovers.orphans.map((timestampDir) => ({ kind: 'orphan', timestampDir }) as const),
      ...links,
      ...(snapshot.state === 'read'
        ? [...snapshot.unread].map(
            ([key, reason]) => ({ kind: 'unread-key', key, reason }) as const,
          )
        : []),
    ];
    const { nextIn } = leftovers;
    return { problems, ...(nextIn !== undefined && { nextIn }) };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return { problems: [] }; // unmounted, or updated, between two calls: there will be another look
  }
}

function linkProblems(
  fs: FileSystem,
  targetDir: string,
  snapshot: Snapshot & { state: 'read' },
): Problem[] {
  const names = new Set([...snapshot.files.keys(), ...snapshot.unread.keys()].map(topLevelName));
  const present = new Map(fs.readdir(targetDir).map(({ name, kind }) => [name, kind]));
  const problems: Problem[] = [];
  for (const name of names) {
    if (name.startsWith(RESERVED_PREFIX)) continue;
    if (!present.has(name)) problems.push({ kind: 'missing-link', name });
    else if (!isUserVisibleLink(fs, targetDir, name)) problems.push({ kind: 'in-the-way', name });
  }
  for (const [name, kind] of present) {
    if (kind !== 'link' || names.has(name) || name.startsWith(RESERVED_PREFIX)) continue;
    if (!isUserVisibleLink(fs, targetDir, name)) continue;
    // A directory without files has no key and may have a link all the same.
    if (!exists(fs, join(snapshot.version.path, name))) {
      problems.push({ kind: 'dangling-link', name });
    }
  }
  const active = readActiveVersion(fs, targetDir);
  // Links and version are of one moment only if no update came between.
  return active.state === 'present' && active.version.identity === snapshot.version.identity
    ? problems
    : [];
}

function exists(fs: FileSystem, path: string): boolean {
  return tolerate(['ENOENT'], () => fs.lstat(path));
}
