// Keys, or a whole volume, that this process cannot read: what refuses it.

import { dirname, join } from 'node:path';
import { errnoOf, orElse } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR } from '../layout.ts';
import type { Findings, Problem, RefusedBy } from './problem.ts';
import type { Snapshot } from '../read/snapshot.ts';

interface Refusal {
  refusedBy?: RefusedBy;
  /** Whom this process runs as; undefined on Windows. */
  userId?: number;
}

export function unreadProblems(
  fs: FileSystem,
  { version, unread }: Snapshot & { state: 'read' },
): Findings {
  const problems: Problem[] = [];
  for (const [key, reason] of unread) {
    problems.push(
      reason === 'no-permission'
        ? { kind: 'unreadable-key', key, ...refusal(fs, version.path, key) }
        : { kind: 'unread-key', key, reason },
    );
  }
  return { problems };
}

/** For a volume whose version cannot even be listed. */
export function refusalOfVolume(fs: FileSystem, targetDir: string, errno: string): Refusal {
  if (errno !== 'EACCES' && errno !== 'EPERM') return {};
  const version = orElse('.', () => fs.readlink(join(targetDir, DATA_DIR)));
  return refusal(fs, targetDir, version);
}

/** The file or directory that refuses: the deepest one on the way that lstat still reaches. */
function refusal(fs: FileSystem, root: string, path: string): Refusal {
  const userId = fs.userId();
  const known = userId === undefined ? {} : { userId };
  for (let at = path; ; at = dirname(at)) {
    try {
      const { uid, gid, mode } = fs.lstat(join(root, at));
      return { refusedBy: { path: at, uid, gid, mode }, ...known };
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      if (at === dirname(at)) return known;
    }
  }
}
