// How the group of staged changes looks, and each of them.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { isWithoutContent } from '../../volume/edit/stagedChanges.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { stagedDiff } from '../documents/showKey.ts';
import type { Staging } from '../editing/staging.ts';
import { formatMode, shown, wordFor } from '../explain/format.ts';
import type { ClusterNote } from '../volumes/clusterNotes.ts';
import { liveUri } from '../volumes/keyUri.ts';
import { context, iconOf, withText, writable } from './itemText.ts';
import type { NodeOf } from './nodes.ts';
import { explainArrival } from './objectItem.ts';

const { None, Expanded } = vscode.TreeItemCollapsibleState;

export function stagedItem(
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

export function stagedChangeItem(
  node: NodeOf<'stagedChange'>,
  state: VolumeState,
  staging: Staging,
  note: ClusterNote,
): vscode.TreeItem {
  const { dir, key } = node;
  const isOnItsWay = note.onItsWay?.keys.has(key) === true;
  const item = new vscode.TreeItem(shown(key), None);
  const change = staging.of(dir).get(key as KeyPath);
  if (change === undefined) return item; // published or discarded between two refreshes
  const active = staging.active(dir);
  const told = staging.kindOf(dir, change);
  const isSecret = staging.isSecret(dir, key);
  const isChosen = staging.isChosen(dir, key);
  item.resourceUri = liveUri(dir, key);
  const title = vscode.l10n.t('Show the Staged Change');
  item.command = isSecret
    ? { command: 'projectedVolumes.showStaged', title, arguments: [node] }
    : { command: 'vscode.diff', title, arguments: [...stagedDiff(staging, dir, key)] };
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  item.checkboxState = {
    state: isChosen ? Checked : Unchecked,
    tooltip: vscode.l10n.t('Published and discarded with the others while it is ticked'),
    accessibilityInformation: { label: vscode.l10n.t('Publish {0}', shown(key)) },
  };
  const mode = change.content?.mode;
  const was = active.get(key)?.mode;
  const words = [
    isOnItsWay ? vscode.l10n.t('in the cluster, not here yet') : '',
    told.isConflict ? vscode.l10n.t('conflict') : '',
    wordFor(told),
  ];
  const modes =
    mode === undefined || mode === was
      ? []
      : [was, mode].flatMap((each) => (each === undefined ? [] : formatMode(each)));
  return withText(item, {
    description: [...words, modes.join(' → ')].filter((word) => word !== '').join(' · '),
    said: [
      shown(key),
      // VS Code has a screen reader say a row's own words, not the state of its checkbox.
      isChosen ? vscode.l10n.t('chosen') : vscode.l10n.t('not chosen'),
      isSecret ? vscode.l10n.t('hidden value') : '',
      ...words,
      modes.length === 0 ? '' : vscode.l10n.t('mode {0}', modes.at(-1) ?? ''),
    ],
    icon: iconOf(isSecret),
    tooltip: [
      shown(key),
      told.isConflict
        ? vscode.l10n.t(
            'Someone else changed it since you began. When it is published, you choose.',
          )
        : undefined,
      ...(isOnItsWay ? explainArrival(note) : []),
    ],
    contextValue: context('stagedChange', [
      ...(told.isConflict ? ['conflict'] : []),
      ...(isWithoutContent(change.content, active.get(key)) ? ['lost'] : []),
      ...writable(state),
    ]),
  });
}
