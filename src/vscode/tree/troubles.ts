// What is wrong with a volume and with the credentials in it: one list in the tree.

import type { VolumeState } from '../../worker/protocol/state.ts';
import { explainCredentialWarning } from '../explain/explainCredentialWarning.ts';
import { explainProblem } from '../explain/explainProblem.ts';

/** Problems of the volume, and warnings of the credentials in it. */
export function troublesOf({ problems, warnings }: VolumeState): number {
  return problems.length + warnings.length;
}

export function explainTrouble(
  { origin, problems, warnings }: VolumeState,
  index: number,
): { short: string; long: string } {
  const problem = problems[index];
  if (problem !== undefined) return explainProblem(problem, origin);
  const warning = warnings[index - problems.length];
  return warning === undefined ? { short: '', long: '' } : explainCredentialWarning(warning);
}
