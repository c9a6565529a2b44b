// The rows below a version: what its update did, in order.

import * as vscode from 'vscode';
import type { UpdateAction } from '../../volume/read/timeline.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { explainAction, explainTimes, formatAfter } from '../explain/explainTimeline.ts';
import { withText } from './itemText.ts';
import type { NodeOf, TreeNode } from './nodes.ts';

export function eventNodes({ dir, versions }: VolumeState, version: string): TreeNode[] {
  const events = versions.find(({ id }) => id === version)?.timeline?.events ?? [];
  return events.map((_event, index) => ({ kind: 'event', dir, version, index }));
}

export function eventItem(
  { version, index }: NodeOf<'event'>,
  { versions }: VolumeState,
): vscode.TreeItem {
  const timeline = versions.find(({ id }) => id === version)?.timeline;
  const event = timeline?.events[index];
  if (timeline === undefined || event === undefined) {
    return new vscode.TreeItem(''); // gone between two refreshes
  }
  const { short, long } = explainAction(event);
  const after = formatAfter(event.after);
  return withText(new vscode.TreeItem(after), {
    description: short,
    said: [vscode.l10n.t('after {0}', after.slice(1)), short],
    icon: new vscode.ThemeIcon(ICONS[event.kind]),
    tooltip: [short, long, explainTimes(timeline)],
    contextValue: 'event',
  });
}

const ICONS: Record<UpdateAction['kind'], string> = {
  made: 'new-folder',
  finished: 'shield',
  written: 'files',
  'next-linked': 'link',
  swapped: 'arrow-swap',
  linked: 'link',
  unlinked: 'trash',
  removed: 'trash',
  touched: 'question',
};
