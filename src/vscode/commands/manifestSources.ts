// Which files a manifest is read from: what is open first, several at once where they belong together.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { type ManifestFailure, placeOf } from '../../manifest/failure.ts';
import { isEnvFile } from '../../manifest/envFileName.ts';
import type { Manifest } from '../../manifest/index.ts';
import { Refused } from '../editing/refused.ts';
import { explainManifestFailure } from '../explain/explainManifest.ts';
import { noIcons, shown } from '../explain/format.ts';
import { SCHEME } from '../volumes/keyUri.ts';
import { SECRET_SCHEME } from '../documents/secretUri.ts';
import type { Client } from '../volumes/volumes.ts';

/** A file, or an editor with its unsaved changes. */
export interface ManifestFile {
  name: string;
  text: string;
  uri: vscode.Uri;
}

/**
 * What the person chose, or the file that was clicked, and what it holds.
 *
 * @throws Refused for what is no manifest; its line is shown
 */
export async function askForFiles(
  client: Client,
  uri?: vscode.Uri,
): Promise<{ files: ManifestFile[]; manifest: Manifest } | undefined> {
  const files = uri === undefined ? await chooseFiles() : [await openText(uri)];
  return files && { files, manifest: await readFiles(client, files) };
}

/** @throws Refused for what is no manifest; its line is shown */
export async function readFiles(client: Client, files: readonly ManifestFile[]): Promise<Manifest> {
  const read = await client.request('readManifest', { sources: sourcesOf(files) });
  if (read.ok) return read.manifest;
  const wrong = files[read.source];
  if (wrong === undefined) throw new Refused(explainManifestFailure(read.failure));
  await showPlace(wrong, read.failure);
  throw new Refused(`${shown(wrong.name)}: ${explainManifestFailure(read.failure)}`);
}

export function sourcesOf(files: readonly ManifestFile[]): { name: string; text: string }[] {
  return files.map(({ name, text }) => ({ name, text }));
}

/** The message about the line has room for what is wrong, not for what is around it. */
async function showPlace({ uri }: ManifestFile, failure: ManifestFailure): Promise<void> {
  const place = placeOf(failure);
  if (place === undefined) return;
  const [line, column] = [place.line - 1, place.column - 1];
  const selection = new vscode.Range(line, column, line, column);
  await vscode.window.showTextDocument(uri, { selection });
}

export async function chooseFiles(): Promise<ManifestFile[] | undefined> {
  const open = openFiles();
  if (open.length === 0) return chooseInDialog();
  const editors = open.map((uri) => ({
    label: `$(go-to-file) ${noIcons(shown(basename(uri.path)))}`,
    detail: isInFront(uri)
      ? vscode.l10n.t('The editor in front of you, unsaved changes included')
      : vscode.l10n.t('An open editor, unsaved changes included'),
    uris: [uri],
  }));
  const all = {
    label: `$(files) ${vscode.l10n.t('All {0} of them', open.length)}`,
    detail: vscode.l10n.t('As one manifest, such as a Deployment and its ConfigMap'),
    uris: open,
  };
  const others = {
    label: `$(file) ${vscode.l10n.t('Choose files…')}`,
    detail: vscode.l10n.t('Several are read as one manifest'),
    uris: undefined,
  };
  const picked = await vscode.window.showQuickPick(
    [...editors, ...(open.length > 1 ? [all] : []), others],
    { placeHolder: vscode.l10n.t('Where is the manifest?') },
  );
  if (picked === undefined) return undefined;
  return picked.uris === undefined ? chooseInDialog() : Promise.all(picked.uris.map(openText));
}

/** The editor in front, whatever it is called, then others that look like manifests. */
function openFiles(): vscode.Uri[] {
  const active = vscode.window.activeTextEditor?.document.uri;
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []))
    .filter(({ path }) => /\.(?:ya?ml|json)$/i.test(path) || isEnvFile(basename(path)));
  const uris = [...(active === undefined ? [] : [active]), ...tabs];
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()].filter(mayBeManifest);
}

/** Keys of volumes are what a manifest is applied to, decoded values are none, and an output is no file at all. */
function mayBeManifest({ scheme }: vscode.Uri): boolean {
  if (scheme === SCHEME || scheme === SECRET_SCHEME) return false;
  return scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) !== undefined;
}

function isInFront(uri: vscode.Uri): boolean {
  return vscode.window.activeTextEditor?.document.uri.toString() === uri.toString();
}

export async function openText(uri: vscode.Uri): Promise<ManifestFile> {
  const document = await vscode.workspace.openTextDocument(uri);
  // What Export puts into an editor has no name yet.
  const isEnv = document.isUntitled && ['properties', 'dotenv'].includes(document.languageId);
  return { name: basename(uri.path) + (isEnv ? '.env' : ''), text: document.getText(), uri };
}

async function chooseInDialog(): Promise<ManifestFile[] | undefined> {
  const uris = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: vscode.l10n.t('Read Manifest'),
    title: vscode.l10n.t('Manifests in YAML or JSON, or .env files'),
    filters: {
      [vscode.l10n.t('Manifests and .env files')]: ['yaml', 'yml', 'json', 'env'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return uris && Promise.all(uris.map(readFile));
}

async function readFile(uri: vscode.Uri): Promise<ManifestFile> {
  const name = basename(uri.path);
  const data = await vscode.workspace.fs.readFile(uri);
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(data), uri };
  } catch {
    throw new Refused(vscode.l10n.t('{0} is not UTF-8 text. Nothing was changed.', shown(name)));
  }
}
