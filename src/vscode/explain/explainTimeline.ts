// Words for what an update did, step by step: in the rows below a version, and as text for a bug report.

import * as vscode from 'vscode';
import type { Timeline, UpdateAction, UpdateEvent } from '../../volume/read/timeline.ts';
import { shown } from './format.ts';

/** `+0.3 ms`, `+12.5 s` */
export function formatAfter(milliseconds: number): string {
  return milliseconds < 1_000
    ? `+${milliseconds.toFixed(1)} ms`
    : `+${(milliseconds / 1_000).toFixed(1)} s`;
}

/** The verb comes first: in a narrow side bar the end is cut off. */
export function explainAction(action: UpdateAction): { short: string; long: string } {
  switch (action.kind) {
    case 'made':
      return {
        short: vscode.l10n.t('made {0}', shown(action.name)),
        long: vscode.l10n.t('The directory of the new version. Programs do not read it yet.'),
      };
    case 'finished':
      return {
        short: vscode.l10n.t('set mode or owner of {0}', shown(action.name)),
        long: vscode.l10n.t('So the new version can be read by whom it is for.'),
      };
    case 'written':
      return {
        short:
          action.files === 1
            ? vscode.l10n.t('wrote 1 file')
            : vscode.l10n.t('wrote {0} files', action.files),
        long: vscode.l10n.t('All keys, also those that did not change.'),
      };
    case 'next-linked':
      return {
        short: vscode.l10n.t('linked ..data_tmp → {0}', shown(action.target)),
        long: vscode.l10n.t('The next ..data. While it is there, no other writer can swap.'),
      };
    case 'swapped':
      return {
        short: action.isRenamed
          ? vscode.l10n.t('swap: renamed ..data_tmp over ..data')
          : vscode.l10n.t('swap: ..data → {0}', shown(action.target)),
        long: vscode.l10n.t('From here on programs read the new version.'),
      };
    case 'linked':
      return {
        short:
          action.count === 1
            ? vscode.l10n.t('linked {0}', names(action))
            : vscode.l10n.t('linked {0} keys: {1}', action.count, names(action)),
        long: vscode.l10n.t('What programs open, for keys that are new.'),
      };
    case 'unlinked':
      return {
        short:
          action.count === 1
            ? vscode.l10n.t('unlinked {0}', names(action))
            : vscode.l10n.t('unlinked {0} keys: {1}', action.count, names(action)),
        long: vscode.l10n.t('Of keys that the new version does not have.'),
      };
    case 'removed':
      return {
        short: vscode.l10n.t('removed {0}', shown(action.name)),
        long: vscode.l10n.t('A version that is no longer active. What programs hold open stays.'),
      };
    case 'touched':
      return {
        short: vscode.l10n.t('made, changed or removed {0}', shown(action.name)),
        long: vscode.l10n.t('The file watcher tells the name only, not which of these it was.'),
      };
  }
}

function names({ names, count }: UpdateAction & { kind: 'linked' | 'unlinked' }): string {
  const told = names.map(shown).join(', ');
  return count > names.length ? `${told} …` : told;
}

export function explainTimes({ timedBy }: Timeline): string {
  return timedBy === 'writer'
    ? vscode.l10n.t('Timed by the writer itself, in this window.')
    : vscode.l10n.t('Timed when the file watcher told of it: a little later than it happened.');
}

/** To copy. */
export function timelineText(dir: string, version: string, timeline: Timeline): string {
  const line = (event: UpdateEvent) =>
    `${formatAfter(event.after).padStart(11)}  ${explainAction(event).short}`;
  return [
    `${dir}: ${shown(version)}`,
    `${new Date(timeline.begunAt).toISOString()}  ${explainTimes(timeline)}`,
    ...timeline.events.map(line),
    '',
  ].join('\n');
}
