// Making a volume: an empty one, from plain files, or from a manifest.

import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import type { FileProjection } from '../../volume/payload.ts';
import { askForPart, type ChosenManifest, takePart } from './askManifest.ts';
import type { Client } from '../volumes/volumes.ts';
import type { CommandContext } from './command.ts';
import { explainFiles } from '../explain/explainManifestNotes.ts';
import { readFiles } from './readFiles.ts';
import { askForNewDirectory, makeEmpty } from './newDirectory.ts';
import { Refused } from '../editing/refused.ts';

/** What a volume begins with. Which of it, and how, is asked once the place is known to be good. */
interface Beginning {
  /** A name for the volume's directory. */
  name: string;
  read: () => Promise<Contents | undefined>;
}

interface Contents {
  payload: ReadonlyMap<string, FileProjection>;
  manifest?: ChosenManifest;
}

/**
 * Nothing is touched but the new directory.
 *
 * @param argument a folder of the Explorer for it, or the file of a manifest; else all is asked
 */
export async function createVolume(
  { volumes, publisher }: CommandContext,
  argument: unknown,
): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new Refused(
      vscode.l10n.t('No volume is made from a workspace in restricted mode. Trust it first.'),
    );
  }
  const uri = argument instanceof vscode.Uri ? argument : undefined;
  const isManifest = uri !== undefined && /\.(ya?ml|json)$/.test(uri.path);
  const beginning = isManifest
    ? await fromManifest(volumes.client, uri)
    : await askForBeginning(volumes.client);
  if (beginning === undefined) return;
  // In the folder that was clicked, or beside the manifest.
  const folder = uri && (isManifest ? dirname(uri.fsPath) : uri.fsPath);
  const dir = await askForNewDirectory(volumes.client, beginning.name, folder);
  if (dir === undefined) return;
  const contents = await beginning.read();
  if (contents === undefined) return;
  const { payload, manifest } = contents;
  await makeEmpty(volumes.client, dir);
  if (manifest?.isSecret === true) await volumes.overrule(dir, 'made-secret');
  await publisher.create(await volumes.add(dir), payload);
  volumes.pointTo(dir);
  const notes = manifest === undefined ? '' : explainFiles(manifest);
  if (notes !== '') {
    void showWarning(`${vscode.l10n.t('{0} was made.', dir)} ${notes}`);
  }
}

async function fromManifest(client: Client, uri?: vscode.Uri): Promise<Beginning | undefined> {
  const part = await askForPart(client, uri);
  if (part === undefined) return undefined;
  return {
    name: part.name,
    read: async () => {
      const chosen = await takePart(client, part, 'modes');
      return chosen && { payload: chosen.payload, manifest: chosen };
    },
  };
}

async function askForBeginning(client: Client): Promise<Beginning | undefined> {
  const empty = {
    label: `$(new-folder) ${vscode.l10n.t('Empty')}`,
    detail: vscode.l10n.t('Keys are added afterwards'),
    how: 'empty',
  } as const;
  const files = {
    label: `$(files) ${vscode.l10n.t('From a folder of plain files')}`,
    detail: vscode.l10n.t('They are copied; the folder stays as it is'),
    how: 'files',
  } as const;
  const manifest = {
    label: `$(file-code) ${vscode.l10n.t('From a manifest')}`,
    detail: vscode.l10n.t('ConfigMap, Secret, or a Pod’s volume of them, in YAML or JSON'),
    how: 'manifest',
  } as const;
  const picked = await vscode.window.showQuickPick([empty, files, manifest], {
    placeHolder: vscode.l10n.t('What is the new volume to begin with?'),
  });
  switch (picked?.how) {
    case undefined:
      return undefined;
    case 'empty':
      return { name: 'my-volume', read: async () => ({ payload: new Map() }) };
    case 'files': {
      const [folder] =
        (await vscode.window.showOpenDialog({
          canSelectFolders: true,
          canSelectFiles: false,
          openLabel: vscode.l10n.t('Copy These Files'),
          title: vscode.l10n.t('The folder whose files become keys'),
        })) ?? [];
      return folder && { name: basename(folder.path), read: () => contentsIn(folder) };
    }
    case 'manifest':
      return fromManifest(client);
  }
}

async function contentsIn(folder: vscode.Uri): Promise<Contents> {
  const files = await readFiles([{ uri: folder, key: '' }]);
  return { payload: new Map([...files].map(([key, data]) => [key, { data }])) };
}
