// On a node the volumes of each pod are a group of their own: there are hundreds.

import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { podDirectory } from '../../volume/places/kubeletPath.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { explainHang } from '../explain/explainState.ts';
import { explainHeld } from '../explain/explainUpdate.ts';
import { shown } from '../explain/format.ts';
import type { VolumeChange } from '../volumes/volumes.ts';
import { WARNING, withText } from './itemText.ts';
import { idOf } from './nodes.ts';
import { countTroubles, troublesOf } from './troubles.ts';

/** The directory of each pod, with the volumes in it; empty unless there are several pods. */
export type Pods = ReadonlyMap<string, readonly string[]>;

export function podsOf(dirs: readonly string[]): Pods {
  const pods = new Map<string, string[]>();
  for (const dir of dirs) {
    const pod = podDirectory(dir);
    if (pod === undefined) continue;
    const volumes = pods.get(pod);
    if (volumes === undefined) pods.set(pod, [dir]);
    else volumes.push(dir);
  }
  return pods.size > 1 ? pods : new Map();
}

export interface PodVolume {
  /** Undefined until the first look at it is done. */
  state: VolumeState | undefined;
  /** How many changes are staged of it. */
  staged: number;
}

export function podItem(dir: string, volumes: readonly PodVolume[]): vscode.TreeItem {
  const label = podLabel(dir, volumes);
  const states = volumes.flatMap(({ state }) => state ?? []);
  const troubles = states.reduce((sum, state) => sum + troublesOf(state), 0);
  const staged = volumes.reduce((sum, volume) => sum + volume.staged, 0);
  const hang = states.map(explainHang).find((each) => each !== undefined);
  const held = states.map((state) => explainHeld(state.held)).find((each) => each !== undefined);
  const words = [
    shown(podIn(dir, volumes)?.namespace ?? ''),
    held?.short ?? '',
    countTroubles(troubles),
    staged === 0 ? '' : vscode.l10n.t('{0} staged', staged),
    hang?.short ?? '',
    volumes.length === 1 ? vscode.l10n.t('1 volume') : vscode.l10n.t('{0} volumes', volumes.length),
  ];
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = idOf({ kind: 'pod', dir });
  return withText(item, {
    description: words.filter((word) => word !== '').join(' · '),
    icon: troubles > 0 || hang !== undefined ? WARNING : new vscode.ThemeIcon('package'),
    tooltip: [label, shown(basename(dir)), shown(dir), held?.long, hang?.long],
    contextValue: 'pod',
  });
}

/** The pod's name where it is known, else its uid, shortened. */
export function podLabel(dir: string, volumes: readonly PodVolume[]): string {
  const name = podIn(dir, volumes)?.name;
  return name === undefined
    ? vscode.l10n.t('pod {0}', shown(basename(dir).slice(0, 8)))
    : shown(name);
}

interface Pod {
  name: string;
  namespace: string | undefined;
}

function podIn(dir: string, volumes: readonly PodVolume[]): Pod | undefined {
  const uid = basename(dir);
  return volumes.map(({ state }) => podOf(uid, state)).find((each) => each !== undefined);
}

/** As a token tells it. A key of a volume may hold the token of any other pod. */
function podOf(uid: string, state: VolumeState | undefined): Pod | undefined {
  if (state?.active.state !== 'read') return undefined;
  for (const { credential } of state.active.keys) {
    if (credential?.kind !== 'token') continue;
    const { pod, namespace } = credential.token;
    if (pod?.uid === uid) return { name: pod.name, namespace };
  }
  return undefined;
}

/** Whether the change of a volume shows in the row of its pod: the name, and with that the order, or what is counted. */
export function changesPod(
  pod: string,
  { before, after }: VolumeChange,
): 'order' | 'row' | 'nothing' {
  const uid = basename(pod);
  if (!isDeepStrictEqual(podOf(uid, before), podOf(uid, after))) return 'order';
  const counted = (state: VolumeState | undefined) => ({
    troubles: state === undefined ? 0 : troublesOf(state),
    hangs: state?.hangs,
    held: state?.held,
  });
  return isDeepStrictEqual(counted(before), counted(after)) ? 'nothing' : 'row';
}
