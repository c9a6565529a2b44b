// What changed of hidden values without the values: names, sizes and modes. They themselves show on request.

import * as vscode from 'vscode';
import type { Change } from '../../volume/payload.ts';
import { confirm } from '../editing/confirm.ts';
import { formatMode, formatSize, noIcons, shown, wordFor } from '../explain/format.ts';

export interface Sizes {
  size: number;
  mode: number;
}

/** A change with what the key was before and after; undefined on the side where it is missing. */
export interface ChangeOfSizes {
  change: Change;
  before: Sizes | undefined;
  after: Sizes | undefined;
  /** Instead of the kind of the change. */
  more?: string | undefined;
}

/** Returns the changes whose values the person wants to see: of one key, or all; undefined for none. */
export async function askToShowValues(
  title: string,
  changes: readonly ChangeOfSizes[],
): Promise<readonly Change[] | undefined> {
  const rows = changes.map(({ change, before, after, more }) => ({
    label: `$(key) ${noIcons(shown(change.key))}`,
    description: noIcons(
      [
        more ?? wordFor(change),
        fromTo(before?.size, after?.size, formatSize),
        fromTo(before?.mode, after?.mode, formatMode),
      ].join(' · '),
    ),
    changes: [change],
  }));
  const all = {
    label: `$(eye) ${vscode.l10n.t('Show Values…')}`,
    description: '',
    changes: changes.map(({ change }) => change),
  };
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator, changes: [] };
  const picked = await vscode.window.showQuickPick([...rows, separator, all], {
    title,
    placeHolder: vscode.l10n.t(
      'The values are hidden. Choose a key, or all, to be asked whether to show them.',
    ),
  });
  if (picked === undefined || picked.changes.length === 0) return undefined;
  const names = picked.changes.map(({ key }) => shown(key));
  const isSure = await confirm(
    names.length === 1
      ? vscode.l10n.t('Show the values of {0}?', names.join())
      : vscode.l10n.t('Show the values of {0} keys?', names.length),
    vscode.l10n.t(
      'The value before and the value after show side by side, and close again after a minute.',
    ),
    vscode.l10n.t('Show Values'),
  );
  return isSure ? picked.changes : undefined;
}

/** `12 B → 15 B`; one of them where they are the same, or where there is only one. */
function fromTo(
  before: number | undefined,
  after: number | undefined,
  format: (value: number) => string,
): string {
  const sides = [before, after].filter((side) => side !== undefined).map(format);
  return [...new Set(sides)].join(' → ');
}
