// Volumes made of manifests, compared with them, and written as them.

import * as vscode from 'vscode';
import { VolumeError } from '../../volume/failure.ts';
import { type KeyPath, parsePayload } from '../../volume/payload.ts';
import { bytes } from '../../volume/edit/stagedChanges.ts';
import { type ChosenManifest, askForManifest } from './askManifest.ts';
import type { CommandContext, Commands } from './command.ts';
import { copyVolume } from './copyVolume.ts';
import { createVolume } from './createVolume.ts';
import { explainUnread } from '../explain/explainFailure.ts';
import { explainManifestFailure } from '../explain/explainManifest.ts';
import { explainFiles } from '../explain/explainManifestNotes.ts';
import { explainActive } from '../explain/explainState.ts';
import { shown, volumeName } from '../explain/format.ts';
import { type ObjectName, parseObjectName, usualObjectName } from './objectName.ts';
import { pickVolume } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { Refused } from '../editing/refused.ts';
import type { Volumes } from '../volumes/volumes.ts';

type Kind = 'ConfigMap' | 'Secret';

/** A question has room for so many keys. */
const NAMED = 10;

export function manifestCommands(context: CommandContext): Commands {
  const { volumes, staging, publisher } = context;

  return {
    createVolume: (argument) => createVolume(context, argument),

    copyVolume: async (argument) => {
      const dir = await pickVolume(volumes, argument);
      if (dir !== undefined) await copyVolume(context, dir);
    },

    applyManifest: async (argument) => {
      const dir = await pickVolume(volumes, argument);
      if (dir === undefined) return;
      publisher.check(dir);
      const state = await volumes.whenKnown(dir);
      const problem = state && explainActive(state);
      const isEmpty = ['no-data-link', 'emptied'].includes(state?.active.state ?? '');
      if (problem !== undefined && !isEmpty) {
        throw new Refused(`${dir}: ${problem.long}`);
      }
      const manifest = await askForManifest(
        volumes.client,
        'no modes',
        argument instanceof vscode.Uri ? argument : undefined,
      );
      if (manifest === undefined || !(await mayStage(dir, manifest))) return;
      stageDifference(dir, manifest);
      const { size } = staging.of(dir);
      const outcome =
        size === 0
          ? vscode.l10n.t(
              'Volume "{0}" has already what the manifest "{1}" says.',
              volumeName(dir),
              shown(manifest.name),
            )
          : vscode.l10n.t('{0}: {1} staged. Look at them, then publish.', volumeName(dir), size);
      const immutable = manifest.isImmutable
        ? vscode.l10n.t('It is immutable: in the cluster it can only be replaced.')
        : '';
      const notes = [explainFiles(manifest), immutable].filter((note) => note !== '');
      void vscode.window.showInformationMessage([outcome, ...notes].join(' '));
    },

    exportManifest: async (argument) => {
      const dir = await pickVolume(volumes, argument);
      if (dir === undefined) return;
      const isSecret = staging.hasSecrets(dir);
      const kind = await askForKind(isSecret ? 'Secret' : 'ConfigMap');
      if (kind === undefined) return;
      if ((isSecret || kind === 'Secret') && !(await mayShow(dir))) return;
      const object = await askForObjectName(volumes, dir);
      if (object === undefined) return;
      const text = await manifestOf(dir, { kind, ...object });
      await deliver(text, `${object.name}.yaml`);
    },
  };

  /** What the manifest has is staged where it differs, what it lacks is staged for deletion. */
  function stageDifference(dir: string, manifest: ChosenManifest): void {
    const { payload, hasModes } = manifest;
    const had = [...parsePayload(payload)].map(([key, { data, mode }]) => ({
      key,
      content: { ...bytes(data), ...(hasModes && { mode }) },
    }));
    const deleted = lackingIn(dir, manifest).map((key) => ({ key, content: undefined }));
    staging.replace(dir, [...had, ...deleted]);
  }

  /**
   * Keys of the active version that the manifest does not have. Those that the person unticked stay as they are, and so do
   * files that only a cluster can make.
   */
  function lackingIn(dir: string, { payload, unticked, leftOut }: ChosenManifest): KeyPath[] {
    const spared = new Set([...unticked, ...leftOut.map(({ path }) => path)]);
    return [...staging.active(dir).keys()]
      .filter((key) => !payload.has(key) && !spared.has(key))
      .map((key) => key as KeyPath);
  }

  /** Says what would be lost, and how many keys go because the manifest lacks them. */
  async function mayStage(dir: string, manifest: ChosenManifest): Promise<boolean> {
    const { size } = staging.of(dir);
    const lacking = lackingIn(dir, manifest);
    if (size === 0 && lacking.length === 0) return true;
    const names = lacking.slice(0, NAMED).map(shown).join(', ');
    return confirm(
      vscode.l10n.t(
        'Stage the manifest "{0}" for volume "{1}"?',
        shown(manifest.name),
        volumeName(dir),
      ),
      [
        lacking.length === 0
          ? ''
          : vscode.l10n.t(
              'Keys that will be staged for deletion, because the manifest lacks them: {0} ({1}).',
              lacking.length,
              lacking.length > NAMED ? `${names}, …` : names,
            ),
        size === 0 ? '' : vscode.l10n.t('Changes that are staged now and will be lost: {0}.', size),
        vscode.l10n.t('Nothing is published yet.'),
      ]
        .filter((line) => line !== '')
        .join('\n'),
      vscode.l10n.t('Stage'),
    );
  }

  async function manifestOf(dir: string, object: ObjectName & { kind: Kind }): Promise<string> {
    try {
      const written = await volumes.client.request('writeManifest', { dir, object });
      if (written.ok) return written.text;
      throw new Refused(explainManifestFailure(written.failure));
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
  const picked = await vscode.window.showQuickPick(
    usual === 'Secret' ? [secret, configMap] : [configMap, secret],
    { placeHolder: vscode.l10n.t('As what is it to be written?') },
  );
  return picked?.object;
}

function mayShow(dir: string): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Write the values of {0} into a manifest?', dir),
    vscode.l10n.t(
      'Anyone who can read the manifest can read the values. VS Code keeps a copy of an unsaved editor on disk.',
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

async function deliver(text: string, fileName: string): Promise<void> {
  const editor = {
    label: `$(go-to-file) ${vscode.l10n.t('In an editor, unsaved')}`,
    how: 'editor',
  } as const;
  const file = { label: `$(save) ${vscode.l10n.t('In a file…')}`, how: 'file' } as const;
  const picked = await vscode.window.showQuickPick([editor, file], {
    placeHolder: vscode.l10n.t('Where is the manifest to go?'),
  });
  switch (picked?.how) {
    case undefined:
      return;
    case 'editor':
      await vscode.window.showTextDocument(
        await vscode.workspace.openTextDocument({ content: text, language: 'yaml' }),
      );
      return;
    case 'file': {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      const uri = await vscode.window.showSaveDialog({
        saveLabel: vscode.l10n.t('Export'),
        filters: { YAML: ['yaml', 'yml'] },
        ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder.uri, fileName) }),
      });
      if (uri !== undefined) await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    }
  }
}
