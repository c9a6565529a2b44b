// What a command is about: its argument, or what the person picks when it comes from the palette.

import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  formatMode,
  formatSize,
  formatTime,
  noIcons,
  summarize,
  shown,
  volumeName,
} from '../explain/format.ts';
import { explainActive } from '../explain/explainState.ts';
import { isNode, type NodeOf } from '../tree/nodes.ts';
import { inFront } from './meant.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import { noneTicked, nothingStaged, NothingToDo, notShown, Refused } from '../editing/refused.ts';
import type { Staging } from '../editing/staging.ts';
import type { ActiveState, VolumeState } from '../../worker/protocol/state.ts';
import type { Volumes } from '../volumes/volumes.ts';
import type { Command } from './command.ts';

/** The volume that a node is in; undefined when the person picked none. @throws Refused for one that has left the view */
export async function pickVolume(volumes: Volumes, argument: unknown): Promise<string | undefined> {
  if (
    isNode(argument, 'volume', 'active', 'folder', 'key', 'staged', 'stagedChange') ||
    isNode(argument, 'history', 'version')
  ) {
    if (!volumes.has(argument.dir)) throw notShown(argument.dir);
    return argument.dir;
  }
  const front = argument === undefined ? inFront(volumes) : undefined;
  if (front !== undefined) return front.dir;
  return volumes.dirs.length === 1 ? volumes.dirs[0] : askForVolume(volumes);
}

/** A command about one volume. */
export function onVolume(
  volumes: Volumes,
  run: (dir: string, argument: unknown) => Promise<void>,
): Command {
  return async (argument) => {
    const dir = await pickVolume(volumes, argument);
    if (dir !== undefined) await run(dir, argument);
  };
}

/** As `pickVolume`, once its state is known. @throws Refused where it has left the view */
export async function pickKnown(
  volumes: Volumes,
  argument: unknown,
): Promise<VolumeState | undefined> {
  const dir = await pickVolume(volumes, argument);
  if (dir === undefined) return undefined;
  const state = await volumes.whenKnown(dir);
  if (state === undefined) throw notShown(dir);
  return state;
}

/** @throws Refused where the active version could not be read */
export function activeOrRefuse(state: VolumeState): ActiveState & { state: 'read' } {
  if (state.active.state === 'read') return state.active;
  throw new Refused(`${state.dir}: ${explainActive(state)?.long ?? ''}`);
}

/** Asks also when there is one only. */
export async function askForVolume(volumes: Volumes): Promise<string | undefined> {
  const dirs = likeliestFirst(volumes, volumes.dirs, (dir) => dir);
  if (dirs.length === 0) throw new Refused(vscode.l10n.t('There is no volume yet. Add one first.'));
  const items = dirs.map((dir) => ({
    label: noIcons(volumeName(dir)),
    description: noIcons(shown(dir)),
    dir,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which volume?'),
    matchOnDescription: true,
  });
  return picked?.dir;
}

/**
 * A volume with staged changes, and its chosen ones as they were when the list came up. Asks also when there is one only:
 * what happens next cannot be taken back.
 */
export async function pickStaged(
  volumes: Volumes,
  staging: Staging,
): Promise<{ dir: string; changes: readonly StagedChange[] } | undefined> {
  const dirs = likeliestFirst(volumes, staging.dirs, (dir) => dir);
  if (dirs.length === 0) throw nothingStaged();
  const items = dirs.map((dir) => ({
    label: noIcons(volumeName(dir)),
    description: noIcons(`${vscode.l10n.t('{0} staged', staging.of(dir).size)} · ${shown(dir)}`),
    dir,
    changes: staging.chosen(dir),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which volume?'),
    matchOnDescription: true,
  });
  if (picked?.changes.length === 0) throw noneTicked(picked.dir);
  return picked;
}

/** A key, staged ones included; the picker omits keys staged for deletion. */
export async function pickKey(
  { volumes, staging }: { volumes: Volumes; staging: Staging },
  argument: unknown,
): Promise<NodeOf<'key'> | undefined> {
  if (isNode(argument, 'key')) return argument;
  if (isNode(argument, 'stagedChange')) return { ...argument, kind: 'key' };
  const front = argument === undefined ? inFront(volumes) : undefined;
  if (front?.kind === 'key') return front;
  const state = await pickKnown(volumes, argument);
  if (state === undefined) return undefined;
  const { dir } = state;
  const { unread } = activeOrRefuse(state);
  const likely = likeliestFirst(volumes, [...staging.keys(dir).values()], ({ key }) =>
    join(dir, key),
  );
  const items = likely.map(({ key, size, mode }) => ({
    label: noIcons(shown(key)),
    description: `${formatSize(size)} · ${formatMode(mode)}`,
    key,
  }));
  if (items.length === 0) {
    throw new Refused(
      unread === undefined
        ? vscode.l10n.t('{0} has no keys.', dir)
        : vscode.l10n.t('No key of {0} can be read. Its rows under Active say why.', dir),
    );
  }
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which key of {0}?', dir),
  });
  return picked === undefined ? undefined : { kind: 'key', dir, key: picked.key };
}

/** What the editor in front shows, else what is selected in the view, comes first: Enter takes it. */
function likeliestFirst<T>(
  volumes: Volumes,
  items: readonly T[],
  pathOf: (item: T) => string,
): T[] {
  const [selected] = volumes.selection;
  const row = isNode(selected, 'key', 'stagedChange')
    ? join(selected.dir, selected.key)
    : selected?.dir;
  const front = inFront(volumes);
  const path = front === undefined ? row : join(front.dir, 'key' in front ? front.key : '');
  const isLikely = (item: T): boolean =>
    path !== undefined && (pathOf(item) === path || path.startsWith(`${pathOf(item)}/`));
  return [...items.filter(isLikely), ...items.filter((item) => !isLikely(item))];
}

/** `others`: leaves out the active version, for what makes no sense with it. */
export async function pickVersion(
  volumes: Volumes,
  argument: unknown,
  which: 'all' | 'others',
): Promise<NodeOf<'version'> | undefined> {
  if (isNode(argument, 'version')) return argument;
  const state = await pickKnown(volumes, argument);
  if (state === undefined) return undefined;
  const { dir } = state;
  const items = state.versions
    .filter(({ isActive }) => which === 'all' || !isActive)
    .map(({ id, name, writtenAt, isActive, changes }) => ({
      label: formatTime(writtenAt),
      description: [
        ...(isActive ? [vscode.l10n.t('active')] : []),
        changes === undefined ? vscode.l10n.t('first seen') : summarize(changes),
      ].join(' · '),
      detail: noIcons(shown(name)),
      version: id,
    }));
  if (items.length === 0) {
    throw new NothingToDo(vscode.l10n.t('No other version of {0} has been seen yet.', dir));
  }
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which version of {0}?', dir),
  });
  return picked === undefined ? undefined : { kind: 'version', dir, version: picked.version };
}
