// How each node of the tree looks: label, description, icon, tooltip, and the context for its menu.

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { isWithoutContent, stagedKind } from '../../volume/edit/stagedChanges.ts';
import { secretKeysOf, type VersionInfo, type VolumeState } from '../../worker/protocol/state.ts';
import {
  formatMode,
  formatSize,
  formatTime,
  shown,
  nameChanges,
  wordFor,
  volumeName,
} from '../explain/format.ts';
import { stagedDiff } from '../documents/showKey.ts';
import { explainHeld } from '../explain/explainUpdate.ts';
import { workspaceRoots } from '../volumes/discovery.ts';
import { keyAt, liveUri } from '../volumes/keyUri.ts';
import { explainOrigin, volumeKind } from '../explain/explainOrigin.ts';
import { stillReadWord } from '../explain/explainStillRead.ts';
import { explainSecrecy } from '../explain/explainSecrecy.ts';
import {
  explainAccess,
  explainActive,
  explainHang,
  explainPolling,
} from '../explain/explainState.ts';
import { context, iconOf, WARNING, withText, writable } from './itemText.ts';
import { keyItem } from './keyItem.ts';
import { explainCluster, objectItem, wordOfArrival } from './objectItem.ts';
import type { RowsOnDemand } from './onDemand.ts';
import type { ClusterNote } from '../volumes/clusterNotes.ts';
import { isRepairable } from '../../volume/repair/repairable.ts';
import { stateItem } from './stateItem.ts';
import { explainTrouble, problemWith, troublesOf } from './troubles.ts';
import { idOf, type NodeOf, type TreeNode } from './nodes.ts';
import type { Staging } from '../editing/staging.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** Without a state the volume has not been looked at yet. */
export function treeItem(
  node: TreeNode,
  state: VolumeState | undefined,
  staging: Staging,
  rows: RowsOnDemand | undefined,
  note: ClusterNote = {},
): vscode.TreeItem {
  const item = state === undefined ? loading(node) : itemOf(node, state, staging, rows, note);
  item.id = idOf(node);
  return item;
}

