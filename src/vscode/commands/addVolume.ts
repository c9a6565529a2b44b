// Add Volume: what is chosen may be in the view already, be a file, or be a folder with volumes below it.

import { isAbsolute, resolve } from 'node:path';
import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import type { Place } from '../../volume/places/place.ts';
import { confirm } from '../editing/confirm.ts';
import { NothingToDo, Refused } from '../editing/refused.ts';
import { firstTen, shown } from '../explain/format.ts';
import type { Client, Volumes } from '../volumes/volumes.ts';
import { askForDirectory, withHome } from './askDirectory.ts';

/** @param argument a path, or a folder of the Explorer; else it is asked for */
export async function addVolume(volumes: Volumes, argument: unknown): Promise<void> {
  const given = argument instanceof vscode.Uri ? argument.fsPath : argument;
  const path = typeof given === 'string' ? withHome(given) : await ask();
  if (path === undefined || path === '') return;
  if (!isAbsolute(path)) throw new Refused(vscode.l10n.t('{0} is not an absolute path.', path));
  const dir = resolve(path);
  if (volumes.has(dir)) {
    volumes.pointTo(dir);
    throw new NothingToDo(vscode.l10n.t('{0} is in the view already.', shown(dir)));
  }
  const place = await placeOf(volumes.client, dir);
  // A file that is mounted alone, with `subPath`, is shown as a volume of its own.
  if (place?.is === 'file' && !place.isMountPoint) {
    throw new Refused(
      vscode.l10n.t(
        '{0} is a file. Choose the directory that holds ..data, or a folder above it.',
        shown(dir),
      ),
    );
  }
  const isFolder = place?.is === 'directory' && !place.isVolume;
  const found = isFolder ? await volumesBelow(volumes.client, dir) : [];
  const [first] = found;
  if (first === undefined) {
    volumes.pointTo(await volumes.add(dir));
    return;
  }
  const below = found.filter((each) => !volumes.has(each));
  if (below.length === 0) {
    volumes.pointTo(first);
    throw new NothingToDo(
      vscode.l10n.t(
        '{0} is no volume itself. All volumes below it are in the view already.',
        shown(dir),
      ),
    );
  }
  const isSure = await confirm(
    vscode.l10n.t('{0} is no volume itself. Add the {1} below it?', shown(dir), below.length),
    firstTen(below.map(shown)).join('\n'),
    vscode.l10n.t('Add Them'),
  );
  if (!isSure) return;
  for (const each of below) await volumes.add(each);
  volumes.pointTo(below[0] ?? dir);
}

async function ask(): Promise<string | undefined> {
  return askForDirectory({
    placeHolder: vscode.l10n.t('Where is the volume? It is the directory that holds ..data'),
    openLabel: vscode.l10n.t('Add Volume'),
    prompt: vscode.l10n.t('Absolute path of the volume’s directory; it need not be mounted yet.'),
  });
}

/** Undefined where the file system does not answer: then the volume says so itself once it is shown. */
async function placeOf(client: Client, path: string): Promise<Place | undefined> {
  try {
    return await client.request('lookAtPlace', { path });
  } catch (error) {
    if (error instanceof VolumeError) return undefined;
    throw error;
  }
}

async function volumesBelow(client: Client, dir: string): Promise<string[]> {
  const { found } = await client.request('discover', { roots: [dir] });
  return found.filter((each) => each !== dir);
}
