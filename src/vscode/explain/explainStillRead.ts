// Words for a version that is gone and that processes still hold files of.

import * as vscode from 'vscode';
import type { Problem } from '../../volume/problems/problem.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { type Explanation, say } from './explainVersionProblem.ts';
import { firstOf, shown } from './format.ts';

type StillRead = Problem & { kind: 'still-read' };

/** More names in one sentence are not read. */
const NAMED = 5;

export function explainStillRead({ version, processes, keys, isCut }: StillRead): Explanation {
  const programs = processes.map(({ pid, name }) => `${shown(name)} (${pid})`);
  return say(
    processes.length === 1
      ? vscode.l10n.t('{0} still reads an old version', programs.join())
      : vscode.l10n.t('{0} processes still read an old version', processes.length),
    vscode.l10n.t('Version {0} is gone from disk.', shown(version)),
    vscode.l10n.t('Who still has files of it open: {0}.', firstOf(programs, NAMED)),
    isCut ? vscode.l10n.t('There may be more: only so many are looked at.') : '',
    vscode.l10n.t('Of these keys: {0}.', firstOf(keys, NAMED)),
    vscode.l10n.t(
      'They read the old contents until they open the key again by its path. Reload or restart them.',
    ),
  );
}

/** A word for the row of a version; none where nobody holds it. */
export function stillReadWord({ problems }: VolumeState, version: string): string[] {
  const held = problems.find(
    (problem): problem is StillRead => problem.kind === 'still-read' && problem.version === version,
  );
  if (held === undefined) return [];
  const { length } = held.processes;
  return length === 1
    ? [vscode.l10n.t('still read by 1 process')]
    : [vscode.l10n.t('still read by {0} processes', length)];
}
