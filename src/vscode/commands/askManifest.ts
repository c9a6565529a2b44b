// Which manifest is meant, and which part of it.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LeftOutFile, Manifest, OverwrittenFile } from '../../manifest/index.ts';
import { DEFAULT_MODE } from '../../volume/layout.ts';
import type { Payload } from '../../volume/payload.ts';
import type { Client } from '../volumes/volumes.ts';
import { askForMode } from './askKey.ts';
import { explainManifestFailure } from '../explain/explainManifest.ts';
import { explainLeftOut, nameOf } from '../explain/explainManifestNotes.ts';
import { formatSize, noIcons, shown } from '../explain/format.ts';
import { SCHEME } from '../volumes/keyUri.ts';
import { Refused } from '../editing/refused.ts';

export interface ChosenManifest {
  /** `ConfigMap my-config` */
  name: string;
  payload: Payload;
  /** Whether the manifest says what modes the files have, or the person did. */
  hasModes: boolean;
  isSecret: boolean;
  isImmutable: boolean;
  leftOut: readonly LeftOutFile[];
  overwritten: readonly OverwrittenFile[];
  /** Keys of the object that the person unticked. */
  unticked: readonly string[];
}

type Choice =
  { type: 'object'; index: number; keys: readonly string[] } | { type: 'volume'; index: number };

/**
 * @param asks for the modes of an object that gives none: what is made anew needs them, what is there has its own
 * @param uri the manifest's file, with what is typed into its editor; else it is asked for
 * @throws Refused for what is no manifest, or breaks a rule of the API
 */
export async function askForManifest(
  client: Client,
  asks: 'modes' | 'no modes',
  uri?: vscode.Uri,
): Promise<ChosenManifest | undefined> {
  const text = uri === undefined ? await askForText() : await textOf(uri);
  if (text === undefined) return undefined;
  const read = await client.request('readManifest', { text });
  if (!read.ok) throw new Refused(explainManifestFailure(read.failure));
  const { manifest } = read;
  const choice = await choosePart(manifest);
  if (choice === undefined) return undefined;
  const object = choice.type === 'object' ? manifest.objects[choice.index] : undefined;
  const volume = choice.type === 'volume' ? manifest.volumes[choice.index] : undefined;
  const name = object === undefined ? (volume?.name ?? '') : `${object.kind} ${nameOf(object)}`;
  let defaultMode: number | undefined = DEFAULT_MODE;
  if (object !== undefined && asks === 'modes') {
    defaultMode = await askForMode(vscode.l10n.t('all keys of {0}', shown(name)), DEFAULT_MODE);
    if (defaultMode === undefined) return undefined;
  }
  const made = await client.request('manifestPayload', {
    text,
    choice: choice.type === 'object' ? { ...choice, defaultMode } : choice,
  });
  if (!made.ok) throw new Refused(explainManifestFailure(made.failure));
  return {
    name,
    payload: made.payload,
    hasModes: volume !== undefined || asks === 'modes',
    isSecret:
      object?.kind === 'Secret' ||
      volume?.sources.some(({ type }) => type === 'secret' || type === 'cluster') === true,
    isImmutable: object?.immutable === true,
    leftOut: made.leftOut,
    overwritten: made.overwritten,
    unticked:
      choice.type === 'object'
        ? [...(object?.data.keys() ?? [])].filter((key) => !choice.keys.includes(key))
        : [],
  };
}

/** The text of the editor in front of the person, or of a file. */
async function askForText(): Promise<string | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || document.uri.scheme === SCHEME) return readChosenFile();
  const here = {
    label: `$(go-to-file) ${noIcons(shown(basename(document.fileName)))}`,
    detail: vscode.l10n.t('The editor in front of you, unsaved changes included'),
    how: 'editor',
  } as const;
  const file = { label: `$(file) ${vscode.l10n.t('Choose a file…')}`, how: 'file' } as const;
  const picked = await vscode.window.showQuickPick([here, file], {
    placeHolder: vscode.l10n.t('Where is the manifest?'),
  });
  switch (picked?.how) {
    case undefined:
      return undefined;
    case 'editor':
      return document.getText();
    case 'file':
      return readChosenFile();
  }
}

async function readChosenFile(): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      openLabel: vscode.l10n.t('Read Manifest'),
      title: vscode.l10n.t('A manifest, in YAML or JSON'),
      filters: {
        [vscode.l10n.t('Manifests')]: ['yaml', 'yml', 'json'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  if (uri === undefined) return undefined;
  const data = await vscode.workspace.fs.readFile(uri);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    throw new Refused(vscode.l10n.t('{0} is not UTF-8 text, so no manifest.', basename(uri.path)));
  }
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

/** Without a question where nothing else is in it; of an object then which of its keys. */
async function choosePart(manifest: Manifest): Promise<Choice | undefined> {
  const items = [
    ...manifest.objects.map((object, index) => ({
      label: `$(${object.kind === 'Secret' ? 'key' : 'file'}) ${object.kind} ${noIcons(shown(nameOf(object)))}`,
      description: [
        ...(object.namespace === undefined ? [] : [noIcons(shown(object.namespace))]),
        vscode.l10n.t('keys: {0}', object.data.size),
      ].join(' · '),
      part: { type: 'object', index } as const,
    })),
    ...manifest.volumes.map(({ name, type, owner }, index) => ({
      label: `$(layers) ${noIcons(vscode.l10n.t('Volume {0}', shown(name)))}`,
      description: noIcons(`${type} · ${owner.kind} ${shown(nameOf(owner))}`),
      part: { type: 'volume', index } as const,
    })),
  ];
  const [only] = items;
  if (only === undefined) {
    const none = vscode.l10n.t(
      'The manifest has no ConfigMap, no Secret and no Pod with a volume of them.',
    );
    throw new Refused(
      [none, explainLeftOut(manifest.leftOut), vscode.l10n.t('Nothing was changed.')].join(' '),
    );
  }
  const placeHolder = [
    vscode.l10n.t('Which part of the manifest?'),
    explainLeftOut(manifest.leftOut),
  ]
    .join(' ')
    .trim();
  const isAll = items.length === 1 && manifest.leftOut.length === 0;
  const picked = isAll ? only : await vscode.window.showQuickPick(items, { placeHolder });
  if (picked === undefined) return undefined;
  const { type, index } = picked.part;
  if (type === 'volume') return { type, index };
  const keys = await chooseKeys(manifest.objects[index]?.data ?? new Map<string, Uint8Array>());
  return keys === undefined ? undefined : { type, index, keys };
}

/** What `items` would name in a Pod. */
async function chooseKeys(data: ReadonlyMap<string, Uint8Array>): Promise<string[] | undefined> {
  if (data.size < 2) return [...data.keys()];
  const picked = await vscode.window.showQuickPick(
    [...data].map(([key, { length }]) => ({
      label: noIcons(shown(key)),
      description: formatSize(length),
      picked: true,
      key,
    })),
    { canPickMany: true, placeHolder: vscode.l10n.t('Which of its keys?') },
  );
  return picked?.map(({ key }) => key);
}
