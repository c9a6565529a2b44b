import * as vscode from 'vscode';
import { firstOf, shown } from '../explain/format.ts';

/** Something was refused; the message tells a person why. */
export class Refused extends Error {}

/** Nothing is wrong; there is just nothing to do. Shown as information, not as an error. */
export class NothingToDo extends Refused {}

/** The row, or the question, is older than that. */
export function notShown(dir: string): Refused {
  return new Refused(vscode.l10n.t('{0} is not shown any more.', shown(dir)));
}

/** It was published, or given up, since its row was drawn or the question came up. */
export function notStaged(dir: string, keys: readonly string[]): NothingToDo {
  return new NothingToDo(
    vscode.l10n.t(
      '{0} of {1} is not staged (any more), so nothing was done.',
      firstOf(keys, 3),
      dir,
    ),
  );
}

export function noneTicked(dir: string): Refused {
  return new Refused(vscode.l10n.t('None of the staged changes of {0} is ticked.', dir));
}

export function nothingStaged(): NothingToDo {
  return new NothingToDo(vscode.l10n.t('Nothing is staged. Edit a key and save it, then publish.'));
}
