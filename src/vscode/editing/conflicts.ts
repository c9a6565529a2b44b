// Conflicts: someone else changed the same keys. For each key the person chooses a side.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import type { Fingerprint } from '../../volume/payload.ts';
import { isWithoutContent, type StagedChange } from '../../volume/edit/stagedChanges.ts';
import { shown } from '../explain/format.ts';
import { type Conflict, conflictOf, explainSides } from './conflictSides.ts';
import type { Staging } from './staging.ts';
import type { Volumes } from '../volumes/volumes.ts';

export type Side = 'mine' | 'theirs';
export type Answer = Side | 'edit' | { rest: Side } | undefined;

/**
 * Asks about each key. Mine are to overwrite what the question showed, theirs take mine off the stage. When the person
 * wants to edit first, the answers until then count, and that key stays a conflict until it is saved again.
 *
 * @returns false when the person wants to edit first, or gave up: then no answer counts
 */
export async function settleConflicts(
  volumes: Volumes,
  staging: Staging,
  dir: string,
  keys: readonly string[],
): Promise<boolean> {
  const mine = new Map<string, Fingerprint | null>();
  const theirs: StagedChange[] = [];
  const settle = (): void => {
    staging.rebase(dir, mine);
    staging.discard(dir, theirs);
  };
  let rest: Side | undefined;
  for (const [index, key] of keys.entries()) {
    const conflict = conflictOf(volumes, staging, dir, key);
    // Others may have made the same change while another key was asked about.
    if (conflict.mine === undefined) continue;
    // Of mine nothing is left to keep, so "mine for the rest" is no answer.
    const isLost = hasNothingToKeep(conflict);
    const question = async () =>
      askSide({
        key,
        where: dir,
        isDeleted: conflict.theirs === null,
        deletes: conflict.mine?.content === undefined,
        isLost,
        values: await explainSides(volumes, staging, conflict),
        number: index + 1,
        count: keys.length,
      });
    const isAsked = rest === undefined || (rest === 'mine' && isLost);
    const answer: Answer = isAsked ? await question() : rest;
    if (answer === undefined) return false;
    if (answer === 'edit') {
      settle();
      staging.compare(dir, key, conflict.theirs);
      await vscode.commands.executeCommand('projectedVolumes.showStaged', {
        kind: 'stagedChange',
        dir,
        key,
      });
      return false;
    }
    if (typeof answer === 'object') ({ rest } = answer);
    const side = typeof answer === 'object' ? answer.rest : answer;
    if (side === 'mine') mine.set(key, conflict.theirs);
    else theirs.push(conflict.mine);
  }
  settle();
  return volumes.has(dir);
}

/** A key of which one side is to be chosen. */
export interface SideQuestion {
  key: string;
  /** The volume, or the object, in which someone else changed it. */
  where: string;
  /** They deleted it. */
  isDeleted: boolean;
  /** The person's own change deletes it. */
  deletes: boolean;
  /** Nothing of it is left to keep. */
  isLost?: boolean;
  /** Both sides, a line each; none where they are hidden. */
  values: readonly string[];
  number: number;
  count: number;
}

export async function askSide(question: SideQuestion): Promise<Answer> {
  const { key, where, isDeleted, deletes, isLost = false, values, number, count } = question;
  const mine = deletes ? vscode.l10n.t('Delete It') : vscode.l10n.t('Keep Mine');
  const theirs = isDeleted ? vscode.l10n.t('Let It Be Deleted') : vscode.l10n.t('Take Theirs');
  const edit = vscode.l10n.t('Compare and Edit');
  const mineForRest = vscode.l10n.t('Mine for the Rest');
  const theirsForRest = vscode.l10n.t('Theirs for the Rest');
  const place = count > 1 ? ` (${number}/${count})` : '';
  const answer = await showWarning(
    isDeleted
      ? vscode.l10n.t(
          '{0} of {1} was deleted by someone else meanwhile.{2}',
          shown(key),
          where,
          place,
        )
      : vscode.l10n.t(
          '{0} of {1} was changed by someone else meanwhile.{2}',
          shown(key),
          where,
          place,
        ),
    {
      modal: true,
      detail: [
        ...values,
        ...(isLost
          ? [vscode.l10n.t('You changed only its mode, so there is no content of yours to keep.')]
          : []),
        vscode.l10n.t(
          'Nothing is published until each such key has an answer. Until then both are kept.',
        ),
      ].join('\n'),
    },
    ...(isLost ? [theirs] : [mine, theirs, edit]),
    ...(number < count ? [mineForRest, theirsForRest] : []),
  );
  const meanings = new Map<string | undefined, Answer>([
    [mine, 'mine'],
    [theirs, 'theirs'],
    [edit, 'edit'],
    [mineForRest, { rest: 'mine' }],
    [theirsForRest, { rest: 'theirs' }],
  ]);
  return meanings.get(answer);
}

function hasNothingToKeep({ mine, theirs }: Conflict): boolean {
  return isWithoutContent(mine?.content, theirs);
}
