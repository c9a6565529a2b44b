// Go to Key: all keys of all volumes in one list, for those who know the name and not the place.

import * as vscode from 'vscode';
import { NothingToDo } from '../editing/refused.ts';
import { noIcons, shown, volumeName } from '../explain/format.ts';
import type { CommandContext } from './command.ts';

export async function goToKey({ volumes, staging }: CommandContext): Promise<void> {
  await volumes.begin();
  const items = volumes.dirs.flatMap((dir) =>
    [...staging.keys(dir).keys()].map((key) => ({
      label: noIcons(shown(key)),
      description: noIcons(`${volumeName(dir)} · ${shown(dir)}`),
      node: { kind: 'key', dir, key } as const,
    })),
  );
  if (items.length === 0) throw new NothingToDo(vscode.l10n.t('No volume has a key yet.'));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which key, of all volumes?'),
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  await vscode.commands.executeCommand('projectedVolumes.openKeyAsking', picked.node);
}
