// Any two versions seen, of one volume or of two, with all keys in which they differ.

import * as vscode from 'vscode';
import { type Change, difference, type KeyPath } from '../../volume/payload.ts';
import type { SeenKey } from '../../worker/protocol/protocol.ts';
import { NothingToDo, Refused } from '../editing/refused.ts';
import { formatTime, volumeName } from '../explain/format.ts';
import { isNode, type TreeNode } from '../tree/nodes.ts';
import { noneUri, versionUri } from '../volumes/keyUri.ts';
import { activeVersionId, type Volumes } from '../volumes/volumes.ts';
import type { CommandContext } from './command.ts';
import { compareAll, type Sides } from './comparisons.ts';

/** A version seen; `id` is the version's. */
export interface VersionOf {
  dir: string;
  id: string;
}

/** The version of a row; of a volume's the active one. */
export function versionOf(volumes: Volumes, row: TreeNode): VersionOf {
  const { dir } = row;
  const state = volumes.state(dir);
  const id = isNode(row, 'version') ? row.version : state && activeVersionId(state);
  if (id === undefined) {
    throw new NothingToDo(
      vscode.l10n.t('{0} has no active version that could be compared.', volumeName(dir)),
    );
  }
  return { dir, id };
}

async function keysOf(
  volumes: Volumes,
  { dir, id }: VersionOf,
): Promise<ReadonlyMap<KeyPath, SeenKey>> {
  const { keys } = await volumes.client.request('listVersion', { dir, version: id });
  return new Map(keys.map((seen) => [seen.key as KeyPath, seen]));
}

export async function changesBetween(
  volumes: Volumes,
  left: VersionOf,
  right: VersionOf,
): Promise<Change[]> {
  return difference(await keysOf(volumes, left), await keysOf(volumes, right));
}

export async function compareVersions(
  context: CommandContext,
  left: VersionOf,
  right: VersionOf,
): Promise<void> {
  const { volumes } = context;
  for (const { dir, id } of [left, right]) {
    const seen = volumes.state(dir)?.versions.find((version) => version.id === id);
    if (seen?.isKept === true) continue;
    throw new Refused(vscode.l10n.t('The contents of that version of {0} are not kept.', dir));
  }
  const [before, after] = [await keysOf(volumes, left), await keysOf(volumes, right)];
  const compared = difference(before, after).map((change) => {
    const sizes = { before: before.get(change.key), after: after.get(change.key) };
    return Object.assign(sidesOf(change, left, right), sizes);
  });
  const title = `${nameOf(volumes, left)} ↔ ${nameOf(volumes, right)}`;
  if (compared.length === 0) {
    throw new NothingToDo(vscode.l10n.t('{0}: both hold the same.', title));
  }
  await compareAll(context, title, compared);
}

/** The key that changed from left to right. */
export function sidesOf(change: Change, left: VersionOf, right: VersionOf): Sides {
  const { key, kind } = change;
  return {
    change,
    dirs: [left.dir, right.dir],
    left: kind === 'added' ? noneUri(left.dir, key) : versionUri(left.dir, left.id, key),
    right: kind === 'removed' ? noneUri(right.dir, key) : versionUri(right.dir, right.id, key),
  };
}

/** `my-config 10:48:54` */
function nameOf(volumes: Volumes, { dir, id }: VersionOf): string {
  const seen = volumes.state(dir)?.versions.find((version) => version.id === id);
  return `${volumeName(dir)} ${seen === undefined ? '' : formatTime(seen.writtenAt)}`.trim();
}
