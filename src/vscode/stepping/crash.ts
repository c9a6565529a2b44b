// What the console says when somebody stops an update half way.

import * as vscode from 'vscode';
import type { Moment } from '../../volume/updates/update.ts';
import type { HeldAt, HeldPlan } from '../../worker/protocol/heldUpdate.ts';
import { explainLeft } from '../explain/explainSteps.ts';
import { explainStep } from '../explain/explainUpdate.ts';
import { firstTen, shown } from '../explain/format.ts';

/** Lines. */
export function explainCrash({ steps, end, changes }: HeldPlan, at: HeldAt): string[] {
  const step = steps[at.done];
  const moment = step ?? end;
  const where =
    step === undefined
      ? vscode.l10n.t('The update was over already.')
      : vscode.l10n.t(
          'Stopped before step {0} of {1}, "{2}", as a crash would: everything stays as it is.',
          at.done + 1,
          steps.length,
          explainStep(step.id),
        );
  const left = moment.left.map((one) => `  ${explainLeft(one, at.timestampDir)}`);
  return [
    where,
    explainReaders(moment, changes),
    left.length === 0 ? vscode.l10n.t('Nothing is left behind.') : vscode.l10n.t('Left behind:'),
    ...left,
  ];
}

/** Of the keys that the update changes. */
function explainReaders({ seen }: Moment, changes: HeldPlan['changes']): string {
  const changed = changes.filter(({ kind }) => kind !== 'mode');
  const isOld = changed.every(
    ({ key, kind }) => seen.get(key) === (kind === 'added' ? 'nothing' : 'old'),
  );
  const isNew = changed.every(
    ({ key, kind }) => seen.get(key) === (kind === 'removed' ? 'nothing' : 'new'),
  );
  if (isOld) return vscode.l10n.t('Readers see the old version.');
  if (isNew) return vscode.l10n.t('Readers see the new version.');
  const each = changed.map(({ key }) => `${shown(key)} ${wordOf(seen.get(key))}`);
  return vscode.l10n.t('Readers see neither version whole: {0}.', firstTen(each).join(', '));
}

function wordOf(seen: ReturnType<Moment['seen']['get']>): string {
  switch (seen) {
    case 'old':
      return vscode.l10n.t('old');
    case 'new':
      return vscode.l10n.t('new');
    case 'empty':
      return vscode.l10n.t('empty');
    case 'nothing':
    case undefined:
      return 'ENOENT';
  }
}
