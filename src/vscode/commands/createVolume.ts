// Making a volume: an empty one, from plain files, or from a manifest.

import * as vscode from 'vscode';
import { checkKeyPath, type FileProjection } from '../../volume/payload.ts';
import { type ChosenManifest, askForManifest } from './askManifest.ts';
import type { CommandContext } from './command.ts';
import { explainRule } from '../explain/explainFailure.ts';
import { explainFiles } from '../explain/explainManifestNotes.ts';
import { shown } from '../explain/format.ts';
import { askForNewDirectory, makeEmpty } from './newDirectory.ts';
import { Refused } from '../editing/refused.ts';

/** As much as is read of a volume. */
const MAX_BYTES = 64 * 2 ** 20;
const MAX_FILES = 20_000;

interface Beginning {
  payload: ReadonlyMap<string, FileProjection>;
  manifest?: ChosenManifest;
}

/** Nothing is touched but the new directory. */
export async function createVolume({ volumes, publisher }: CommandContext): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new Refused(
      vscode.l10n.t('No volume is made from a workspace in restricted mode. Trust it first.'),
    );
  }
  const beginning = await askForBeginning({ volumes });
  if (beginning === undefined) return;
  const { payload, manifest } = beginning;
  const dir = await askForNewDirectory();
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

async function askForBeginning({
  volumes,
}: Pick<CommandContext, 'volumes'>): Promise<Beginning | undefined> {
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
      return folder === undefined ? undefined : { payload: await readFiles(folder) };
    }
    case 'manifest': {
      const chosen = await askForManifest(volumes.client, 'modes');
      return chosen && { payload: chosen.payload, manifest: chosen };
    }
  }
}

/** @throws Refused for what cannot be a key; nothing is left out without a word */
async function readFiles(folder: vscode.Uri): Promise<Map<string, FileProjection>> {
  const payload = new Map<string, FileProjection>();
  let bytes = 0;
  const walk = async (uri: vscode.Uri, prefix: string): Promise<void> => {
    for (const [name, type] of await vscode.workspace.fs.readDirectory(uri)) {
      const key = prefix + name;
      const child = vscode.Uri.joinPath(uri, name);
      if (type === vscode.FileType.Directory) {
        await walk(child, `${key}/`);
        continue;
      }
      if (type !== vscode.FileType.File) {
        throw notCopied(key, vscode.l10n.t('it is a link or no regular file.'));
      }
      const checked = checkKeyPath(key);
      if (!checked.ok) throw notCopied(key, explainRule(checked.rule));
      const { size } = await vscode.workspace.fs.stat(child);
      bytes += size;
      if (bytes > MAX_BYTES || payload.size === MAX_FILES) {
        throw new Refused(
          vscode.l10n.t(
            '{0} has more than 64 MB or 20,000 files. Nothing was made.',
            folder.fsPath,
          ),
        );
      }
      payload.set(checked.key, { data: await vscode.workspace.fs.readFile(child) });
    }
  };
  await walk(folder, '');
  return payload;
}

function notCopied(key: string, reason: string): Refused {
  return new Refused(
    vscode.l10n.t('{0} cannot become a key: {1} Nothing was made.', shown(key), reason),
  );
}
