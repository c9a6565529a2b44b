// Roll Back in the Cluster: the objects hold again what a version of the mount held.

import * as vscode from 'vscode';
import { volumeKeys } from '../../cluster/volumeKeys.ts';
import type { PathChange } from '../../cluster/plan.ts';
import { VolumeError } from '../../volume/failure.ts';
import { Refused } from '../editing/refused.ts';
import { formatTime } from '../explain/format.ts';
import type { NodeOf } from '../tree/nodes.ts';
import { changeInCluster } from './changeInCluster.ts';
import { checkTrust, type ClusterContext } from './clusterContext.ts';
import { lookUp } from './lookUp.ts';

export async function rollBackInCluster(
  context: ClusterContext,
  { dir, version }: NodeOf<'version'>,
): Promise<void> {
  checkTrust();
  const { volumes } = context;
  const state = await volumes.whenKnown(dir);
  if (state === undefined) return;
  const seen = state.versions.find(({ id }) => id === version);
  if (seen === undefined || !seen.isKept) {
    throw new Refused(
      vscode.l10n.t('The contents of these versions of {0} are no longer kept.', dir),
    );
  }
  const found = await lookUp(context, dir);
  if (found === undefined) return;
  const { keys, unread } = await volumes.client.request('listVersion', { dir, version });
  const held = new Set(keys.map(({ key }) => key));
  const now = volumeKeys(found.volume, found.objects);
  for (const { key, reason } of unread) {
    // The version held it too, and what it held is not known.
    const isOfObject = 'place' in (now.get(key) ?? {});
    if (isOfObject) throw new VolumeError({ code: 'unread-key', key, reason });
  }
  const changes: PathChange[] = [];
  for (const path of held) {
    const key = now.get(path);
    // A token is made anew by the kubelet all the time.
    if (key !== undefined && 'made' in key) continue;
    const data = await volumes.client.request('readKey', { dir, version, key: path });
    changes.push({ path, data });
  }
  for (const [path, key] of now) {
    if ('place' in key && !held.has(path)) changes.push({ path, data: undefined });
  }
  const purpose = { kind: 'rollBack', to: formatTime(seen.writtenAt) } as const;
  await changeInCluster(context, found, { purpose, changes, staged: [] });
}
