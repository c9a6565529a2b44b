// The directory of a volume that is made from here.

import { mkdir, readdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import * as vscode from 'vscode';
import { errnoOf } from '../../volume/failure.ts';
import { nodeFileSystem } from '../../volume/fileSystem.ts';
import { type Obstacle, obstacleTo } from '../../volume/places/newDirectory.ts';
import { Refused } from '../editing/refused.ts';
import { shown } from '../explain/format.ts';
import { askForDirectory } from './askDirectory.ts';

/** An absolute path; nothing is made yet. */
export async function askForNewDirectory(suggestion?: string): Promise<string | undefined> {
  const dir = await askForDirectory({
    placeHolder: vscode.l10n.t(
      'Where is the new volume to be? In an empty folder, or in one that is made now',
    ),
    openLabel: vscode.l10n.t('Create Volume Here'),
    prompt: vscode.l10n.t(
      'Absolute path of the new volume’s directory. It is made where it is not there yet.',
    ),
    ...(suggestion !== undefined && { suggestion }),
  });
  return dir === undefined || dir === '' ? undefined : resolve(dir);
}

/** @throws Refused unless it is an empty directory then, which may be written to */
export async function makeEmpty(dir: string): Promise<void> {
  const obstacle = obstacleTo(nodeFileSystem, dir);
  if (obstacle !== undefined) throw new Refused(explainObstacle(dir, obstacle));
  try {
    await mkdir(dir, { recursive: true });
    if ((await readdir(dir)).length === 0) return;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    throw new Refused(
      vscode.l10n.t(
        '{0} cannot be made: the file system refused ({1}). Nothing was made. Choose another folder.',
        shown(dir),
        errno,
      ),
      { cause: error },
    );
  }
  throw new Refused(
    vscode.l10n.t(
      '{0} is not empty. Choose an empty folder, so that nothing in it is in the way. To show a volume that is there, use Add Volume.',
      shown(basename(dir)),
    ),
  );
}

/** What, where, and what to do. */
function explainObstacle(dir: string, { at, reason }: Obstacle): string {
  const advice = vscode.l10n.t(
    'Nothing was made. Choose a folder that you may write to, such as one in your home folder.',
  );
  const what = vscode.l10n.t('No volume can be made at {0}:', shown(dir));
  return [what, explainReason(shown(at), reason), advice].join(' ');
}

function explainReason(at: string, reason: Obstacle['reason']): string {
  switch (reason) {
    case 'read-only-file-system':
      return vscode.l10n.t('{0} is on a read-only file system.', at);
    case 'no-permission':
      return vscode.l10n.t('you have no permission to write to {0}.', at);
    case 'not-a-directory':
      return vscode.l10n.t('{0} is not a folder.', at);
  }
}
