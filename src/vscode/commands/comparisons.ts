// Comparisons of keys: one as a diff, several as one document. Of hidden values first only names, sizes and modes.

import * as vscode from 'vscode';
import type { Change } from '../../volume/payload.ts';
import type { Showing } from '../documents/showKey.ts';
import { formatMode, shown } from '../explain/format.ts';
import { askToShowValues, type Sizes } from './valuelessChanges.ts';

/** One key on both sides. */
export interface Sides {
  change: Change;
  /** The volumes that the sides are of. */
  dirs: readonly string[];
  left: vscode.Uri;
  right: vscode.Uri;
}

export interface Compared extends Sides {
  before: Sizes | undefined;
  after: Sizes | undefined;
}

export async function compareAll(
  showing: Showing,
  title: string,
  compared: readonly Compared[],
): Promise<void> {
  let meant = compared;
  if (compared.some((each) => isOfHidden(showing, each))) {
    const asked = await askToShowValues(title, compared);
    if (asked === undefined) return;
    meant = compared.filter(({ change }) => asked.includes(change));
  }
  const [first, ...others] = meant;
  if (first === undefined) return;
  const ofOne = `${shown(first.change.key)}${modesOf(first)} (${title})`;
  await showSides(showing, others.length === 0 ? ofOne : title, meant);
}

/** Without a question. */
export async function showSides(
  showing: Showing,
  title: string,
  compared: readonly Sides[],
): Promise<void> {
  const [first, ...others] = compared;
  if (first === undefined) return;
  const open = () =>
    others.length === 0
      ? vscode.commands.executeCommand('vscode.diff', first.left, first.right, title)
      : vscode.commands.executeCommand(
          'vscode.changes',
          title,
          compared.map(({ left, right, change }) => [
            change.kind === 'removed' ? left : right,
            left,
            right,
          ]),
        );
  const hidden = compared
    .filter((each) => isOfHidden(showing, each))
    .flatMap(({ left, right }) => [left, right]);
  if (hidden.length === 0) await open();
  else await showing.reveals.show(hidden, open, others.length === 0 ? undefined : title);
}

function isOfHidden({ staging }: Showing, { change, dirs }: Sides): boolean {
  return dirs.some((dir) => staging.isSecret(dir, change.key));
}

/** A diff of the same bytes is empty: the title says what changed. */
function modesOf({ change, before, after }: Compared): string {
  if (change.kind !== 'mode' || before === undefined || after === undefined) return '';
  return ` ${formatMode(before.mode)} → ${formatMode(after.mode)}`;
}
