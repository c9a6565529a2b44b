// Add Volume: what is chosen may be in the view already, be a file, or be a folder with volumes below it.

import { lstatSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { nodeFileSystem } from '../../volume/fileSystem.ts';
import { DATA_DIR } from '../../volume/layout.ts';
import { parseMountInfo } from '../../volume/places/mounts.ts';
import { confirm } from '../editing/confirm.ts';
import { NothingToDo, Refused } from '../editing/refused.ts';
import { shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { askForDirectory, withHome } from './askDirectory.ts';

/** @param argument a path, or a folder of the Explorer; else it is asked for */
export async function addVolume(volumes: Volumes, argument: unknown): Promise<void> {
  const given = argument instanceof vscode.Uri ? argument.fsPath : argument;
  const path = typeof given === 'string' ? withHome(given) : await ask();
  if (path === undefined || path === '') return;
  if (!isAbsolute(path)) throw new Refused(vscode.l10n.t('{0} is not an absolute path.', path));
  const dir = resolve(path);
  if (volumes.dirs.includes(dir)) {
    volumes.pointTo(dir);
    throw new NothingToDo(vscode.l10n.t('{0} is in the view already.', shown(dir)));
  }
  if (isPlainFile(dir)) {
    throw new Refused(
      vscode.l10n.t(
        '{0} is a file. Choose the directory that holds ..data, or a folder above it.',
        shown(dir),
      ),
    );
  }
  const below = await volumesBelow(volumes, dir);
  if (below.length === 0) {
    volumes.pointTo(await volumes.add(dir));
    return;
  }
  const isSure = await confirm(
    vscode.l10n.t('{0} is no volume itself. Add the {1} below it?', shown(dir), below.length),
    [...below.slice(0, 10).map(shown), ...(below.length > 10 ? ['…'] : [])].join('\n'),
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

/** A file that is mounted alone, with `subPath`, is shown as a volume of its own. */
function isPlainFile(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const mounts = parseMountInfo(nodeFileSystem.mountInfo());
  return !mounts.some(({ mountPoint }) => mountPoint === path);
}

/** None where the directory is a volume itself, is not there yet, or has none below it. */
async function volumesBelow({ client, dirs }: Volumes, dir: string): Promise<string[]> {
  const isVolume = lstatSync(join(dir, DATA_DIR), { throwIfNoEntry: false }) !== undefined;
  if (isVolume || statSync(dir, { throwIfNoEntry: false }) === undefined) return [];
  const found = await client.request('discover', { roots: [dir] });
  return found.filter((each) => each !== dir && !dirs.includes(each));
}
