// Comparisons of keys: one as a diff, several as one document. Of hidden values first only names, sizes and modes.

import * as vscode from 'vscode';
import type { Change } from '../../volume/payload.ts';
import type { Showing } from '../documents/showKey.ts';
import { isHidden } from '../editing/hiddenValues.ts';
import { formatMode, shown } from '../explain/format.ts';
import { askToShowValues, type Sizes } from './valuelessChanges.ts';

/** One key on both sides. */
export interface Compared {
  change: Change;
  /** The volumes that the sides are of. */
  dirs: readonly string[];
  left: vscode.Uri;
  right: vscode.Uri;
  before: Sizes | undefined;
  after: Sizes | undefined;
}

export async function compareAll(
  showing: Showing,
  title: string,
  compared: readonly Compared[],
): Promise<void> {
  const isOfHidden = ({ change, dirs }: Compared): boolean =>
    dirs.some((dir) => isHidden(showing.volumes, showing.staging, dir, change.key));
  let meant = compared;
  if (compared.some(isOfHidden)) {
    const asked = await askToShowValues(title, compared);
    if (asked === undefined) return;
    meant = compared.filter(({ change }) => asked.includes(change));
  }
  const [first, ...others] = meant;
  if (first === undefined) return;
  const open = () =>
    others.length === 0
      ? vscode.commands.executeCommand(
          'vscode.diff',
          first.left,
          first.right,
          `${shown(first.change.key)}${modesOf(first)} (${title})`,
        )
      : vscode.commands.executeCommand(
          'vscode.changes',
          title,
          meant.map(({ left, right, change }) => [
            change.kind === 'removed' ? left : right,
            left,
            right,
          ]),
        );
  const hidden = meant.filter(isOfHidden).flatMap(({ left, right }) => [left, right]);
  if (hidden.length === 0) await open();
  else if (others.length === 0) await showing.reveals.show(hidden, open);
  else await showing.reveals.show(hidden, open, title);
}

/** A diff of the same bytes is empty: the title says what changed. */
function modesOf({ change, before, after }: Compared): string {
  if (change.kind !== 'mode' || before === undefined || after === undefined) return '';
  return ` ${formatMode(before.mode)} → ${formatMode(after.mode)}`;
}
