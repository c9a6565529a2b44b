// What is wrong with a volume. Every one of these was met on a real volume or left by a crash test.

import { readActiveVersion } from '../read/activeVersion.ts';
import { dataLinkProblems } from './dataLinkProblems.ts';
import { orElse } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { inPlaceProblems } from './inPlaceProblems.ts';
import { type Known, rootProblems } from './baseline.ts';
import { settledLinkProblems } from './linkProblems.ts';
import { leftoverProblems } from './leftoverProblems.ts';
import { modeProblems } from './modeProblems.ts';
import type { Mount } from '../places/mounts.ts';
import type { Snapshot } from '../read/snapshot.ts';
import type { Findings, Problem } from './problem.ts';
import { subPathMounts } from '../places/subPath.ts';
import { unreadProblems } from './unreadProblems.ts';

export interface LookOptions {
  /** What `remember` made of earlier looks. */
  known?: Known | undefined;
  /** As the writer's option: so many of the newest timestamp directories are no orphans. */
  keepVersions?: number;
  /** For mounts of single keys. */
  mounts?: readonly Mount[];
}

/** A hostile volume has as many as it likes; a person reads so many. */
const MAX_PROBLEMS = 200;

/** Looks at what is on disk now; `snapshot` is the read of the active version that this belongs to. */
export function findProblems(
  fs: FileSystem,
  targetDir: string,
  snapshot: Snapshot,
  { known, keepVersions = 0, mounts = [] }: LookOptions = {},
): Findings {
  const found: Findings[] = [
    attempt(() => dataLinkProblems(fs, targetDir, snapshot)),
    attempt(() => rootProblems(fs, targetDir, snapshot, known)),
    attempt(() => leftoverProblems(fs, targetDir, keepVersions)),
    subPathProblems(mounts, targetDir),
  ];
  if (snapshot.state === 'read') {
    const ofVersion = [
      attempt(() => settledLinkProblems(fs, targetDir, snapshot)),
      attempt(() => inPlaceProblems(snapshot, known)),
      attempt(() => modeProblems(fs, targetDir, snapshot)),
      attempt(() => unreadProblems(fs, snapshot)),
    ];
    // Links, files and version are of one moment only if no update came between.
    const active = readActiveVersion(fs, targetDir);
    const { identity } = snapshot.version;
    if (active.state === 'present' && active.version.identity === identity) {
      found.push(...ofVersion);
    }
  }
  return inAll(found);
}

/** The target directory itself where a key is mounted over it, and what is mounted in it. */
function subPathProblems(mounts: readonly Mount[], targetDir: string): Findings {
  const problems = subPathMounts(mounts)
    .filter(({ mountPoint }) => mountPoint === targetDir || mountPoint.startsWith(`${targetDir}/`))
    .map(({ mountPoint, version, key, isStale }): Problem => {
      const kind = isStale ? 'stale-sub-path' : 'sub-path';
      return { kind, path: mountPoint, version, key };
    });
  return { problems };
}

/** Unmounted, or updated, between two calls: there will be another look. */
function attempt(find: () => Findings): Findings {
  return orElse({ problems: [] }, find);
}

function inAll(found: readonly Findings[]): Findings {
  const problems = found.flatMap((findings) => findings.problems);
  const nextIn = Math.min(...found.map((findings) => findings.nextIn ?? Infinity));
  const count = problems.length - MAX_PROBLEMS;
  if (count > 0) problems.splice(MAX_PROBLEMS, count, { kind: 'more-problems', count });
  return { problems, ...(nextIn !== Infinity && { nextIn }) };
}
