// What the tree shows of the cluster: only what a person has asked.

import * as vscode from 'vscode';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { formatTime } from '../explain/format.ts';
import type { ClusterNote } from '../volumes/clusterNotes.ts';
import { isFromCluster } from '../volumes/fromCluster.ts';
import { context, withText, writable } from './itemText.ts';
import type { NodeOf } from './nodes.ts';

export function objectItem(
  { index }: NodeOf<'object'>,
  state: VolumeState,
  { objects = [] }: ClusterNote,
): vscode.TreeItem {
  const { label = '', description = '', tooltip = [] } = objects[index] ?? {};
  return withText(new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None), {
    description,
    icon: new vscode.ThemeIcon('cloud'),
    tooltip,
    contextValue: context('object', writable(state)),
  });
}

/** Empty unless something is on its way. */
export function wordOfArrival({ onItsWay }: ClusterNote): string {
  return onItsWay === undefined
    ? ''
    : vscode.l10n.t('changed in the cluster {0}, not here yet', formatTime(onItsWay.since));
}

/** For a tooltip: a row of a narrow side bar ends before it has said it. */
export function explainArrival(note: ClusterNote): string[] {
  if (note.onItsWay === undefined) return [];
  const hurry = vscode.l10n.t(
    'The kubelet syncs a pod every minute or two. Hurry the Kubelet has it do so now.',
  );
  return [`${wordOfArrival(note)}. ${hurry}`];
}

/** Sentences for the tooltip of a volume. */
export function explainCluster(state: VolumeState, note: ClusterNote): readonly string[] {
  const { objects, onItsWay } = note;
  if (objects !== undefined || onItsWay !== undefined) {
    return [...explainArrival(note), ...(objects ?? []).flatMap(({ tooltip }) => tooltip)];
  }
  return isFromCluster(state)
    ? [
        vscode.l10n.t(
          'The cluster has not been asked about it. "Show the Object in the Cluster" does, through kubectl.',
        ),
      ]
    : [];
}
