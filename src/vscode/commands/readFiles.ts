// Files that become keys: chosen, dropped, or all that are in a folder. They are read, never touched.

import * as vscode from 'vscode';
import { checkKeyPath, type KeyPath } from '../../volume/payload.ts';
import { Refused } from '../editing/refused.ts';
import { explainRule } from '../explain/explainFailure.ts';
import { shown } from '../explain/format.ts';

/** As much as is read of a volume. */
const MAX_BYTES = 64 * 2 ** 20;
const MAX_FILES = 20_000;

/** A file or a folder, and the path of the key, or of the folder of keys, that it becomes; `''` for the volume itself. */
export interface Source {
  uri: vscode.Uri;
  key: string;
}

/** @throws Refused for what cannot be a key; nothing is left out without a word */
export async function readFiles(sources: readonly Source[]): Promise<Map<KeyPath, Uint8Array>> {
  const files = new Map<KeyPath, Uint8Array>();
  let bytes = 0;
  const read = async ({ uri, key }: Source, { type, size }: vscode.FileStat): Promise<void> => {
    if (type !== vscode.FileType.File) {
      throw notTaken(key, vscode.l10n.t('it is a link or no regular file.'));
    }
    const checked = checkKeyPath(key);
    if (!checked.ok) throw notTaken(key, explainRule(checked.rule));
    bytes += size;
    if (bytes > MAX_BYTES || files.size === MAX_FILES) {
      throw new Refused(
        vscode.l10n.t('These are more than 64 MB or 20,000 files. Nothing was changed.'),
      );
    }
    files.set(checked.key, await vscode.workspace.fs.readFile(uri));
  };
  const walk = async (folder: Source): Promise<void> => {
    for (const [name, type] of await vscode.workspace.fs.readDirectory(folder.uri)) {
      const key = folder.key === '' ? name : `${folder.key}/${name}`;
      const child = { uri: vscode.Uri.joinPath(folder.uri, name), key };
      if (type === vscode.FileType.Directory) await walk(child);
      else if (type === vscode.FileType.File) {
        await read(child, await vscode.workspace.fs.stat(child.uri));
      } else throw notTaken(key, vscode.l10n.t('it is a link or no regular file.'));
    }
  };
  for (const source of sources) {
    const stat = await vscode.workspace.fs.stat(source.uri);
    if (stat.type === vscode.FileType.Directory) await walk(source);
    else await read(source, stat);
  }
  return files;
}

function notTaken(key: string, reason: string): Refused {
  return new Refused(
    vscode.l10n.t('{0} cannot become a key: {1} Nothing was changed.', shown(key), reason),
  );
}
