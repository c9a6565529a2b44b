// Commands about staged changes: look at them, publish them, give them up.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { type StagedChange, stagedKind } from '../../volume/edit/stagedChanges.ts';
import type { CommandContext, Commands } from './command.ts';
import { settleUnsaved } from '../editing/unsaved.ts';
import { showStagedDiff } from '../documents/showKey.ts';
import { askToShowValues } from './valuelessChanges.ts';
import { isHidden } from '../editing/hiddenValues.ts';
import { activeKeys, keysWithStaged } from '../editing/keyView.ts';
import { shown, volumeName } from '../explain/format.ts';
import { isNode } from '../tree/nodes.ts';
import { pickStaged } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { NothingToDo, Refused } from '../editing/refused.ts';

const { t } = vscode.l10n;

export function stagedCommands(context: CommandContext): Commands {
  const { volumes, staging, publisher } = context;

  return {
    showStaged: async (argument) => {
      if (isNode(argument, 'stagedChange')) {
        await showStaged(argument.dir, argument.key as KeyPath);
      }
    },

    publish: async (argument) => {
      const { dir, changes } = await meant(argument);
      if (dir === undefined) return;
      const isRow = isNode(argument, 'stagedChange');
      const keys = changes.map(({ key }): string => key);
      if (!(await settleUnsaved(volumes, dir, (key) => !isRow || keys.includes(key)))) return;
      // Saving has staged more, or other text.
      const now = isRow ? changesOf(dir, keys) : staging.chosen(dir);
      await publisher.publish(dir, now);
    },

    publishAll: async () => {
      const { dirs } = staging;
      if (dirs.length === 0) throw nothingStaged();
      if (dirs.length > 1) {
        const isSure = await confirm(
          t('Publish the staged changes of {0} volumes?', dirs.length),
          dirs
            .map((dir) => `${dir}: ${staging.chosen(dir).length}`)
            .join('\n')
            .concat('\n\n', t('Each volume is published in one swap, one after the other.')),
          t('Publish'),
        );
        if (!isSure) return;
      }
      for (const dir of dirs) if (!(await settleUnsaved(volumes, dir))) return;
      for (const dir of dirs) await publisher.publish(dir, staging.chosen(dir));
    },

    discard: async (argument) => {
      const { dir, changes } = await meant(argument);
      if (dir === undefined) return;
      const [first] = changes;
      const isSure = await confirm(
        first !== undefined && changes.length === 1
          ? t('Discard the staged change of {0}?', shown(first.key))
          : t('Discard {0} staged changes of {1}?', changes.length, volumeName(dir)),
        [
          ...changes.slice(0, 10).map(({ key }) => shown(key)),
          ...(changes.length > 10 ? ['…'] : []),
          '',
          t('They are lost. The active version of {0} stays as it is.', dir),
        ].join('\n'),
        t('Discard'),
      );
      if (!isSure) return;
      staging.discard(
        dir,
        changes.map(({ key }) => key),
      );
    },
  };

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
      const asked = await askToShowValues(t('{0}: active ↔ staged', shown(key)), [told]);
      if (asked === undefined) return;
    }
    await showStagedDiff(context, dir, key);
  }

  function changesOf(dir: string, keys: readonly string[]): StagedChange[] {
    return keys.flatMap((key) => staging.of(dir).get(key as KeyPath) ?? []);
  }

  /** The one change of a row, or the chosen ones of a volume. */
  async function meant(
    argument: unknown,
  ): Promise<{ dir: string | undefined; changes: StagedChange[] }> {
    if (isNode(argument, 'stagedChange')) {
      const change = staging.of(argument.dir).get(argument.key as KeyPath);
      return { dir: argument.dir, changes: change === undefined ? [] : [change] };
    }
    if (staging.count === 0) throw nothingStaged();
    const dir = await pickStaged(staging, argument);
    const changes = dir === undefined ? [] : staging.chosen(dir);
    if (dir !== undefined && changes.length === 0) {
      throw new Refused(t('None of the staged changes of {0} is ticked.', dir));
    }
    return { dir, changes };
  }
}

function nothingStaged(): NothingToDo {
  return new NothingToDo(t('Nothing is staged. Edit a key and save it, then publish.'));
}
