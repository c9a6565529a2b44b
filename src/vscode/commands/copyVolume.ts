// Copy to a New Volume: what is active in one, read-only perhaps, in a directory of the person's own.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { FileProjection } from '../../volume/payload.ts';
import type { ActiveState, VolumeState } from '../../worker/protocol/state.ts';
import { confirm } from '../editing/confirm.ts';
import { Refused } from '../editing/refused.ts';
import { explainUnread } from '../explain/explainFailure.ts';
import { firstTen, shown } from '../explain/format.ts';
import { activeVersionId, type Client, type Volumes } from '../volumes/volumes.ts';
import type { CommandContext } from './command.ts';
import { askForNewDirectory, makeEmpty } from './newDirectory.ts';
import { activeOrRefuse } from './pick.ts';

type Read = ActiveState & { state: 'read' };

export async function copyVolume(context: CommandContext, from: string): Promise<void> {
  const { volumes, staging, publisher } = context;
  const payload = await payloadToCopy(context, from);
  if (payload === undefined) return;
  const dir = await askForNewDirectory(volumes.client, basename(from));
  if (dir === undefined) return;
  if (staging.hasSecrets(from) && !(await mayLeaveMemory(volumes.client, from, dir))) return;
  await makeEmpty(volumes.client, dir);
  await hideAsIn(volumes, from, dir);
  await publisher.create(await volumes.add(dir), payload);
  volumes.pointTo(dir);
}

/** All that can be read; undefined when the person does not want a copy without the rest. @throws Refused */
export async function payloadToCopy(
  context: CommandContext,
  from: string,
): Promise<Map<string, FileProjection> | undefined> {
  const state = await context.volumes.whenKnown(from);
  if (state === undefined) return undefined;
  const active = activeOrRefuse(state);
  if (!(await mayLeaveOut(from, active))) return undefined;
  return payloadOf(context, state, active);
}

/** To be called before the copy is shown. What looks like a credential by itself does so in the copy as well. */
export async function hideAsIn(volumes: Volumes, from: string, copy: string): Promise<void> {
  const state = volumes.state(from);
  // One that has left the view meanwhile may have been one.
  if (state === undefined || state.secrecy.all !== undefined) {
    await volumes.overrule(copy, 'made-secret');
  }
}

async function payloadOf(
  { volumes }: CommandContext,
  state: VolumeState,
  { keys }: Read,
): Promise<Map<string, FileProjection>> {
  const { dir } = state;
  const version = activeVersionId(state) ?? '';
  const payload = new Map<string, FileProjection>();
  for (const { key, mode } of keys) {
    const data = await volumes.client.request('readKey', { dir, version, key });
    payload.set(key, { data, mode });
  }
  return payload;
}

/** @throws Refused when no key can be read */
async function mayLeaveOut(dir: string, { keys, unread = [] }: Read): Promise<boolean> {
  if (unread.length === 0) return true;
  const names = unread.map(({ key, reason }) => `${shown(key)} (${explainUnread(reason)})`);
  const list = firstTen(names).join(', ');
  if (keys.length === 0) {
    throw new Refused(
      vscode.l10n.t('No key of {0} can be read: {1}. Nothing was copied.', dir, list),
    );
  }
  return confirm(
    vscode.l10n.t('Copy {0} without the keys that cannot be read?', dir),
    vscode.l10n.t('Not in the copy: {0}. In it: {1} keys.', list, keys.length),
    vscode.l10n.t('Copy the Others'),
  );
}

/** Values of a tmpfs are on no disk, and gone with the pod. */
export async function mayLeaveMemory(client: Client, from: string, to: string): Promise<boolean> {
  const [source, copy] = await Promise.all(
    [from, to].map(async (path) => client.request('lookAtPlace', { path })),
  );
  if (source?.isInMemory !== true || copy?.isInMemory === true) return true;
  return confirm(
    vscode.l10n.t('Copy the secret values of {0} onto a disk?', from),
    vscode.l10n.t(
      'They are in memory only. In {0} they stay on the disk until someone deletes them, and may get into its backups. A folder on a tmpfs, such as one in /dev/shm, keeps them in memory.',
      to,
    ),
    vscode.l10n.t('Copy to Disk'),
  );
}
