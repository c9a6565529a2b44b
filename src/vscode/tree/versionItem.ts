// How a version looks in the history.

import * as vscode from 'vscode';
import type { VersionInfo, VolumeState } from '../../worker/protocol/state.ts';
import { stillReadWord } from '../explain/explainStillRead.ts';
import { formatTime, nameChanges, shown } from '../explain/format.ts';
import { context, withText, writable } from './itemText.ts';
import type { NodeOf } from './nodes.ts';

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

export function versionItem(node: NodeOf<'version'>, state: VolumeState): vscode.TreeItem {
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
  const time = formatTime(version.writtenAt);
  const item = new vscode.TreeItem(time, opens);
  item.command = {
    command: 'projectedVolumes.showChanges',
    title: vscode.l10n.t('Show What Changed'),
    arguments: [node],
  };
  return withText(item, {
    description: words.filter((word) => word !== '').join(' · '),
    said: [vscode.l10n.t('version of {0}', time), ...words],
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
