// A volume written as a manifest or as a `.env` file.

import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import type { ExportedObject } from '../../worker/protocol/protocol.ts';
import { confirm } from '../editing/confirm.ts';
import { notShown, Refused } from '../editing/refused.ts';
import { explainUnread } from '../explain/explainFailure.ts';
import { explainApiKey, explainManifestFailure } from '../explain/explainManifest.ts';
import { firstTen, shown } from '../explain/format.ts';
import type { Volumes } from '../volumes/volumes.ts';
import type { CommandContext } from './command.ts';
import { activeOrRefuse } from './pick.ts';
import { type ObjectName, parseObjectName, usualObjectName } from './objectName.ts';

type Kind = ExportedObject['kind'];

export async function exportVolume(context: CommandContext, dir: string): Promise<void> {
  const { volumes, staging } = context;
  const state = await volumes.whenKnown(dir);
  if (state === undefined) throw notShown(dir);
  activeOrRefuse(state);
  const isSecret = staging.hasSecrets(dir);
  const kind = await askForKind(isSecret ? 'Secret' : 'ConfigMap');
  if (kind === undefined) return;
  const isAsked = isSecret || kind === 'Secret';
  if (isAsked && !(await mayShow(dir))) return;
  const named = kind === '.env' ? { name: '.env' } : await askForObjectName(volumes, dir);
  if (named === undefined) return;
  const text = await textOf(context, dir, { kind, ...named });
  if (text === undefined) return;
  // Others may have published a secret while the questions were open.
  if (!isAsked && staging.hasSecrets(dir) && !(await mayShow(dir))) return;
  await deliver(text, kind, named.name);
}

/** Keys that it cannot hold are named, and left out if the person says so. Undefined when they do not. */
async function textOf(
  { volumes: { client }, staging }: CommandContext,
  dir: string,
  object: ExportedObject,
): Promise<string | undefined> {
  try {
    const whole = await client.request('writeManifest', { dir, object, without: [] });
    if (whole.ok) return whole.text;
    const { failure } = whole;
    const keys = failure.code === 'invalid-keys' ? failure.keys : [];
    if (keys.length === 0 || keys.length === staging.active(dir).size) {
      throw new Refused(explainManifestFailure(failure));
    }
    const names = keys.map(({ key, rule }) => `${shown(key)} (${explainApiKey(rule)})`);
    const isSure = await confirm(
      vscode.l10n.t('Export {0} without these keys: {1}?', dir, keys.length),
      firstTen(names).join('\n'),
      vscode.l10n.t('Export the Others'),
    );
    if (!isSure) return undefined;
    const without = keys.map(({ key }) => key);
    const others = await client.request('writeManifest', { dir, object, without });
    if (others.ok) return others.text;
    throw new Refused(explainManifestFailure(others.failure));
  } catch (error) {
    if (!(error instanceof VolumeError) || error.failure.code !== 'unread-key') throw error;
    const { key, reason } = error.failure;
    throw new Refused(
      vscode.l10n.t(
        '{0} of {1} cannot be read ({2}), so a manifest would lack it. Nothing was written.',
        shown(key),
        dir,
        explainUnread(reason),
      ),
      { cause: error },
    );
  }
}

async function askForKind(usual: Kind): Promise<Kind | undefined> {
  const configMap = {
    label: '$(file) ConfigMap',
    detail: vscode.l10n.t('Text as it is, other bytes in base64'),
    object: 'ConfigMap',
  } as const;
  const secret = {
    label: '$(key) Secret',
    detail: vscode.l10n.t('Everything in base64, which hides nothing'),
    object: 'Secret',
  } as const;
  const envFile = {
    label: `$(symbol-variable) ${vscode.l10n.t('.env file')}`,
    detail: vscode.l10n.t('NAME=value, in quotes where needed; everything in plain text'),
    object: '.env',
  } as const;
  const picked = await vscode.window.showQuickPick(
    [...(usual === 'Secret' ? [secret, configMap] : [configMap, secret]), envFile],
    { placeHolder: vscode.l10n.t('As what is it to be written?') },
  );
  return picked?.object;
}

function mayShow(dir: string): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Write the values of {0} into a file?', dir),
    vscode.l10n.t(
      'Anyone who can read the file can read the values. VS Code keeps a copy of an unsaved editor on disk.',
    ),
    vscode.l10n.t('Export'),
  );
}

async function askForObjectName(volumes: Volumes, dir: string): Promise<ObjectName | undefined> {
  const text = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Name of the object, after its namespace and a slash where it has one'),
    value: await usualObjectName(volumes, dir),
    validateInput: (typed) =>
      parseObjectName(typed) === undefined
        ? vscode.l10n.t('Lower-case letters, digits, "-" and ".", as in a DNS name.')
        : undefined,
  });
  return text === undefined ? undefined : parseObjectName(text);
}

async function deliver(text: string, kind: Kind, name: string): Promise<void> {
  const isEnv = kind === '.env';
  const editor = {
    label: `$(go-to-file) ${vscode.l10n.t('In an editor, unsaved')}`,
    how: 'editor',
  } as const;
  const file = { label: `$(save) ${vscode.l10n.t('In a file…')}`, how: 'file' } as const;
  const picked = await vscode.window.showQuickPick([editor, file], {
    placeHolder: vscode.l10n.t('Where is it to go?'),
  });
  switch (picked?.how) {
    case undefined:
      return;
    case 'editor':
      await vscode.window.showTextDocument(
        await vscode.workspace.openTextDocument({
          content: text,
          language: isEnv ? 'properties' : 'yaml',
        }),
      );
      return;
    case 'file': {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      const fileName = isEnv ? name : `${name}.yaml`;
      const uri = await vscode.window.showSaveDialog({
        saveLabel: vscode.l10n.t('Export'),
        ...(!isEnv && { filters: { YAML: ['yaml', 'yml'] } }),
        ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder.uri, fileName) }),
      });
      if (uri !== undefined) await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    }
  }
}
