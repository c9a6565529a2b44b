// Which staged changes a command is about, by the rows that it was given.

import type { KeyPath } from '../../volume/payload.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import { noneTicked, nothingStaged, notStaged } from '../editing/refused.ts';
import type { Staging } from '../editing/staging.ts';
import type { NodeOf } from '../tree/nodes.ts';
import { byVolume } from './command.ts';

/** A key's editor stands for the key's staged change. */
export const STAGED_ROWS = ['volume', 'staged', 'stagedChange', 'key'] as const;

export type StagedRow = NodeOf<(typeof STAGED_ROWS)[number]>;

/** Staged changes of a volume, as they were when the person asked. */
export interface Meant {
  dir: string;
  changes: readonly StagedChange[];
  /** Whether the unsaved text of a key belongs to it; all of the volume's does unless given. */
  isMeant?: (key: string) => boolean;
}

export function meantBy(staging: Staging, rows: readonly StagedRow[]): Meant[] {
  return [...byVolume(rows)].map(([dir, group]) => ({
    dir,
    changes: stagedIn(staging, dir, group),
    isMeant: (key) => isMeantBy(group, key),
  }));
}

/** The changes of these rows of a volume, or its chosen ones where the volume itself is among them. */
function stagedIn(staging: Staging, dir: string, rows: readonly StagedRow[]): StagedChange[] {
  const staged = staging.of(dir);
  if (rows.every((row) => 'key' in row)) {
    const changes = rows.flatMap(({ key }) => staged.get(key as KeyPath) ?? []);
    // Of a key there may be unsaved text; the row of a staged change is older than what became of that.
    const isGone = changes.length === 0 && rows.every(({ kind }) => kind === 'stagedChange');
    if (!isGone) return changes;
    throw notStaged(
      dir,
      rows.map(({ key }) => key),
    );
  }
  if (staged.size === 0) throw nothingStaged();
  const changes = staging.chosen(dir);
  if (changes.length === 0) throw noneTicked(dir);
  return changes;
}

/** Whether one of the rows is the key, or the volume with all its keys. */
function isMeantBy(rows: readonly StagedRow[], key: string): boolean {
  return rows.some((row) => !('key' in row) || row.key === key);
}
