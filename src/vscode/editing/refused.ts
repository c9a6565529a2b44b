import * as vscode from 'vscode';

/** Something was refused; the message tells a person why. */
export class Refused extends Error {}

/** Nothing is wrong: there is only nothing to show, or to do. */
export class NothingToDo extends Refused {}

export function nothingStaged(): NothingToDo {
  return new NothingToDo(vscode.l10n.t('Nothing is staged. Edit a key and save it, then publish.'));
}
