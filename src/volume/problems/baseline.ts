// What was seen of a volume before, as far as it tells what is wrong with it now.

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
  /** Paths in it of which nothing is known. */
  readonly unread: ReadonlySet<string>;
  /** Keys that had been written into by then, after the version was published. */
  readonly writtenLater: ReadonlySet<KeyPath>;
}

/** Takes in each snapshot, in order. A version is remembered as it was first seen, however it is changed in place. */
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
    // Where inode numbers are not for ever (FUSE, 9p), a new one with the same version in it is no other directory.
    const isSame = known === undefined || version.name === known.version.name;
    const rootId = isSame ? statTargetDir(fs, targetDir).id : known.rootId;
    return version.identity === known?.version.identity
      ? { ...known, rootId }
      : { rootId, version: knownVersion(fs, targetDir, snapshot) };
  });
}

/** For a person who says that the directory there now is the right one. */
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

/** Clocks are put right by less than this while they run. */
const CLOCK_SLACK_MS = 2_000;

/**
 * Every writer links `..data` after it has written the last file, renaming the link leaves its mtime alone, and reading,
 * chmod and chown leave a file's: so a file with a later mtime than the link's was written once the version was active.
 * What it held before is not known.
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

/** Whether the directory is the one that was known, and holds anything still. */
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
