// Problems: what dead writers left behind.

import { inDirectory } from '../directory.ts';
import { readActiveVersion } from '../read/activeVersion.ts';
import type { FileSystem } from '../fileSystem.ts';
import { NEW_DATA_DIR } from '../layout.ts';
import { type AbsolutePath, at } from '../paths.ts';
import { findLeftovers } from '../write/leftovers.ts';
import { newDataDirState } from '../write/mutex.ts';
import type { Findings, Problem } from './problem.ts';

export function leftoverProblems(
  fs: FileSystem,
  targetDir: string,
  keepVersions: number,
): Findings {
  const { staleNewDataDir, orphans, nextIn } = findLeftovers(fs, targetDir, keepVersions);
  const problems: Problem[] = staleNewDataDir ? [{ kind: 'stale-new-data-dir' }] : [];
  const tmp = newDataDirState(fs, targetDir);
  if (tmp.state === 'not-a-link') {
    problems.push({ kind: 'in-the-way', name: NEW_DATA_DIR, obstacle: tmp.obstacle });
  }
  const hasVersion = readActiveVersion(fs, targetDir).state === 'present';
  for (const timestampDir of orphans) {
    const path = at(targetDir, timestampDir);
    const { ctimeMs: changedAt } = fs.lstat(path);
    // Without an active version this may be the only copy of someone's data, and the directory to repair `..data` with.
    if (!hasVersion && !isEmpty(fs, path)) continue;
    problems.push({ kind: 'orphan', timestampDir, changedAt });
  }
  return { problems, ...(nextIn !== undefined && { nextIn }) };
}

function isEmpty(fs: FileSystem, directory: AbsolutePath): boolean {
  return inDirectory(fs, directory, (base) => fs.readdir(base, 1).length === 0);
}
