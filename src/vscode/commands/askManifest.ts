// Which part of a manifest is meant.

import * as vscode from 'vscode';
import type {
  LeftOutFile,
  Manifest,
  ManifestObject,
  OverwrittenFile,
} from '../../manifest/index.ts';
import { DEFAULT_MODE } from '../../volume/layout.ts';
import type { Payload } from '../../volume/payload.ts';
import type { Client } from '../volumes/volumes.ts';
import { askForMode } from './askKey.ts';
import { explainManifestFailure } from '../explain/explainManifest.ts';
import { explainLeftOut, nameOf } from '../explain/explainManifestNotes.ts';
import { formatSize, noIcons, shown } from '../explain/format.ts';
import { Refused } from '../editing/refused.ts';
import { askForFiles, type ManifestFile, sourcesOf } from './manifestSources.ts';

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

type Part = { type: 'object'; index: number } | { type: 'volume'; index: number };

/** An object or a volume of a manifest, of which nothing was taken yet. */
export interface ManifestPart {
  files: readonly ManifestFile[];
  manifest: Manifest;
  part: Part;
  /** As the manifest has it: `my-config`. */
  name: string;
}

/**
 * @param uri the manifest's file, with what is typed into its editor; else it is asked for
 * @throws Refused for what is no manifest, or holds nothing that can be taken
 */
export async function askForPart(
  client: Client,
  uri?: vscode.Uri,
): Promise<ManifestPart | undefined> {
  const asked = await askForFiles(client, uri);
  if (asked === undefined) return undefined;
  const { files, manifest } = asked;
  const part = await choosePart(manifest);
  if (part === undefined) return undefined;
  const object = part.type === 'object' ? manifest.objects[part.index] : undefined;
  const volume = part.type === 'volume' ? manifest.volumes[part.index] : undefined;
  return {
    files,
    manifest,
    part,
    name: object === undefined ? (volume?.name ?? '') : nameOf(object),
  };
}

/**
 * @param asks for the modes of an object that gives none: what is made anew needs them, what is there has its own
 * @throws Refused for what breaks a rule of the API
 */
export async function takePart(
  client: Client,
  { files, manifest, part, name: ownName }: ManifestPart,
  asks: 'modes' | 'no modes',
): Promise<ChosenManifest | undefined> {
  const object = part.type === 'object' ? manifest.objects[part.index] : undefined;
  const volume = part.type === 'volume' ? manifest.volumes[part.index] : undefined;
  const name = object === undefined ? ownName : nameWithKind(object);
  const keys = object === undefined ? [] : await chooseKeys(object.data);
  if (keys === undefined) return undefined;
  let defaultMode: number | undefined = DEFAULT_MODE;
  if (object !== undefined && asks === 'modes') {
    defaultMode = await askForMode(vscode.l10n.t('all keys of {0}', shown(name)), DEFAULT_MODE);
    if (defaultMode === undefined) return undefined;
  }
  const { type, index } = part;
  const made = await client.request('manifestPayload', {
    sources: sourcesOf(files),
    choice: type === 'object' ? { type, index, keys, defaultMode } : { type, index },
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
    unticked: [...(object?.data.keys() ?? [])].filter((key) => !keys.includes(key)),
  };
}

/** Without a question where nothing else is in it. */
async function choosePart(manifest: Manifest): Promise<Part | undefined> {
  const items = [
    ...manifest.objects.map((object, index) => ({
      label: `$(${object.kind === 'Secret' ? 'key' : 'file'}) ${noIcons(shown(nameWithKind(object)))}`,
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
  return picked?.part;
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

/** A `.env` file has a name only. */
function nameWithKind(object: ManifestObject): string {
  return object.kind === '.env' ? nameOf(object) : `${object.kind} ${nameOf(object)}`;
}
