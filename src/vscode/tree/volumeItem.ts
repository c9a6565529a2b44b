// How a volume's own row looks.

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { secretKeysOf, type VolumeState } from '../../worker/protocol/state.ts';
import { explainOrigin, volumeKind } from '../explain/explainOrigin.ts';
import { explainSecrecy } from '../explain/explainSecrecy.ts';
import {
  explainAccess,
  explainActive,
  explainHang,
  explainPolling,
} from '../explain/explainState.ts';
import { explainHeld } from '../explain/explainUpdate.ts';
import { formatTime, shown, volumeName } from '../explain/format.ts';
import type { ClusterNote } from '../volumes/clusterNotes.ts';
import { workspaceRoots } from '../volumes/discovery.ts';
import { keyAt } from '../volumes/keyUri.ts';
import { context, WARNING, withText, writable } from './itemText.ts';
import { explainCluster, wordOfArrival } from './objectItem.ts';
import { countTroubles, troublesOf } from './troubles.ts';

const { Expanded } = vscode.TreeItemCollapsibleState;

/** @param pod in whose group the row is, which says the pod already */
export function volumeItem(
  state: VolumeState,
  stagedCount: number,
  note: ClusterNote,
  pod: string | undefined,
): vscode.TreeItem {
  const { dir, active } = state;
  const hang = explainHang(state);
  const held = explainHeld(state.held);
  const problem = explainActive(state);
  const access = explainAccess(state.access);
  const troubles = troublesOf(state);
  // First what tells it from others of its name, then what asks for something: in a narrow side bar the end is cut off.
  const words = [
    held?.short ?? '',
    pod === undefined ? placeOf(state) : '',
    wordOfArrival(note),
    countTroubles(troubles),
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
      ...([undefined, 'unread'].includes(state.secrecy.all) ? [] : ['secret']),
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