function itemOf(
  node: TreeNode,
  state: VolumeState,
  staging: Staging,
  rows: RowsOnDemand | undefined,
  note: ClusterNote,
): vscode.TreeItem {
  switch (node.kind) {
    case 'volume':
      return volumeItem(state, staging.of(node.dir).size, note);
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

function volumeItem(state: VolumeState, stagedCount: number, note: ClusterNote): vscode.TreeItem {
  const { dir, active } = state;
  const hang = explainHang(state);
  const held = explainHeld(state.held);
  const problem = explainActive(state);
  const access = explainAccess(state.access);
  const troubles = troublesOf(state);
  // First what tells it from others of its name, then what asks for something: in a narrow side bar the end is cut off.
  const words = [
    held?.short ?? '',
    placeOf(state),
    wordOfArrival(note),
    troubles === 0
      ? ''
      : troubles === 1
        ? vscode.l10n.t('1 problem')
        : vscode.l10n.t('{0} problems', troubles),
    stagedCount === 0 ? '' : vscode.l10n.t('{0} staged', stagedCount),
    hang?.short ?? problem?.short ?? '',
    access === undefined ? '' : vscode.l10n.t('read-only'),
    volumeKind(state),
  ];
  return withText(new vscode.TreeItem(volumeName(dir), Expanded), {
    description: words.filter((word) => word !== '').join(' · '),
    icon:
      hang === undefined && (troubles === 0 || held !== undefined)
        ? volumeIcon(state, access !== undefined)
        : WARNING,
    tooltip: [
      shown(dir),
      active.state === 'read' ? vscode.l10n.t('Updated {0}', formatTime(active.writtenAt)) : '',
      hang?.long,
      held?.long,
      ...explainOrigin(state),
      ...explainCluster(state, note),
      problem?.long,
      access,
      explainSecrecy(state),
      explainPolling(state),
    ],
    contextValue: context('volume', [
      ...writable(state),
      ...(stagedCount > 0 ? ['staged'] : []),
      ...(state.secrecy.all === undefined ? [] : ['secret']),
      ...(secretKeysOf(state).length === 0 ? [] : ['secretKeys']),
    ]),
  });
}

/**
 * The pod, or the path as far as the name does not say it: within the workspace folder, with the name of that where there
 * are several, or whole.
 */
function placeOf({ dir, origin }: VolumeState): string {
  if ('podUid' in origin && origin.podUid !== undefined) {
    return vscode.l10n.t('pod {0}', shown(origin.podUid.slice(0, 8)));
  }
  const roots = workspaceRoots();
  const root = roots.find((each) => keyAt(each, dir) !== undefined);
  const path = root === undefined ? dir : keyAt(roots.length > 1 ? dirname(root) : root, dir);
  return path === undefined || path === basename(dir) ? '' : shown(path);
}

function volumeIcon({ active, held }: VolumeState, isReadOnly: boolean): vscode.ThemeIcon {
  if (held !== undefined) return new vscode.ThemeIcon('debug-pause');
  if (active.state === 'sub-path') return new vscode.ThemeIcon('pinned');
  if (active.state !== 'read') return new vscode.ThemeIcon('circle-slash');
  return new vscode.ThemeIcon(isReadOnly ? 'lock' : 'layers');
}

function stagedItem(
  { dir }: NodeOf<'staged'>,
  state: VolumeState,
  staging: Staging,
): vscode.TreeItem {
  const { size } = staging.of(dir);
  const chosen = staging.chosen(dir).length;
  return withText(new vscode.TreeItem(vscode.l10n.t('Staged changes'), Expanded), {
    description: chosen === size ? String(size) : vscode.l10n.t('{0} of {1} chosen', chosen, size),
    icon: new vscode.ThemeIcon('diff'),
    tooltip: [
      vscode.l10n.t(
        'Programs see none of this until it is published: the chosen ones in one swap.',
      ),
    ],
    contextValue: context('staged', writable(state)),
  });
}

function stagedChangeItem(
  node: NodeOf<'stagedChange'>,
  state: VolumeState,
  staging: Staging,
  { onItsWay }: ClusterNote,
): vscode.TreeItem {
  const { dir, key } = node;
  const item = new vscode.TreeItem(shown(key), None);
  const change = staging.of(dir).get(key as KeyPath);
  if (change === undefined) return item; // published or discarded between two refreshes
  const active = staging.active(dir);
  const told = stagedKind(change, active);
  item.resourceUri = liveUri(dir, key);
  const title = vscode.l10n.t('Show the Staged Change');
  item.command = staging.isSecret(dir, key)
    ? { command: 'projectedVolumes.showStaged', title, arguments: [node] }
    : { command: 'vscode.diff', title, arguments: [...stagedDiff(staging, dir, key)] };
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  item.checkboxState = {
    state: staging.isChosen(dir, key) ? Checked : Unchecked,
    tooltip: vscode.l10n.t('Published and discarded with the others while it is ticked'),
  };
  const mode = change.content?.mode;
  const was = active.get(key)?.mode;
  const words = [
    onItsWay?.keys.has(key) === true ? vscode.l10n.t('in the cluster, not here yet') : '',
    told.isConflict ? vscode.l10n.t('conflict') : '',
    wordFor(told),
    mode === undefined || mode === was
      ? ''
      : was === undefined
        ? formatMode(mode)
        : `${formatMode(was)} → ${formatMode(mode)}`,
  ];
  return withText(item, {
    description: words.filter((word) => word !== '').join(' · '),
    icon: iconOf(staging.isSecret(dir, key)),
    tooltip: [
      shown(key),
      told.isConflict
        ? vscode.l10n.t(
            'Someone else changed it since you began. When it is published, you choose.',
          )
        : undefined,
    ],
    contextValue: context('stagedChange', [
      ...(told.isConflict ? ['conflict'] : []),
      ...(isWithoutContent(change.content, active.get(key)) ? ['lost'] : []),
      ...writable(state),
    ]),
  });
}

function versionItem(node: NodeOf<'version'>, state: VolumeState): vscode.TreeItem {
  const version = state.versions.find(({ id }) => id === node.version);
  if (version === undefined) return new vscode.TreeItem(shown(node.version), None);
  const where = version.isActive
    ? vscode.l10n.t('active')
    : version.isOnDisk
      ? vscode.l10n.t('still on disk')
      : version.isKept
        ? vscode.l10n.t('gone from disk, kept here')
        : vscode.l10n.t('gone from disk, contents not kept');
  const what =
    version.restores !== undefined
      ? wordOfReturn(state, version, version.restores)
      : version.changes === undefined
        ? vscode.l10n.t('first seen')
        : nameChanges(version.changes);
  const by = version.isPublishedHere === true ? vscode.l10n.t('published here') : '';
  const held = stillReadWord(state, version.name);
  const words = version.isActive ? [where, what, by] : [what, by, where, ...held];
  const { timeline } = version;
  const opens = timeline === undefined ? None : Collapsed;
  const item = new vscode.TreeItem(formatTime(version.writtenAt), opens);
  item.command = {
    command: 'projectedVolumes.showChanges',
    title: vscode.l10n.t('Show What Changed'),
    arguments: [node],
  };
  return withText(item, {
    description: words.filter((word) => word !== '').join(' · '),
    icon: new vscode.ThemeIcon(version.isActive ? 'circle-filled' : 'circle-outline'),
    tooltip: [
      shown(version.name),
      where,
      what,
      ...held,
      timeline === undefined
        ? vscode.l10n.t('What its update did, step by step, was not seen.')
        : vscode.l10n.t('Open the row to see what its update did, step by step.'),
    ],
    contextValue: context('version', [
      ...(version.isActive ? ['active'] : []),
      ...(version.isKept ? ['kept'] : []),
      ...(version.isOnDisk ? ['onDisk'] : []),
      ...(timeline === undefined ? [] : ['timeline']),
      ...writable(state),
    ]),
  });
}

/** Another writer that puts back what it wrote, over what was published here, has undone that: as a kubelet does. */
function wordOfReturn(state: VolumeState, version: VersionInfo, restores: number): string {
  const replaced = state.versions[state.versions.indexOf(version) + 1];
  const isUndone = version.isPublishedHere !== true && replaced?.isPublishedHere === true;
  if (!isUndone) return vscode.l10n.t('back to {0}', formatTime(restores));
  return 'volumeName' in state.origin
    ? vscode.l10n.t(
        'another writer, the kubelet most likely, undid your publish: back to {0}',
        formatTime(restores),
      )
    : vscode.l10n.t('another writer undid your publish: back to {0}', formatTime(restores));
}

function loading(node: TreeNode): vscode.TreeItem {
  // Expanded as it will be: VS Code keeps what it saw first.
  const item = new vscode.TreeItem(volumeName(node.dir), Expanded);
  item.description = `${node.dir} · ${vscode.l10n.t('looking…')}`;
  item.iconPath = new vscode.ThemeIcon('loading~spin');
  return item;
}
