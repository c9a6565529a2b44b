// How each node of the tree looks: label, description, icon, tooltip, and the context for its menu.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isRepairable } from '../../volume/repair/repairable.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import type { Staging } from '../editing/staging.ts';
import { formatSize, shown, volumeName } from '../explain/format.ts';
import type { ClusterNote } from '../volumes/clusterNotes.ts';
import { context, WARNING, withText, writable } from './itemText.ts';
import { keyItem } from './keyItem.ts';
import { idOf, type RowOfVolume } from './nodes.ts';
import { objectItem } from './objectItem.ts';
import type { RowsOnDemand } from './onDemand.ts';
import { stagedChangeItem, stagedItem } from './stagedItems.ts';
import { stateItem } from './stateItem.ts';
import { explainTrouble, problemWith, troublesOf } from './troubles.ts';
import { versionItem } from './versionItem.ts';
import { volumeItem } from './volumeItem.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** What a row shows beside the state of its volume. */
export interface Around {
  staging: Staging;
  /** Once they are loaded. */
  rows?: RowsOnDemand | undefined;
  note?: ClusterNote;
  /** The directory of the pod in whose group the volume is. */
  pod?: string | undefined;
}

/** Without a state the volume has not been looked at yet, or has just left the view. */
export function treeItem(
  node: RowOfVolume,
  state: VolumeState | undefined,
  around: Around,
): vscode.TreeItem {
  const item = state === undefined ? loading(node) : itemOf(node, state, around);
  item.id = idOf(node);
  return item;
}

function itemOf(
  node: RowOfVolume,
  state: VolumeState,
  { staging, rows, note = {}, pod }: Around,
): vscode.TreeItem {
  switch (node.kind) {
    case 'volume':
      return volumeItem(state, staging.of(node.dir).size, note, pod);
    case 'active':
      return withText(new vscode.TreeItem(vscode.l10n.t('Active'), opensWith(state)), {
        description: activeDescription(state),
        tooltip: activeTooltip(state),
        icon: new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed')),
        contextValue: context('active', writable(state)),
      });
    case 'folder':
      return withText(new vscode.TreeItem(shown(basename(node.path)), Collapsed), {
        icon: vscode.ThemeIcon.Folder,
        contextValue: context('folder', writable(state)),
      });
    case 'key':
      return keyItem(node, state, staging);
    case 'staged':
      return stagedItem(node, state, staging);
    case 'stagedChange':
      return stagedChangeItem(node, state, staging, note);
    case 'object':
      return objectItem(node, state, note);
    case 'history':
      return withText(new vscode.TreeItem(vscode.l10n.t('History'), Collapsed), {
        description:
          state.versions.length === 1
            ? vscode.l10n.t('1 version seen')
            : vscode.l10n.t('{0} versions seen', state.versions.length),
        icon: new vscode.ThemeIcon('history'),
        contextValue: 'history',
      });
    case 'version':
      return versionItem(node, state);
    case 'onDisk':
      return withText(new vscode.TreeItem(vscode.l10n.t('On disk'), Collapsed), {
        description: rows?.onDisk.count(node.dir) ?? '',
        icon: new vscode.ThemeIcon('list-tree'),
        tooltip: [
          vscode.l10n.t(
            'The directory itself, as ls -la has it. It is listed only while you look, and no value is read.',
          ),
        ],
        contextValue: 'onDisk',
      });
    case 'event':
      return rows?.eventItem(node, state) ?? new vscode.TreeItem('');
    case 'entry':
      return rows?.onDisk.entryItem(node) ?? new vscode.TreeItem('');
    case 'entryNote':
      return rows?.onDisk.noteItem(node) ?? new vscode.TreeItem('');
    case 'problems':
      return withText(new vscode.TreeItem(vscode.l10n.t('Problems'), Expanded), {
        description: String(troublesOf(state)),
        icon: WARNING,
        contextValue: 'problems',
      });
    case 'problem': {
      const problem = problemWith(state, node.trouble);
      const { short, long } = explainTrouble(state, node.trouble);
      const item = new vscode.TreeItem(short, None);
      item.command = {
        command: 'projectedVolumes.showProblem',
        title: vscode.l10n.t('Show the Problem'),
        arguments: [node],
      };
      return withText(item, {
        icon: WARNING,
        tooltip: [short, long],
        contextValue:
          problem !== undefined && isRepairable(problem)
            ? context('problem', writable(state))
            : 'problem',
      });
    }
    case 'state':
      return stateItem(node, state);
  }
}

function activeDescription({ active }: VolumeState): string {
  return active.state === 'read' ? `..data → ${shown(active.version)}` : '';
}

/** So many keys would push everything else out of sight. */
const MAX_KEYS_SHOWN = 50;

function opensWith({ active }: VolumeState): vscode.TreeItemCollapsibleState {
  return active.state === 'read' && active.keys.length > MAX_KEYS_SHOWN ? Collapsed : Expanded;
}

function activeTooltip({ active }: VolumeState): string[] {
  if (active.state !== 'read') return [];
  const keys =
    active.keys.length === 1
      ? vscode.l10n.t('1 key')
      : vscode.l10n.t('{0} keys', active.keys.length);
  const bytes = active.keys.reduce((sum, { size }) => sum + size, 0);
  const unread = active.unread?.length ?? 0;
  return [
    shown(active.version),
    `${keys} · ${formatSize(bytes)}`,
    ...(unread === 0 ? [] : [vscode.l10n.t('Not read: {0}', unread)]),
  ];
}

function loading(node: RowOfVolume): vscode.TreeItem {
  // VS Code still asks for rows of a volume that has just left the view, and draws them until it has heard of that.
  if (node.kind !== 'volume') return new vscode.TreeItem('');
  // Expanded as it will be: VS Code keeps what it saw first.
  return withText(new vscode.TreeItem(volumeName(node.dir), Expanded), {
    description: `${node.dir} · ${vscode.l10n.t('looking…')}`,
    icon: new vscode.ThemeIcon('loading~spin'),
    contextValue: 'loading',
  });
}
