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
import type { Findings } from './problem.ts';
import { subPathProblems } from './subPathProblems.ts';
import { unreadProblems } from './unreadProblems.ts';

export interface LookOptions {
  /** The result of `remember` for earlier snapshots. */
  known?: Known | undefined;
  /** As the writer's option: this many of the newest timestamp directories are kept on purpose. */
  keepVersions?: number;
  /** To find subPath mounts of single keys. */
  mounts?: readonly Mount[];
}

/** A hostile volume can have any number of problems. Nobody reads more than this. */
const MAX_PROBLEMS = 200;

/** Looks at what is on disk now; `snapshot` is the read of the active version that this belongs to. */
export function findProblems(
  fs: FileSystem,
  targetDir: string,
  snapshot: Snapshot,
  { known, keepVersions = 0, mounts = [] }: LookOptions = {},
): Findings {
  const ofSubPaths = subPathProblems(fs, targetDir, mounts);
  // Mounted alone it is a file, or a directory without `..data`, as it should be.
  const isSubPath = ofSubPaths.problems.some(
    (problem) => 'path' in problem && problem.path === targetDir,
  );
  const found: Findings[] = [
    isSubPath ? { problems: [] } : attempt(() => dataLinkProblems(fs, targetDir, snapshot)),
    attempt(() => rootProblems(fs, targetDir, snapshot, known)),
    attempt(() => leftoverProblems(fs, targetDir, keepVersions)),
    ofSubPaths,
  ];
  if (snapshot.state === 'read') {
    const ofVersion = [
      attempt(() => settledLinkProblems(fs, targetDir, snapshot)),
      attempt(() => inPlaceProblems(snapshot, known)),
      attempt(() => modeProblems(fs, targetDir, snapshot)),
      attempt(() => unreadProblems(fs, snapshot)),
    ];
    // If an update came in between, links and files do not belong to this version: there will be another look.
    const active = readActiveVersion(fs, targetDir);
    const { identity } = snapshot.version;
    if (active.state === 'present' && active.version.identity === identity) {
      found.push(...ofVersion);
    }
  }
  return inAll(found);
}

/** If the volume was unmounted or updated between two calls, nothing is reported: there will be another look. */
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
