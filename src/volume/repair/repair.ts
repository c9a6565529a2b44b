// Carries out a plan, and nothing else.

import { readActiveVersion } from '../read/activeVersion.ts';
import { AtomicWriter } from '../write/atomicWriter.ts';
import { NOT_THERE } from '../directory.ts';
import { asVolumeError, errnoOf } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR } from '../layout.ts';
import {
  changeMode,
  makeLink,
  publishAgain,
  removeLink,
  removeOrphan,
  replaceLink,
  swapDataLink,
} from './actions.ts';
import {
  changed,
  identityOf,
  notNow,
  type Refusal,
  type RepairRefused,
  type RepairAction,
} from './repairAction.ts';
import type { RepairPlan } from './repairPlan.ts';

export interface Repaired {
  state: 'repaired';
}

/**
 * Carries out the actions in order. Before each it checks that everything is as the plan saw it, and stops if not. Each
 * action is complete in itself, so those already done may stay.
 *
 * @param writer for a plan that publishes
 * @throws VolumeError when the file system refuses
 */
export function repair(
  fs: FileSystem,
  targetDir: string,
  plan: RepairPlan,
  writer = new AtomicWriter(targetDir, { fileSystem: fs }),
): Repaired | RepairRefused {
  for (const action of plan.actions) {
    try {
      const outcome =
        notNow(fs, targetDir) ??
        outOfDate(fs, targetDir, plan) ??
        perform(fs, targetDir, action, writer);
      if (outcome !== 'done') return { state: 'refused', refusal: outcome };
    } catch (error) {
      if (!NOT_THERE.includes(errnoOf(error) ?? '')) throw asVolumeError(error);
      return { state: 'refused', refusal: changed(action.path) };
    }
  }
  return { state: 'repaired' };
}

function outOfDate(fs: FileSystem, targetDir: string, plan: RepairPlan): Refusal | undefined {
  const active = identityOf(readActiveVersion(fs, targetDir));
  return active === plan.active ? undefined : changed(DATA_DIR);
}

function perform(
  fs: FileSystem,
  targetDir: string,
  action: RepairAction,
  writer: AtomicWriter,
): 'done' | Refusal {
  switch (action.action) {
    case 'remove':
      return removeLink(fs, targetDir, action);
    case 'remove-tree':
      return removeOrphan(fs, targetDir, action);
    case 'link':
      return makeLink(fs, targetDir, action);
    case 'replace-link':
      return replaceLink(fs, targetDir, action);
    case 'swap':
      return swapDataLink(fs, targetDir, action);
    case 'chmod':
      return changeMode(fs, targetDir, action);
    case 'publish':
      return publishAgain(fs, targetDir, action, writer);
  }
}
