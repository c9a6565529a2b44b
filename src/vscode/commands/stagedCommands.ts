// Commands about staged changes: look at them, publish them, give them up, settle their conflicts.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { stagedKind } from '../../volume/edit/stagedChanges.ts';
import { byVolume, type CommandContext, type Commands, onRow, onRows } from './command.ts';
import { conflictOf, explainSides } from '../editing/conflictSides.ts';
import { showStagedDiff } from '../documents/showKey.ts';
import { closeStaleComparisons } from '../documents/staleComparisons.ts';
import { askToShowValues } from './valuelessChanges.ts';
import { firstTen, shown, volumeName } from '../explain/format.ts';
import { pickStaged } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { withUnsaved } from '../editing/unsaved.ts';
import { publishAll, publishEach } from './publishAll.ts';
import { nothingStaged } from '../editing/refused.ts';
import { isMeantBy, STAGED_ROWS, stagedIn, type StagedRow } from './stagedRows.ts';

export function stagedCommands(context: CommandContext): Commands {
  const { volumes, staging, publisher } = context;

  return {
    showStaged: onRow(['stagedChange'], ({ dir, key }) => showStaged(dir, key as KeyPath)),

    publish: onRows(STAGED_ROWS, publish),

    publishFromPalette: async () => {
      const dir = await pickStaged(volumes, staging);
      if (dir !== undefined) await publish([{ kind: 'staged', dir }]);
    },

    publishAll: async () => publishAll(context),

    discard: onRows(STAGED_ROWS, discard),

    discardFromPalette: async () => {
      const dir = await pickStaged(volumes, staging);
      if (dir !== undefined) await discard([{ kind: 'staged', dir }]);
    },

    // VS Code has no key for the checkbox of a row.
    tick: onRows(['stagedChange'], (rows) => {
      const isTicked = rows.some(({ dir, key }) => !staging.isChosen(dir, key));
      for (const { dir, key } of rows) staging.choose(dir, key, isTicked);
    }),

    keepMine: onRow(['stagedChange'], ({ dir, key }) => {
      const { theirs } = conflictOf(volumes, staging, dir, key);
      staging.rebase(dir, new Map([[key, theirs]]));
    }),

    takeTheirs: onRow(['stagedChange'], async ({ dir, key }) => {
      const conflict = conflictOf(volumes, staging, dir, key);
      const { mine } = conflict;
      if (mine === undefined) return;
      const isSure = await confirm(
        vscode.l10n.t('Take what is active for {0} of {1}?', shown(key), dir),
        [
          ...(await explainSides(volumes, staging, conflict)),
          vscode.l10n.t('Your staged change of it is lost.'),
        ].join('\n'),
        vscode.l10n.t('Take Theirs'),
      );
      if (isSure) staging.discard(dir, [mine]);
    }),
  };

  async function publish(rows: readonly StagedRow[]): Promise<void> {
    const all = [...byVolume(rows)].map(([dir, group]) => ({
      dir,
      changes: stagedIn(staging, dir, group),
      isMeant: (key: string) => isMeantBy(group, key),
    }));
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

  async function discard(rows: readonly StagedRow[]): Promise<void> {
    const all = [...byVolume(rows)].map(([dir, group]) => ({
      dir,
      changes: stagedIn(staging, dir, group),
    }));
    const keys = all.flatMap(({ changes }) => changes.map(({ key }) => key));
    if (keys.length === 0) throw nothingStaged();
    const names = all.map(({ dir }) => volumeName(dir)).join(', ');
    const dirs = all.map(({ dir }) => dir).join(', ');
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
    if (!isSure) return;
    for (const { dir, changes } of all) staging.discard(dir, changes);
    await closeStaleComparisons(volumes, staging);
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
