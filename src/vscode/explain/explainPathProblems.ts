// What is wrong with single files of a volume, by their paths in it.

import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../../volume/problems/problem.ts';
import { isRepairable } from '../../volume/repair/repairable.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { explainCredentialWarning } from './explainCredentialWarning.ts';
import { explainProblem } from './explainProblem.ts';

export interface PathProblem {
  short: string;
  long: string;
  /** Undefined for what no repair can be planned for. */
  repairable: Problem | undefined;
}

/** Without those of the volume as a whole. */
export function problemsByPath({
  dir,
  origin,
  problems,
  warnings,
}: VolumeState): ReadonlyMap<string, readonly PathProblem[]> {
  const found = new Map<string, PathProblem[]>();
  const add = (path: string, problem: PathProblem): void => {
    found.set(path, [...(found.get(path) ?? []), problem]);
  };
  for (const problem of problems) {
    const told = explainProblem(problem, origin);
    const repairable = isRepairable(problem) ? problem : undefined;
    for (const path of pathsOf(problem, dir)) add(path, { ...told, repairable });
  }
  for (const warning of warnings) {
    add(warning.key, { ...explainCredentialWarning(warning), repairable: undefined });
  }
  return found;
}

/** A document of its own for what has no other that opens: a secret value, a folder, a link that leads nowhere. */
export function describeProblems(path: string, problems: readonly PathProblem[]): string {
  const parts = problems.map(({ short, long, repairable }) =>
    [
      short,
      long,
      ...(repairable === undefined
        ? []
        : [vscode.l10n.t('Repair is offered by the light bulb, and on its row in the view.')]),
    ].join('\n\n'),
  );
  const none = vscode.l10n.t('There is no problem with it any more.');
  return `${[path, ...(parts.length === 0 ? [none] : parts)].join('\n\n')}\n`;
}

/** The files that a problem is about; none for one of the volume as a whole. */
function pathsOf(problem: Problem, dir: string): string[] {
  switch (problem.kind) {
    case 'unread-key':
    case 'unreadable-key':
      return [problem.key];
    case 'still-read':
      return [...problem.keys];
    case 'changed-in-place':
      return problem.changes.map(({ key }) => key);
    case 'missing-link':
    case 'in-the-way':
    case 'foreign-link':
    case 'link-detour':
      return [problem.name];
    case 'closed-directory':
    case 'world-writable':
    case 'world-readable':
      return problem.path === '' ? [] : [problem.path];
    case 'sub-path':
    case 'stale-sub-path':
      return problem.path === dir ? [] : [relative(dir, problem.path)];
    case 'stale-new-data-dir':
    case 'sub-path-folder':
    case 'links-followed':
    case 'orphan':
    case 'dangling-link':
    case 'data-link-missing':
    case 'data-link-dangles':
    case 'data-link-outside':
    case 'version-not-a-directory':
    case 'data-link-detour':
    case 'data-not-a-link':
    case 'not-a-directory':
    case 'unreadable':
    case 'too-large':
    case 'emptied':
    case 'replaced':
    case 'more-problems':
      return [];
  }
}
