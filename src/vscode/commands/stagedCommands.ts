// Commands about staged changes: look at them, publish them, give them up, settle their conflicts.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';
import { showStagedDiff } from '../editing/conflicts.ts';
import { conflictOf, explainSides } from '../editing/conflictSides.ts';
import { shown, volumeName } from '../explain/format.ts';
import type { NodeOf } from '../tree/nodes.ts';
import { pickStaged } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { publishAll } from './publishAll.ts';
import { nothingStaged, Refused } from '../editing/refused.ts';

const { t } = vscode.l10n;

type StagedRow = NodeOf<'volume' | 'staged' | 'stagedChange'>;

export function stagedCommands({ volumes, staging, publisher }: CommandContext): Commands {
  return {
    showStaged: onRow(['stagedChange'], async ({ dir, key }) => {
      await showStagedDiff(staging, dir, key);
    }),

    publish: onRow(['volume', 'staged', 'stagedChange'], async (row) => {
      await publisher.publish(row.dir, meant(row));
    }),

    publishFromPalette: async () => {
      const dir = await pickStaged(staging);
      if (dir !== undefined) await publisher.publish(dir, meant({ kind: 'staged', dir }));
    },

    publishAll: async () => publishAll(staging, publisher),

    discard: onRow(['volume', 'staged', 'stagedChange'], discard),

    discardFromPalette: async () => {
      const dir = await pickStaged(staging);
      if (dir !== undefined) await discard({ kind: 'staged', dir });
    },

    keepMine: onRow(['stagedChange'], ({ dir, key }) => {
      const { theirs } = conflictOf(volumes, staging, dir, key);
      staging.rebase(dir, new Map([[key, theirs]]));
    }),

    takeTheirs: onRow(['stagedChange'], async ({ dir, key }) => {
      const conflict = conflictOf(volumes, staging, dir, key);
      const { mine } = conflict;
      if (mine === undefined) return;
      const isSure = await confirm(
        t('Take what is active for {0} of {1}?', shown(key), dir),
        [
          ...(await explainSides(volumes, staging, conflict)),
          t('Your staged change of it is lost.'),
        ].join('\n'),
        t('Take Theirs'),
      );
      if (isSure) staging.discard(dir, [mine]);
    }),
  };

  async function discard(row: StagedRow): Promise<void> {
    const { dir } = row;
    const changes = meant(row);
    const [first] = changes;
    const isSure = await confirm(
      first !== undefined && changes.length === 1
        ? t('Discard the staged change of {0} of {1}?', shown(first.key), volumeName(dir))
        : t('Discard {0} staged changes of {1}?', changes.length, volumeName(dir)),
      [
        ...changes.slice(0, 10).map(({ key }) => shown(key)),
        ...(changes.length > 10 ? ['…'] : []),
        '',
        t('They are lost. The active version of {0} stays as it is.', dir),
      ].join('\n'),
      t('Discard'),
    );
    if (isSure) staging.discard(dir, changes);
  }

  /** The one change of a row, or the chosen ones of a volume. */
  function meant(row: StagedRow): StagedChange[] {
    const { dir } = row;
    if (row.kind === 'stagedChange') {
      const change = staging.of(dir).get(row.key as KeyPath);
      return change === undefined ? [] : [change];
    }
    if (staging.of(dir).size === 0) throw nothingStaged();
    const changes = staging.chosen(dir);
    if (changes.length === 0) {
      throw new Refused(t('None of the staged changes of {0} is ticked.', dir));
    }
    return changes;
  }
}
