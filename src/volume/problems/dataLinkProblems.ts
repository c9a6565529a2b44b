// What is wrong with `..data`, and with what it leads to.

import { join } from 'node:path';
import { candidateVersion, isDetour, isVersionAwaited } from './candidateVersion.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR } from '../layout.ts';
import type { Findings, Problem } from './problem.ts';
import type { Version } from '../read/activeVersion.ts';
import type { Snapshot } from '../read/snapshot.ts';
import { refusalOfVolume } from './unreadProblems.ts';

export function dataLinkProblems(fs: FileSystem, targetDir: string, snapshot: Snapshot): Findings {
  switch (snapshot.state) {
    case 'read':
    case 'unsettled':
      return { problems: detour(fs, targetDir, snapshot.version) };
    case 'too-large': {
      const { limit, version } = snapshot;
      return { problems: [{ kind: 'too-large', limit }, ...detour(fs, targetDir, version)] };
    }
    case 'no-target-directory': // not mounted, or not yet: a state to wait in
      return { problems: [] };
    case 'not-a-directory':
      return { problems: [{ kind: 'not-a-directory' }] };
    case 'unreadable': {
      const { errno } = snapshot;
      const refusal = refusalOfVolume(fs, targetDir, errno);
      return { problems: [{ kind: 'unreadable', errno, ...refusal }] };
    }
    case 'data-not-a-link': {
      const { kind } = fs.lstat(join(targetDir, DATA_DIR));
      return { problems: kind === 'link' ? [] : [{ kind: 'data-not-a-link', obstacle: kind }] };
    }
    case 'no-data-link': {
      const { isAwaited, nextIn } = isVersionAwaited(fs, targetDir);
      if (!isAwaited) return { problems: [], ...(nextIn !== undefined && { nextIn }) };
      return withCandidate(
        { kind: 'data-link-missing' },
        candidateVersion(fs, targetDir, snapshot),
      );
    }
    case 'dangling':
      return withCandidate(
        { kind: 'data-link-dangles', target: snapshot.target },
        candidateVersion(fs, targetDir, snapshot),
      );
    case 'outside':
      return withCandidate(
        { kind: 'data-link-outside', target: snapshot.target },
        candidateVersion(fs, targetDir, snapshot),
      );
    case 'version-not-a-directory':
      return withCandidate(
        { kind: 'version-not-a-directory', target: snapshot.target },
        candidateVersion(fs, targetDir, snapshot),
      );
  }
}

type Broken = Problem & {
  kind: 'data-link-missing' | 'data-link-dangles' | 'data-link-outside' | 'version-not-a-directory';
};

function withCandidate(
  problem: Broken,
  { candidate, nextIn }: { candidate?: string; nextIn?: number },
): Findings {
  return {
    problems: [
      {
        ...problem,
        ...(candidate !== undefined && { candidate }),
        ...(nextIn !== undefined && { isYoung: true }),
      },
    ],
    ...(nextIn !== undefined && { nextIn }),
  };
}

function detour(fs: FileSystem, targetDir: string, { name, isCopied }: Version): Problem[] {
  if (isCopied === true) return [{ kind: 'links-followed' }];
  const target = fs.readlink(join(targetDir, DATA_DIR));
  return isDetour(target) ? [{ kind: 'data-link-detour', target, version: name }] : [];
}
