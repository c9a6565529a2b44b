import * as vscode from 'vscode';

/** Something was refused; the message tells a person why. */
export class Refused extends Error {}

export function nothingStaged(): Refused {
  return new Refused(vscode.l10n.t('Nothing is staged. Edit a key and save it, then publish.'));
}
