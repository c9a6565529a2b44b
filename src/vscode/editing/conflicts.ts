// Conflicts: someone else changed the same keys. For each key the person chooses a side.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import type { Fingerprint } from '../../volume/payload.ts';
import {
  isWithoutContent,
  type StagedChange,
  stillStaged,
} from '../../volume/edit/stagedChanges.ts';
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
 * @param meant what is to be published, whatever is staged of these keys since
 * @returns those that are left of it, each over what its question showed; undefined when the person wants to edit first,
 *   or gave up: then no answer counts
 * @throws Refused where nobody knows what others made of a key
 */
export async function settleConflicts(
  volumes: Volumes,
  staging: Staging,
  dir: string,
  meant: readonly StagedChange[],
  keys: readonly string[],
): Promise<StagedChange[] | undefined> {
  const asked = meant.filter(({ key }) => keys.includes(key));
  const look = (): Conflict[] =>
    stillStaged(asked, staging.of(dir)).map((change) => conflictOf(volumes, staging, dir, change));
  const mine = new Map<string, Fingerprint | null>();
  const theirs = new Map<string, StagedChange>();
  const settle = (): void => {
    staging.rebase(dir, mine);
    staging.discard(dir, [...theirs.values()]);
  };
  /** An answer for the rest is about what that was when the question came up. */
  let rest: { side: Side; seen: readonly Conflict[] } | undefined;
  for (const [index, key] of keys.entries()) {
    const known = rest?.seen.find((each) => each.key === key);
    // Of mine nothing is left to keep, so "mine for the rest" is no answer.
    const isAsked =
      rest === undefined || (rest.side === 'mine' && known && hasNothingToKeep(known));
    const seen = isAsked ? look() : (rest?.seen ?? []);
    const conflict = seen.find((each) => each.key === key);
    // Others may have made the same change while another key was asked about.
    if (conflict === undefined) continue;
    const question = async () =>
      askSide({
        key,
        where: dir,
        isDeleted: conflict.theirs === null,
        deletes: conflict.mine.content === undefined,
        isLost: hasNothingToKeep(conflict),
        values: await explainSides(volumes, staging, conflict),
        number: index + 1,
        count: keys.length,
      });
    const answer: Answer = rest === undefined || isAsked ? await question() : rest.side;
    if (answer === undefined) return undefined;
    if (answer === 'edit') {
      settle();
      staging.compare(dir, key, conflict.theirs);
      await vscode.commands.executeCommand('projectedVolumes.showStaged', {
        kind: 'stagedChange',
        dir,
        key,
      });
      return undefined;
    }
    const side = typeof answer === 'object' ? answer.rest : answer;
    if (typeof answer === 'object') rest = { side, seen };
    if (side === 'mine') mine.set(key, conflict.theirs);
    else theirs.set(key, conflict.mine);
  }
  settle();
  const left = meant.filter(({ key }) => !theirs.has(key));
  return stillStaged(left, staging.of(dir)).map(({ key, content, base }) => ({
    key,
    content,
    base: mine.has(key) ? (mine.get(key) ?? null) : base,
  }));
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
  return isWithoutContent(mine.content, theirs);
}
