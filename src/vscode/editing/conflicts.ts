// Keys that someone else changed as well: for each one a person says which side counts.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { shown } from '../explain/format.ts';
import type { Staging } from './staging.ts';
import type { Volumes } from '../volumes/volumes.ts';

const { t } = vscode.l10n;

/**
 * Asks about each key. The answers count once there is one for every key: mine are to overwrite what is active now,
 * theirs take mine off the stage.
 *
 * @returns false when the person wants to edit first, or gave up: then nothing is different
 */
export async function settleConflicts(
  volumes: Volumes,
  staging: Staging,
  dir: string,
  keys: readonly string[],
): Promise<boolean> {
  const mine: string[] = [];
  const theirs: string[] = [];
  for (const [index, key] of keys.entries()) {
    const count = keys.length > 1 ? ` (${index + 1}/${keys.length})` : '';
    switch (await ask(staging, dir, key, count)) {
      case 'mine':
        mine.push(key);
        break;
      case 'theirs':
        theirs.push(key);
        break;
      case 'edit':
        // What is active now is shown beside it: from here on mine is an edit of that.
        staging.rebase(dir, [key]);
        await vscode.commands.executeCommand('projectedVolumes.showStaged', {
          kind: 'stagedChange',
          dir,
          key,
        });
        return false;
      case undefined:
        return false;
    }
  }
  staging.rebase(dir, mine);
  staging.discard(dir, theirs);
  return volumes.dirs.includes(dir);
}

async function ask(
  staging: Staging,
  dir: string,
  key: string,
  count: string,
): Promise<'mine' | 'theirs' | 'edit' | undefined> {
  const isDeleted = !staging.active(dir).has(key);
  const deletes = staging.of(dir).get(key as KeyPath)?.content === undefined;
  const mine = deletes ? t('Delete It') : t('Keep Mine');
  const theirs = isDeleted ? t('Let It Be Deleted') : t('Take Theirs');
  const edit = t('Compare and Edit');
  const answer = await vscode.window.showWarningMessage(
    isDeleted
      ? t('{0} of {1} was deleted by someone else meanwhile.{2}', shown(key), dir, count)
      : t('{0} of {1} was changed by someone else meanwhile.{2}', shown(key), dir, count),
    {
      modal: true,
      detail: t(
        'Nothing is published until each such key has an answer. Until then both are kept.',
      ),
    },
    mine,
    theirs,
    edit,
  );
  if (answer === mine) return 'mine';
  if (answer === theirs) return 'theirs';
  return answer === edit ? 'edit' : undefined;
}
