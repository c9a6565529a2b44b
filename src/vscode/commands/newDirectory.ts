// The directory of a volume that is made from here.

import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { errnoOf, VolumeError } from '../../volume/failure.ts';
import type { Obstacle } from '../../volume/places/place.ts';
import { Refused } from '../editing/refused.ts';
import { explainError } from '../explain/explainFailure.ts';
import { shown } from '../explain/format.ts';
import { workspaceRoots } from '../volumes/discovery.ts';
import type { Client } from '../volumes/volumes.ts';
import { askForDirectory } from './askDirectory.ts';

/**
 * An absolute path where a volume can be made, as far as can be told; nothing is made yet.
 *
 * @param name what the directory may be called
 * @param folder where it may be made; in the workspace unless given
 */
export async function askForNewDirectory(
  client: Client,
  name: string,
  folder?: string,
): Promise<string | undefined> {
  const suggestion = await suggestedDirectory(client, name, folder);
  const dir = await askForDirectory({
    placeHolder: vscode.l10n.t(
      'Where is the new volume to be? In an empty folder, or in one that is made now',
    ),
    openLabel: vscode.l10n.t('Create Volume Here'),
    prompt: vscode.l10n.t(
      'Absolute path of the new volume’s directory. It is made where it is not there yet.',
    ),
    ...(suggestion !== undefined && { suggestion }),
    refusal: (path) => whyNotNew(client, path),
  });
  return dir === undefined || dir === '' ? undefined : resolve(dir);
}

/** In the workspace, or else at home; with a number where that name is taken. Undefined where nothing can be made. */
async function suggestedDirectory(
  client: Client,
  name: string,
  folder = workspaceRoots()[0] ?? homedir(),
): Promise<string | undefined> {
  // A name that the cluster makes ends with an ellipsis.
  const simple = name.replace(/[^\w.-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '') || 'my-volume';
  const names = [simple, ...Array.from({ length: 98 }, (_, index) => `${simple}-${index + 2}`)];
  for (const each of names) {
    const path = join(folder, each);
    const { is, obstacle } = await client.request('lookAtPlace', { path });
    if (is === 'nothing') return obstacle === undefined ? path : undefined;
  }
  return undefined;
}

/** Why no volume can be made there, in words; undefined where it seems that one can. */
async function whyNotNew(client: Client, dir: string): Promise<string | undefined> {
  try {
    const { obstacle } = await client.request('lookAtPlace', { path: dir });
    return obstacle && explainObstacle(dir, obstacle);
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    return explainError(error, dir);
  }
}

/** @throws Refused unless it is an empty directory then, which may be written to */
export async function makeEmpty(client: Client, dir: string): Promise<void> {
  const refusal = await whyNotNew(client, dir);
  if (refusal !== undefined) throw new Refused(refusal);
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    throw new Refused(explainRefusal(dir, errno), { cause: error });
  }
}

function explainNotEmpty(dir: string): string {
  return vscode.l10n.t(
    '{0} is not empty. Choose an empty folder, so that nothing in it is in the way. To show a volume that is there, use Add Volume.',
    shown(basename(dir)),
  );
}

function explainRefusal(dir: string, errno: string): string {
  return vscode.l10n.t(
    '{0} cannot be made: the file system refused ({1}). Nothing was made. Choose another folder.',
    shown(dir),
    errno,
  );
}

/** What, where, and what to do. */
function explainObstacle(dir: string, obstacle: Obstacle): string {
  if (obstacle.reason === 'not-empty') return explainNotEmpty(dir);
  if (obstacle.reason === 'refused') return explainRefusal(dir, obstacle.errno);
  const advice = vscode.l10n.t(
    'Nothing was made. Choose a folder that you may write to, such as one in your home folder.',
  );
  const what = vscode.l10n.t('No volume can be made at {0}:', shown(dir));
  return [what, explainReason(shown(obstacle.at), obstacle.reason), advice].join(' ');
}

function explainReason(
  at: string,
  reason: Exclude<Obstacle['reason'], 'not-empty' | 'refused'>,
): string {
  switch (reason) {
    case 'read-only-file-system':
      return vscode.l10n.t('{0} is on a read-only file system.', at);
    case 'no-permission':
      return vscode.l10n.t('you have no permission to write to {0}.', at);
    case 'not-a-directory':
      return vscode.l10n.t('{0} is not a folder.', at);
  }
}
