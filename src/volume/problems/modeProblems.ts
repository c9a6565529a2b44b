// Modes that are probably mistakes. Most modes are on purpose, so only contradictions and single exceptions count.

import { join } from 'node:path';
import { orElse } from '../failure.ts';
import { whyNotWritable } from '../targetDir.ts';
import type { FileSystem } from '../fileSystem.ts';
import { isTimestampDirName } from '../layout.ts';
import { parentsOf } from '../payload.ts';
import type { Findings, Problem } from './problem.ts';
import type { Snapshot } from '../read/snapshot.ts';

const OTHERS_READ = 0o004;
const OTHERS_WRITE = 0o002;
const OTHERS_ENTER = 0o001;
const STICKY = 0o1000;

export function modeProblems(
  fs: FileSystem,
  targetDir: string,
  { version, files }: Snapshot & { state: 'read' },
): Findings {
  const problems: Problem[] = [];
  // Where nobody can write, an open mode is harmless; `defaultMode: 0777` is common in containers.
  const isReadOnly = isMountedReadOnly(fs, targetDir);
  for (const [path, isForAll] of directoriesOf(files)) {
    const { mode } = fs.lstat(join(version.path, path));
    // Other writers may close the directory on purpose and not care about the modes of the files.
    if (isForAll && !(mode & OTHERS_ENTER) && isTimestampDirName(version.name)) {
      problems.push({ kind: 'closed-directory', path, mode });
    }
    if (!isReadOnly && mode & OTHERS_WRITE && !(mode & STICKY)) {
      problems.push({ kind: 'world-writable', path, mode });
    }
  }
  const having = (bits: number) => [...files].filter(([, { mode }]) => (mode & bits) !== 0);
  const writable = having(OTHERS_WRITE);
  if (!isReadOnly && 2 * writable.length < files.size) {
    for (const [path, { mode }] of writable) problems.push({ kind: 'world-writable', path, mode });
  }
  // One open key among few closed ones is on purpose, as with `tls.crt` beside `tls.key`.
  const [open, another] = having(OTHERS_READ);
  if (open !== undefined && another === undefined && files.size >= FEW) {
    problems.push({ kind: 'world-readable', path: open[0], mode: open[1].mode });
  }
  return { problems };
}

const FEW = 4;

/** Each directory of the version, '' for its own, and whether others may read a key below it. */
function directoriesOf(files: Files): ReadonlyMap<string, boolean> {
  const directories = new Map([['', false]]);
  for (const [key, { mode }] of files) {
    for (const directory of ['', ...parentsOf(key)]) {
      const isForAll = directories.get(directory) === true || (mode & OTHERS_READ) !== 0;
      directories.set(directory, isForAll);
    }
  }
  return directories;
}

type Files = (Snapshot & { state: 'read' })['files'];

function isMountedReadOnly(fs: FileSystem, targetDir: string): boolean {
  return orElse(undefined, () => whyNotWritable(fs, targetDir)) === 'read-only-file-system';
}
