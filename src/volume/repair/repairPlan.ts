// Plans the repair of a problem from what is on disk now, or says why it cannot. Nothing is written here.

import { readActiveVersion, type ActiveVersion } from '../read/activeVersion.ts';
import { NOT_THERE } from '../directory.ts';
import { asVolumeError, errnoOf } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR } from '../layout.ts';
import { planDanglingLink, planForeignLink, planMissingLink } from './planLinks.ts';
import { planDetour, planOrphan, planStaleNewDataDir, planSwap } from './planReserved.ts';
import { planMode, planPublishAgain } from './planVersion.ts';
import type { Problem } from '../problems/problem.ts';
import {
  identityOf,
  notNow,
  type Planned,
  type RepairRefused,
  type RepairAction,
} from './repairAction.ts';

export interface RepairPlan {
  state: 'planned';
  /** Identity of the active version (or of what is there instead) that the plan is for. */
  active: string;
  actions: readonly RepairAction[];
}

/**
 * @param keepVersions as the writer's option
 * @throws VolumeError when the file system refuses to be looked at
 */
export function planRepair(
  fs: FileSystem,
  targetDir: string,
  problem: Problem,
  keepVersions = 0,
): RepairPlan | RepairRefused {
  try {
    const active = readActiveVersion(fs, targetDir);
    const planned = planFor(fs, targetDir, active, problem, keepVersions);
    if ('why' in planned) return { state: 'refused', refusal: planned };
    const refusal = notNow(fs, targetDir);
    if (refusal !== undefined) return { state: 'refused', refusal };
    return { state: 'planned', active: identityOf(active), actions: planned };
  } catch (error) {
    if (!NOT_THERE.includes(errnoOf(error) ?? '')) throw asVolumeError(error);
    return { state: 'refused', refusal: { why: 'changed', path: '' } };
  }
}

function planFor(
  fs: FileSystem,
  targetDir: string,
  active: ActiveVersion,
  problem: Problem,
  keepVersions: number,
): Planned {
  switch (problem.kind) {
    case 'stale-new-data-dir':
      return planStaleNewDataDir(fs, targetDir);
    case 'orphan':
      return planOrphan(fs, targetDir, active, problem.timestampDir);
    case 'data-link-missing':
    case 'data-link-dangles':
    case 'data-link-outside':
    case 'version-not-a-directory':
      return planSwap(fs, targetDir, active, problem.candidate);
    case 'data-link-detour':
      return planDetour(fs, targetDir, active);
    case 'dangling-link':
      return planDanglingLink(fs, targetDir, active, problem.name);
    case 'missing-link':
      return planMissingLink(fs, targetDir, active, problem.name);
    case 'foreign-link':
    case 'link-detour':
      return planForeignLink(fs, targetDir, active, problem.name);
    case 'closed-directory':
    case 'world-writable':
    case 'world-readable':
      return planMode(fs, targetDir, active, problem);
    case 'changed-in-place':
      return planPublishAgain(fs, targetDir, problem.version, keepVersions);
    case 'in-the-way':
      return { why: 'user-data', path: problem.name };
    case 'data-not-a-link':
      return { why: 'user-data', path: DATA_DIR };
    case 'not-a-directory':
    case 'unreadable':
    case 'too-large':
    case 'unread-key':
    case 'unreadable-key':
    case 'emptied':
    case 'replaced':
    case 'sub-path':
    case 'stale-sub-path':
    case 'sub-path-folder':
    case 'links-followed':
    case 'still-read':
    case 'more-problems':
      return { why: 'explained-only' };
  }
}
