// What a volume looked like when it was first seen. Some problems only show against that.

import { join } from 'node:path';
import { orElse } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR } from '../layout.ts';
import { statTargetDir } from '../targetDir.ts';
import type { KeyPath } from '../payload.ts';
import type { Findings } from './problem.ts';
import type { Snapshot } from '../read/snapshot.ts';

export interface Known {
  /** Device and inode of the target directory that versions were seen in. */
  readonly rootId: string;
  readonly version: KnownVersion;
}

export interface KnownVersion {
  readonly name: string;
  readonly identity: string;
  /** Digest of each key when the version was first seen. */
  readonly digests: ReadonlyMap<KeyPath, string>;
  /** Paths that could not be read then. */
  readonly unread: ReadonlySet<string>;
  /** Keys that had already been modified in place when the version was first seen. */
  readonly writtenLater: ReadonlySet<KeyPath>;
}

/** Call it with each snapshot, in order. Later changes in place do not alter what is remembered of a version. */
export function remember(
  fs: FileSystem,
  targetDir: string,
  snapshot: Snapshot,
  known: Known | undefined,
): Known | undefined {
  if (snapshot.state !== 'read') return known;
  const { version } = snapshot;
  // Gone again already: then nothing new is known.
  return orElse(known, () => {
    // FUSE and 9p may renumber inodes: a new root inode with the same version is still the same directory.
    const isSame = known === undefined || version.name === known.version.name;
    const rootId = isSame ? statTargetDir(fs, targetDir).id : known.rootId;
    return version.identity === known?.version.identity
      ? { ...known, rootId }
      : { rootId, version: knownVersion(fs, targetDir, snapshot) };
  });
}

/** The person pressed Refresh: the directory that is there now is the right one. */
export function acceptRoot(
  fs: FileSystem,
  targetDir: string,
  known: Known | undefined,
): Known | undefined {
  // Not there: nothing to accept.
  return orElse(known, () => known && { ...known, rootId: statTargetDir(fs, targetDir).id });
}

function knownVersion(
  fs: FileSystem,
  targetDir: string,
  snapshot: Snapshot & { state: 'read' },
): KnownVersion {
  const { version, files, unread } = snapshot;
  return {
    name: version.name,
    identity: version.identity,
    digests: new Map([...files].map(([key, { digest }]) => [key, digest])),
    unread: new Set(unread.keys()),
    writtenLater: writtenLater(fs, targetDir, snapshot),
  };
}

/** A running clock is adjusted by less than this. */
const CLOCK_SLACK_MS = 2_000;

/**
 * The keys that were modified in place before this version was first seen. `..data` is created after the last file is
 * written, and rename keeps its mtime; reading, chmod and chown keep the mtime of a file. So a file with a later mtime
 * than the link was modified in place. What it held before is not known.
 */
function writtenLater(
  fs: FileSystem,
  targetDir: string,
  { files }: Snapshot & { state: 'read' },
): Set<KeyPath> {
  const publishedAt = fs.lstat(join(targetDir, DATA_DIR)).mtimeMs;
  const later = [...files].filter(([, file]) => file.writtenAt > publishedAt + CLOCK_SLACK_MS);
  return new Set(later.map(([key]) => key));
}

/** Problems of the target directory itself: emptied, or replaced by another directory. */
export function rootProblems(
  fs: FileSystem,
  targetDir: string,
  { state }: Snapshot,
  known: Known | undefined,
): Findings {
  if (known === undefined || state === 'no-target-directory' || state === 'not-a-directory') {
    return { problems: [] };
  }
  const version = known.version.name;
  const isEmpty = state === 'no-data-link' && fs.readdir(targetDir).length === 0;
  if (statTargetDir(fs, targetDir).id !== known.rootId) {
    return { problems: [{ kind: 'replaced', version, isEmpty }] };
  }
  return { problems: isEmpty ? [{ kind: 'emptied', version }] : [] };
}
