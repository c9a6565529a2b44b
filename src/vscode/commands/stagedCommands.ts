// Commands about staged changes: look at them, publish them, give them up, settle their conflicts.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { type StagedChange, stagedKind, stillStaged } from '../../volume/edit/stagedChanges.ts';
import { type CommandContext, type Commands, onRow, onRows } from './command.ts';
import { conflictOf, explainSides } from '../editing/conflictSides.ts';
import { showStagedDiff } from '../documents/showKey.ts';
import { closeStaleComparisons } from '../documents/staleComparisons.ts';
import { askToShowValues } from './valuelessChanges.ts';
import { firstTen, shown, volumeName } from '../explain/format.ts';
import { pickStaged } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { withUnsaved } from '../editing/unsaved.ts';
import { publishAll, publishEach } from './publishAll.ts';
import { nothingStaged, notStaged } from '../editing/refused.ts';
import { refuseStagedSince } from '../editing/stagedSince.ts';
import { type Meant, meantBy, STAGED_ROWS } from './stagedRows.ts';

export function stagedCommands(context: CommandContext): Commands {
  const { volumes, staging, publisher } = context;

  return {
    showStaged: onRow(['stagedChange'], ({ dir, key }) => showStaged(dir, key as KeyPath)),

    publish: onRows(STAGED_ROWS, async (rows) => publish(meantBy(staging, rows))),

    publishFromPalette: async () => {
      const picked = await pickStaged(volumes, staging);
      if (picked !== undefined) await publish([picked]);
    },

    publishAll: async () => publishAll(context),

    discard: onRows(STAGED_ROWS, async (rows) => discard(meantBy(staging, rows))),

    discardFromPalette: async () => {
      const picked = await pickStaged(volumes, staging);
      if (picked !== undefined) await discard([picked]);
    },

    // VS Code has no key for the checkbox of a row.
    tick: onRows(['stagedChange'], (rows) => {
      const isTicked = rows.some(({ dir, key }) => !staging.isChosen(dir, key));
      for (const { dir, key } of rows) staging.choose(dir, key, isTicked);
    }),

    keepMine: onRow(['stagedChange'], ({ dir, key }) => {
      const { theirs } = conflictOf(volumes, staging, dir, changeOf(dir, key));
      staging.rebase(dir, new Map([[key, theirs]]));
    }),

    takeTheirs: onRow(['stagedChange'], async ({ dir, key }) => {
      const mine = changeOf(dir, key);
      const conflict = conflictOf(volumes, staging, dir, mine);
      const isSure = await confirm(
        vscode.l10n.t('Take what is active for {0} of {1}?', shown(key), dir),
        [
          ...(await explainSides(volumes, staging, conflict)),
          vscode.l10n.t('Your staged change of it is lost.'),
        ].join('\n'),
        vscode.l10n.t('Take Theirs'),
      );
      if (isSure) await giveUp([{ dir, changes: [mine] }]);
    }),
  };

  async function publish(all: readonly Meant[]): Promise<void> {
    const [only] = all;
    if (only === undefined || all.length > 1) {
      await publishEach(context, all);
      return;
    }
    const { dir, changes, isMeant } = only;
    const chosen = await withUnsaved(context, dir, changes, isMeant);
    if (chosen?.length === 0) throw nothingStaged();
    if (chosen !== undefined) await publisher.publish(dir, chosen);
  }

  async function discard(all: readonly Meant[]): Promise<void> {
    const keys = all.flatMap(({ changes }) => changes.map(({ key }) => key));
    const dirs = all.map(({ dir }) => dir).join(', ');
    if (keys.length === 0) throw nothingStaged();
    const names = all.map(({ dir }) => volumeName(dir)).join(', ');
    const isSure = await confirm(
      keys.length === 1
        ? vscode.l10n.t('Discard the staged change of {0} of {1}?', keys.map(shown).join(), names)
        : vscode.l10n.t('Discard {0} staged changes of {1}?', keys.length, names),
      [
        ...firstTen(keys.map(shown)),
        '',
        vscode.l10n.t('They are lost. The active version of {0} stays as it is.', dirs),
      ].join('\n'),
      vscode.l10n.t('Discard'),
    );
    if (isSure) await giveUp(all);
  }

  /** @throws Refused where one was staged anew since the question came up, or all are gone */
  async function giveUp(all: readonly Meant[]): Promise<void> {
    for (const { dir, changes } of all) {
      const asked = new Map(changes.map((change) => [change.key, change]));
      refuseStagedSince(staging, dir, asked, asked.keys());
    }
    if (all.every(({ dir, changes }) => stillStaged(changes, staging.of(dir)).length === 0)) {
      const keys = all.flatMap(({ changes }) => changes.map(({ key }) => key));
      throw notStaged(all.map(({ dir }) => dir).join(', '), keys);
    }
    for (const { dir, changes } of all) staging.discard(dir, changes);
    await closeStaleComparisons(volumes, staging);
  }

  function changeOf(dir: string, key: string): StagedChange {
    const change = staging.of(dir).get(key as KeyPath);
    if (change === undefined) throw notStaged(dir, [key]);
    return change;
  }

  /** The change of a hidden value without the value, which shows on request. */
  async function showStaged(dir: string, key: KeyPath): Promise<void> {
    const change = staging.of(dir).get(key);
    if (change === undefined) return;
    if (staging.isSecret(dir, key)) {
      const before = staging.active(dir).get(key);
      const told = {
        change: { key, ...stagedKind(change, before) },
        before,
        after: staging.keys(dir).get(key),
      };
      const asked = await askToShowValues(vscode.l10n.t('{0}: active ↔ staged', shown(key)), [
        told,
      ]);
      if (asked === undefined) return;
    }
    await showStagedDiff(context, dir, key);
  }
}
