// Select for Compare and Compare with Selected, as in the Explorer, for versions; and all staged changes at once.

import * as vscode from 'vscode';
import { stagedKind } from '../../volume/edit/stagedChanges.ts';
import { stagedDiff } from '../documents/showKey.ts';
import { stagedTitle } from '../documents/staleComparisons.ts';
import { NothingToDo, nothingStaged } from '../editing/refused.ts';
import { liveUri, stagedUri } from '../volumes/keyUri.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';
import { compareVersions, type VersionOf, versionOf } from './compareVersions.ts';
import { compareAll } from './comparisons.ts';

const ROWS = ['version', 'volume', 'active'] as const;
const HAS_SELECTED = 'projectedVolumes.selectedForCompare';

export function compareCommands(context: CommandContext): Commands {
  const { volumes } = context;
  let selected: VersionOf | undefined;
  return {
    selectForCompare: onRow(ROWS, async (row) => {
      selected = versionOf(volumes, row);
      await vscode.commands.executeCommand('setContext', HAS_SELECTED, true);
    }),

    compareWithSelected: onRow(ROWS, async (row) => {
      if (selected === undefined) {
        throw new NothingToDo(vscode.l10n.t('Select a version for the comparison first.'));
      }
      await compareVersions(context, selected, versionOf(volumes, row));
    }),

    compareWithActive: onRow(['version'], async (row) => {
      const active = versionOf(volumes, { kind: 'volume', dir: row.dir });
      await compareVersions(context, versionOf(volumes, row), active);
    }),

    showAllStaged: onRow(['staged', 'volume'], async ({ dir }) => compareStaged(context, dir)),
  };
}

async function compareStaged(context: CommandContext, dir: string): Promise<void> {
  const { staging } = context;
  const staged = staging.of(dir);
  if (staged.size === 0) throw nothingStaged();
  const before = staging.active(dir);
  const after = staging.keys(dir);
  const compared = [...staged.values()]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((change) => {
      const { key } = change;
      const uriOf = staging.isSecret(dir, key) ? stagedUri : liveUri;
      const [left, right] = stagedDiff(staging, dir, key, uriOf);
      const { kind } = stagedKind(change, before.get(key));
      return {
        change: { key, kind },
        dirs: [dir],
        left,
        right,
        before: before.get(key),
        after: after.get(key),
      };
    });
  await compareAll(context, stagedTitle(dir), compared);
}
