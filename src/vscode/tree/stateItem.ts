// What a volume shows instead of its keys where there is no active version: why, or the one file that is mounted.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isSecretKey } from '../../volume/credentials/secrecy.ts';
import type { ActiveState, VolumeState } from '../../worker/protocol/state.ts';
import { explainActive } from '../explain/explainState.ts';
import { shown } from '../explain/format.ts';
import { context, iconOf, withText } from './itemText.ts';
import type { NodeOf } from './nodes.ts';

export function stateItem(node: NodeOf<'state'>, state: VolumeState): vscode.TreeItem {
  const { active } = state;
  if (active.state === 'sub-path' && active.isFile) return subPathItem(node, state, active);
  const { short, long } = explainActive(state) ?? { short: '', long: '' };
  return withText(new vscode.TreeItem(long, vscode.TreeItemCollapsibleState.None), {
    icon: new vscode.ThemeIcon('info'),
    tooltip: [short, long],
    contextValue: 'state',
  });
}

function subPathItem(
  node: NodeOf<'state'>,
  state: VolumeState,
  { key, version, live }: ActiveState & { state: 'sub-path' },
): vscode.TreeItem {
  const item = new vscode.TreeItem(shown(basename(key)), vscode.TreeItemCollapsibleState.None);
  item.command = {
    command: 'projectedVolumes.openSubPath',
    title: vscode.l10n.t('Open Key'),
    arguments: [node],
  };
  return withText(item, {
    description: vscode.l10n.t('as of {0}', shown(version)),
    icon: iconOf(isSecretKey(state.secrecy, key)),
    tooltip: [
      explainActive(state)?.long,
      live === undefined
        ? undefined
        : vscode.l10n.t('The whole volume is mounted at {0}, where it is updated.', shown(live)),
    ],
    contextValue: context('subPath', live === undefined ? [] : ['live']),
  });
}
