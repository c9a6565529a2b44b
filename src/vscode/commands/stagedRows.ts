// Which staged changes a command is about, by the rows that it was given.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import { nothingStaged, Refused } from '../editing/refused.ts';
import type { Staging } from '../editing/staging.ts';
import type { NodeOf } from '../tree/nodes.ts';

/** A key's editor stands for the key's staged change. */
export const STAGED_ROWS = ['volume', 'staged', 'stagedChange', 'key'] as const;

export type StagedRow = NodeOf<(typeof STAGED_ROWS)[number]>;

/** The changes of these rows of a volume, or its chosen ones where the volume itself is among them. */
export function stagedIn(
  staging: Staging,
  dir: string,
  rows: readonly StagedRow[],
): StagedChange[] {
  const staged = staging.of(dir);
  if (rows.every((row) => 'key' in row)) {
    return rows.flatMap((row) => staged.get(('key' in row ? row.key : '') as KeyPath) ?? []);
  }
  if (staged.size === 0) throw nothingStaged();
  const changes = staging.chosen(dir);
  if (changes.length === 0) {
    throw new Refused(vscode.l10n.t('None of the staged changes of {0} is ticked.', dir));
  }
  return changes;
}

/** Whether one of the rows is the key, or the volume with all its keys. */
export function isMeantBy(rows: readonly StagedRow[], key: string): boolean {
  return rows.some((row) => !('key' in row) || row.key === key);
}
