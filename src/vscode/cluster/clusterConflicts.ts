// Keys that someone else changed in the cluster as well, arrived here or not: the person chooses a side for each.

import * as vscode from 'vscode';
import { digestOf } from '../../volume/read/snapshot.ts';
import type { KeyPath } from '../../volume/payload.ts';
import type { StagedChange } from '../../volume/edit/stagedChanges.ts';
import type { PathChange } from '../../cluster/plan.ts';
import { type KeyPlace, placeOf, volumeKeys } from '../../cluster/volumeKeys.ts';
import { type Answer, askSide, type Side } from '../editing/conflicts.ts';
import { excerpts } from '../editing/conflictSides.ts';
import { shown } from '../explain/format.ts';
import { liveUri, noneUri, stagedUri } from '../volumes/keyUri.ts';
import type { ClusterContext, Lookup } from './clusterContext.ts';
import { objectName } from './explainCluster.ts';

type Values = ReadonlyMap<string, Uint8Array | null>;

/**
 * @param conflicts path → the value in the cluster, null for a key that was deleted there
 * @returns the changes that are left, each over what its question showed; undefined when the person gave up or edits
 */
export async function settleInCluster(
  context: ClusterContext,
  { dir, volume, objects }: Lookup,
  conflicts: Values,
  changes: readonly PathChange[],
  staged: readonly StagedChange[],
  chosen: ReadonlyMap<string, KeyPlace>,
): Promise<PathChange[] | undefined> {
  const { staging } = context;
  const keys = volumeKeys(volume, objects);
  const theirs = new Set<string>();
  const mine = new Map<string, string | null>();
  const settle = (): void => {
    context.bases.know(dir, mine);
    staging.discard(
      dir,
      staged.filter(({ key }) => theirs.has(key)),
    );
  };
  let rest: Side | undefined;
  for (const [index, [path, current]] of [...conflicts].entries()) {
    const digest = current === null ? null : digestOf(current);
    const own = changes.find((change) => change.path === path)?.data;
    const place = placeOf(path, volume, keys, chosen);
    const isSecret = place?.object.kind === 'Secret' || staging.isSecret(dir, path);
    const question = {
      key: path,
      where: place === undefined ? dir : objectName(place.object),
      isDeleted: current === null,
      deletes: own === undefined,
      values: isSecret ? [] : sides(own, current),
      number: index + 1,
      count: conflicts.size,
    };
    const answer: Answer = rest ?? (await askSide(question));
    if (answer === undefined) return undefined;
    if (answer === 'edit') {
      settle();
      const change = staged.find(({ key }) => key === path);
      if (change !== undefined) context.bases.compare(dir, change, digest);
      await compareToEdit(context, { dir, path, isSecret }, current);
      return undefined;
    }
    if (typeof answer === 'object') ({ rest } = answer);
    if ((typeof answer === 'object' ? answer.rest : answer) === 'mine') mine.set(path, digest);
    else theirs.add(path);
  }
  settle();
  return changes
    .filter(({ path }) => !theirs.has(path))
    .map((change) => {
      const seen = mine.get(change.path);
      return seen === undefined ? change : Object.assign({}, change, { base: seen });
    });
}

function sides(mine: Uint8Array | undefined, current: Uint8Array | null): string[] {
  const deleted = vscode.l10n.t('deleted');
  const [ours, others] = excerpts(mine, current ?? undefined);
  return [
    vscode.l10n.t('Mine: {0}', ours ?? deleted),
    vscode.l10n.t('In the cluster: {0}', others ?? deleted),
    '',
  ];
}

/** Left what the cluster has, right the key in its editor; read-only and for a minute where it is hidden. */
async function compareToEdit(
  { staging, values, reveals }: ClusterContext,
  { dir, path, isSecret }: { dir: string; path: string; isSecret: boolean },
  current: Uint8Array | null,
): Promise<void> {
  const isDeleted = staging.of(dir).get(path as KeyPath)?.content === undefined;
  const left = values.keep(dir, path, current, isSecret);
  const right = isDeleted
    ? noneUri(dir, path)
    : isSecret
      ? stagedUri(dir, path)
      : liveUri(dir, path);
  const title = vscode.l10n.t('{0}: in the cluster ↔ staged', shown(path));
  const open = () => vscode.commands.executeCommand('vscode.diff', left, right, title);
  if (isSecret) await reveals.show([left, right], open);
  else await open();
}
