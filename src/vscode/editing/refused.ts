import * as vscode from 'vscode';

/** Something was refused; the message tells a person why. */
export class Refused extends Error {}

/** Nothing is wrong; there is just nothing to do. Shown as information, not as an error. */
export class NothingToDo extends Refused {}

export function nothingStaged(): NothingToDo {
  return new NothingToDo(vscode.l10n.t('Nothing is staged. Edit a key and save it, then publish.'));
}
