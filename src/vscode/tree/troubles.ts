// What is wrong with a volume and with the credentials in it: one list in the tree.

import * as vscode from 'vscode';
import type { CredentialWarning } from '../../volume/credentials/credentialWarnings.ts';
import type { Problem } from '../../volume/problems/problem.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { explainCredentialWarning } from '../explain/explainCredentialWarning.ts';
import { explainProblem } from '../explain/explainProblem.ts';

type Listed = Pick<VolumeState, 'problems' | 'warnings'>;

/** Problems of the volume, and warnings of the credentials in it. */
export function troublesOf({ problems, warnings }: Listed): number {
  return problems.length + warnings.length;
}

/** Empty for none. */
export function countTroubles(count: number): string {
  if (count === 0) return '';
  return count === 1 ? vscode.l10n.t('1 problem') : vscode.l10n.t('{0} problems', count);
}

/** One for each: the same after every look, whatever else is found or gone, and unlike any other in the list. */
export function troubleIds({ problems, warnings }: Listed): string[] {
  const counts = new Map<string, number>();
  return [...problems, ...warnings].map((trouble) => {
    const id = `${trouble.kind} ${subjectOf(trouble)}`;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}#${count}`;
  });
}

/** Undefined for a warning, and for a problem that is gone. */
export function problemWith(state: Listed, id: string): Problem | undefined {
  return state.problems[troubleIds(state).indexOf(id)];
}

export function explainTrouble(state: VolumeState, id: string): { short: string; long: string } {
  const problem = problemWith(state, id);
  if (problem !== undefined) return explainProblem(problem, state.origin);
  const warning = state.warnings[troubleIds(state).indexOf(id) - state.problems.length];
  return warning === undefined ? { short: '', long: '' } : explainCredentialWarning(warning);
}

/** The key, file or directory that it is about; empty where that is the volume. */
function subjectOf(trouble: Problem | CredentialWarning): string {
  if ('key' in trouble) return trouble.key;
  if ('path' in trouble) return trouble.path;
  if ('name' in trouble) return trouble.name;
  return 'timestampDir' in trouble ? trouble.timestampDir : '';
}
