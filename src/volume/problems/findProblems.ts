// What is wrong with a volume. Every one of these was met on a real volume or left by a crash test.

import { readActiveVersion } from '../read/activeVersion.ts';
import { dataLinkProblems } from './dataLinkProblems.ts';
import { errnoOf, type UnreadReason } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { inPlaceProblems, type InPlaceChange } from './inPlaceProblems.ts';
import { type Known, rootProblems } from './baseline.ts';
import { settledLinkProblems } from './linkProblems.ts';
import { leftoverProblems } from './leftoverProblems.ts';
import { modeProblems } from './modeProblems.ts';
import type { Mount } from '../places/mounts.ts';
import type { Snapshot } from '../read/snapshot.ts';
import { subPathMounts } from '../places/subPath.ts';
import { type RefusedBy, unreadProblems } from './unreadProblems.ts';

/** Names and targets are as they are on disk: shown to people, they need `shown`. */
export type Problem =
  /** `..data_tmp` of a dead writer, on which the kubelet's own writer fails for ever. */
  | { kind: 'stale-new-data-dir' }
  /** A timestamp directory of a dead writer. `atLeast`: it is so large that not all of it was counted. */
  | {
      kind: 'orphan';
      timestampDir: string;
      files: number;
      bytes: number;
      atLeast: boolean;
      changedAt: number;
    }
  /** A link of ours whose key the active version does not have. */
  | { kind: 'dangling-link'; name: string }
  /** A key of the active version that no program can see through the mount. */
  | { kind: 'missing-link'; name: string }
  /** Something that is no link has the name of a key (or is `..data_tmp`), so programs read that instead. */
  | { kind: 'in-the-way'; name: string; obstacle: 'file' | 'directory' | 'other' }
  /** The same with a link to elsewhere. */
  | { kind: 'foreign-link'; name: string; target: string }
  /** `..data` is missing, though links or versions wait for it. */
  | ({ kind: 'data-link-missing' } & Candidate)
  | ({ kind: 'data-link-dangles'; target: string } & Candidate)
  /** It leads out of the target directory, or round in circles. */
  | ({ kind: 'data-link-outside'; target: string } & Candidate)
  /** What it points to is no directory. */
  | ({ kind: 'version-not-a-directory'; target: string } & Candidate)
  /** It leads back into the target directory by a path outside, which holds only as long as the volume stays there. */
  | { kind: 'data-link-detour'; target: string; version: string }
  | { kind: 'data-not-a-link'; obstacle: 'file' | 'directory' | 'other' }
  /** The target directory is a file. */
  | { kind: 'not-a-directory' }
  /** The version cannot be listed, or `..data` not be read. */
  | { kind: 'unreadable'; errno: string; refusedBy?: RefusedBy; userId?: number }
  | { kind: 'too-large'; limit: 'entries' | 'totalBytes' }
  | { kind: 'unread-key'; key: string; reason: Exclude<UnreadReason, 'no-permission'> }
  | { kind: 'unreadable-key'; key: string; refusedBy?: RefusedBy; userId?: number }
  /** Others may read the key (or one in it) and not enter this directory. `path` is in the version, '' the whole. */
  | { kind: 'closed-directory'; path: string; mode: number }
  /** Any program can change it. */
  | { kind: 'world-writable'; path: string; mode: number }
  /** Any program can read it, and not one of the many other keys. */
  | { kind: 'world-readable'; path: string; mode: number }
  /** Written into without publishing, so programs may have read half of it and got no event. */
  | { kind: 'changed-in-place'; version: string; changes: readonly InPlaceChange[] }
  /** The same target directory as before, with nothing in it any more. */
  | { kind: 'emptied'; version: string }
  /** Another directory is in its place: unmounted, mounted over, or made anew. */
  | { kind: 'replaced'; version: string; isEmpty: boolean }
  /** `path`: a mount of one key, which never follows the volume. From mountinfo. */
  | { kind: 'sub-path'; path: string; version: string; key: string }
  /** The same where the version is gone already. */
  | { kind: 'stale-sub-path'; path: string; version: string; key: string }
  /** There are so many more. */
  | { kind: 'more-problems'; count: number };

/** `candidate`: the directory that `..data` can be pointed at, if there is one. */
interface Candidate {
  candidate?: string;
}

export interface Findings {
  problems: Problem[];
  /** Milliseconds until something here may become a problem by its age alone, with no event to tell. */
  nextIn?: number;
}

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
  try {
    return find();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return { problems: [] };
  }
}

function inAll(found: readonly Findings[]): Findings {
  const problems = found.flatMap((findings) => findings.problems);
  const nextIn = Math.min(...found.map((findings) => findings.nextIn ?? Infinity));
  const count = problems.length - MAX_PROBLEMS;
  if (count > 0) problems.splice(MAX_PROBLEMS, count, { kind: 'more-problems', count });
  return { problems, ...(nextIn !== Infinity && { nextIn }) };
}
