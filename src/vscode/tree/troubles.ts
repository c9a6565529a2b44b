// What is wrong with a volume and with the credentials in it: one list in the tree.

import type { VolumeState } from '../../worker/protocol/state.ts';
import { explainCredentialWarning } from '../explain/explainCredentialWarning.ts';
import { explainProblem } from '../explain/explainProblem.ts';

/** Problems of the volume, and warnings of the credentials in it. */
export function troublesOf({ problems, warnings }: VolumeState): number {
  return problems.length + warnings.length;
}

/** Whether Repair has anything to offer; what exactly it would do depends on the disk at that moment. */
export function isRepairable({ problems }: VolumeState, index: number): boolean {
  const problem = problems[index];
  if (problem === undefined) return false;
  switch (problem.kind) {
    case 'stale-new-data-dir':
    case 'orphan':
    case 'dangling-link':
    case 'missing-link':
    case 'foreign-link':
    case 'data-link-detour':
    case 'changed-in-place':
    case 'closed-directory':
    case 'world-writable':
    case 'world-readable':
      return true;
    case 'data-link-missing':
    case 'data-link-dangles':
    case 'data-link-outside':
    case 'version-not-a-directory':
      return problem.candidate !== undefined;
    case 'in-the-way':
    case 'data-not-a-link':
    case 'not-a-directory':
    case 'unreadable':
    case 'too-large':
    case 'emptied':
    case 'replaced':
    case 'unread-key':
    case 'unreadable-key':
    case 'sub-path':
    case 'stale-sub-path':
    case 'more-problems':
      return false;
  }
}

export function explainTrouble(
  { problems, warnings }: VolumeState,
  index: number,
): { short: string; long: string } {
  const problem = problems[index];
  if (problem !== undefined) return explainProblem(problem);
  const warning = warnings[index - problems.length];
  return warning === undefined ? { short: '', long: '' } : explainCredentialWarning(warning);
}
