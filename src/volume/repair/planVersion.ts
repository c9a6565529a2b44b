// Plans for the active version itself: modes, and publishing again what was modified in place.

import { join } from 'node:path';
import { type ActiveVersion, readActiveVersion } from '../read/activeVersion.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR, userVisibleTarget } from '../layout.ts';
import { findLeftovers } from '../write/leftovers.ts';
import { linkProblems, type LinkProblem } from '../problems/linkProblems.ts';
import { freeNewDataDir, planOrphan } from './planReserved.ts';
import type { Problem } from '../problems/problem.ts';
import {
  changed,
  isDirect,
  type Planned,
  printsOf,
  type RepairAction,
  stampOf,
  statAt,
} from './repairAction.ts';
import { readSnapshot } from '../read/snapshot.ts';

type ModeProblem = Problem & { kind: 'closed-directory' | 'world-writable' | 'world-readable' };

/** The mode that a file or directory should have, given the one it has. */
const RIGHT_MODE: Record<ModeProblem['kind'], (mode: number) => number> = {
  'closed-directory': (mode) => mode | 0o055,
  'world-writable': (mode) => mode & ~0o002,
  'world-readable': (mode) => mode & ~0o007,
};

export function planMode(
  fs: FileSystem,
  targetDir: string,
  active: ActiveVersion,
  { kind, path: inVersion, mode: before }: ModeProblem,
): Planned {
  if (active.state !== 'present') return changed(DATA_DIR);
  const path = join(active.version.name, inVersion);
  const stat = statAt(fs, targetDir, path);
  const isSame = stat?.mode === before && (stat.kind === 'file' || stat.kind === 'directory');
  if (!isSame || !isDirect(fs, targetDir, path)) return changed(path);
  const mode = RIGHT_MODE[kind](before);
  return [{ action: 'chmod', path, mode, before, seen: stampOf(stat) }];
}

/** Also names everything that a publish tidies up on the way, so that nothing is a surprise. */
export function planPublishAgain(
  fs: FileSystem,
  targetDir: string,
  expected: string,
  keepVersions: number,
): Planned {
  const snapshot = readSnapshot(fs, targetDir);
  if (snapshot.state !== 'read' || snapshot.version.name !== expected) return changed(DATA_DIR);
  for (const key of snapshot.unread.keys()) return { why: 'unread', key };
  const planned: RepairAction[] = [];
  const tidying: Planned[] = [
    freeNewDataDir(fs, targetDir),
    ...linkProblems(fs, targetDir, snapshot).map((problem) => tidy(fs, targetDir, problem)),
    ...orphans(fs, targetDir, keepVersions),
  ];
  for (const actions of tidying) {
    if ('why' in actions) return actions;
    planned.push(...actions);
  }
  const files = printsOf(snapshot.files);
  return [...planned, { action: 'publish', path: DATA_DIR, replaced: expected, files }];
}

function tidy(fs: FileSystem, targetDir: string, problem: LinkProblem): Planned {
  const { kind, name: path } = problem;
  switch (kind) {
    case 'missing-link':
      return [{ action: 'link', path, target: userVisibleTarget(path) }];
    case 'dangling-link': {
      const stat = statAt(fs, targetDir, path);
      return stat === undefined ? changed(path) : [{ action: 'remove', path, seen: stampOf(stat) }];
    }
    case 'in-the-way':
      return { why: 'user-data', path };
    case 'link-detour':
    case 'foreign-link': // a publish leaves it
      return [];
  }
}

function orphans(fs: FileSystem, targetDir: string, keepVersions: number): Planned[] {
  const active = readActiveVersion(fs, targetDir);
  return findLeftovers(fs, targetDir, keepVersions).orphans.map((name) =>
    planOrphan(fs, targetDir, active, name),
  );
}
