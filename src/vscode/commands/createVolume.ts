// Making a volume: an empty one, from plain files, or from a manifest.

import { dirname, sep } from 'node:path';
import * as vscode from 'vscode';
import type { FileProjection } from '../../volume/payload.ts';
import { type ChosenManifest, askForManifest } from './askManifest.ts';
import type { Volumes } from '../volumes/volumes.ts';
import type { CommandContext } from './command.ts';
import { explainFiles } from '../explain/explainManifestNotes.ts';
import { readFiles } from './readFiles.ts';
import { askForNewDirectory, makeEmpty } from './newDirectory.ts';
import { Refused } from '../editing/refused.ts';

interface Beginning {
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
  const beginning = isManifest ? await fromManifest(volumes, uri) : await askForBeginning(volumes);
  if (beginning === undefined) return;
  const { payload, manifest } = beginning;
  // In the folder that was clicked, or beside the manifest.
  const folder = uri && (isManifest ? dirname(uri.fsPath) : uri.fsPath);
  const dir = await askForNewDirectory(folder && `${folder}${sep}`);
  if (dir === undefined) return;
  await makeEmpty(dir);
  if (manifest?.isSecret === true) await volumes.overrule(dir, 'made-secret');
  await publisher.create(await volumes.add(dir), payload);
  volumes.pointTo(dir);
  const notes = manifest === undefined ? '' : explainFiles(manifest);
  if (notes !== '') {
    void vscode.window.showWarningMessage(`${vscode.l10n.t('{0} was made.', dir)} ${notes}`);
  }
}

async function fromManifest(volumes: Volumes, uri?: vscode.Uri): Promise<Beginning | undefined> {
  const chosen = await askForManifest(volumes.client, 'modes', uri);
  return chosen && { payload: chosen.payload, manifest: chosen };
}

async function askForBeginning(volumes: Volumes): Promise<Beginning | undefined> {
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
      return { payload: new Map() };
    case 'files': {
      const [folder] =
        (await vscode.window.showOpenDialog({
          canSelectFolders: true,
          canSelectFiles: false,
          openLabel: vscode.l10n.t('Copy These Files'),
          title: vscode.l10n.t('The folder whose files become keys'),
        })) ?? [];
      if (folder === undefined) return undefined;
      const files = await readFiles([{ uri: folder, key: '' }]);
      return { payload: new Map([...files].map(([key, data]) => [key, { data }])) };
    }
    case 'manifest':
      return fromManifest(volumes);
  }
}
