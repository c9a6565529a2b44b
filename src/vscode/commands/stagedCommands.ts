// Commands about staged changes: look at them, publish them, give them up, settle their conflicts.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { type StagedChange, stagedKind } from '../../volume/edit/stagedChanges.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';
import { conflictOf, explainSides } from '../editing/conflictSides.ts';
import { withUnsaved } from '../editing/unsaved.ts';
import { showStagedDiff } from '../documents/showKey.ts';
import { askToShowValues } from './valuelessChanges.ts';
import { isHidden } from '../editing/hiddenValues.ts';
import { activeKeys, keysWithStaged } from '../editing/keyView.ts';
import { shown, volumeName } from '../explain/format.ts';
import type { NodeOf } from '../tree/nodes.ts';
import { pickStaged } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { publishAll } from './publishAll.ts';
import { nothingStaged, Refused } from '../editing/refused.ts';

type StagedRow = NodeOf<'volume' | 'staged' | 'stagedChange'>;

export function stagedCommands(context: CommandContext): Commands {
  const { volumes, staging, publisher } = context;

  return {
    showStaged: onRow(['stagedChange'], ({ dir, key }) => showStaged(dir, key as KeyPath)),

    publish: onRow(['volume', 'staged', 'stagedChange'], publish),

    publishFromPalette: async () => {
      const dir = await pickStaged(staging);
      if (dir !== undefined) await publish({ kind: 'staged', dir });
    },

    publishAll: async () => publishAll(context),

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

  async function publish(row: StagedRow): Promise<void> {
    const { dir } = row;
    const isMeant = (key: string) => row.kind !== 'stagedChange' || key === row.key;
    const changes = await withUnsaved(context, dir, meant(row), isMeant);
    if (changes !== undefined) await publisher.publish(dir, changes);
  }

  async function discard(row: StagedRow): Promise<void> {
    const { dir } = row;
    const changes = meant(row);
    const [first] = changes;
    const isSure = await confirm(
      first !== undefined && changes.length === 1
        ? vscode.l10n.t(
            'Discard the staged change of {0} of {1}?',
            shown(first.key),
            volumeName(dir),
          )
        : vscode.l10n.t('Discard {0} staged changes of {1}?', changes.length, volumeName(dir)),
      [
        ...changes.slice(0, 10).map(({ key }) => shown(key)),
        ...(changes.length > 10 ? ['…'] : []),
        '',
        vscode.l10n.t('They are lost. The active version of {0} stays as it is.', dir),
      ].join('\n'),
      vscode.l10n.t('Discard'),
    );
    if (isSure) staging.discard(dir, changes);
  }

  /** The change of a hidden value without the value, which shows on request. */
  async function showStaged(dir: string, key: KeyPath): Promise<void> {
    const change = staging.of(dir).get(key);
    if (change === undefined) return;
    if (isHidden(volumes, staging, dir, key)) {
      const active = activeKeys(volumes.state(dir));
      const told = {
        change: { key, ...stagedKind(change, staging.active(dir)) },
        before: active.find((info) => info.key === key),
        after: keysWithStaged(active, staging.of(dir)).get(key),
      };
      const asked = await askToShowValues(vscode.l10n.t('{0}: active ↔ staged', shown(key)), [
        told,
      ]);
      if (asked === undefined) return;
    }
    await showStagedDiff(context, dir, key);
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
      throw new Refused(vscode.l10n.t('None of the staged changes of {0} is ticked.', dir));
    }
    return changes;
  }
}
