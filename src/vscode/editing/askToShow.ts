// Whether a hidden value may be shown, asked of the person.

import * as vscode from 'vscode';
import { shown } from '../explain/format.ts';
import { confirm } from './confirm.ts';

export function askToShowValue(key: string): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Show the value of {0}?', shown(key)),
    vscode.l10n.t('It shows read-only, and closes again after a minute.'),
    vscode.l10n.t('Show Value'),
  );
}

/** Of one key, as two sides have it. */
export function askToShowBoth(key: string): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Show the values of {0}?', shown(key)),
    vscode.l10n.t('Both values show side by side, and close again after a minute.'),
    vscode.l10n.t('Show Values'),
  );
}
