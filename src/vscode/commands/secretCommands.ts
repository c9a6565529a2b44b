// Editing the values of a Secret of a manifest as what they are, not in base64.

import * as vscode from 'vscode';
import { secretUri } from '../documents/secretUri.ts';
import { confirm } from '../editing/confirm.ts';
import { Refused } from '../editing/refused.ts';
import { explainManifestFailure } from '../explain/explainManifest.ts';
import { nameOf } from '../explain/explainManifestNotes.ts';
import { shown } from '../explain/format.ts';
import type { CommandContext, Commands } from './command.ts';
import { chooseFiles, type ManifestFile, openText, readFiles } from './manifestSources.ts';

interface Secret {
  file: ManifestFile;
  /** Among the objects of its file. */
  index: number;
  name: string;
}

export function secretCommands({ volumes: { client }, reveals }: CommandContext): Commands {
  return {
    editSecret: async (argument) => {
      const files =
        argument instanceof vscode.Uri ? [await openText(argument)] : await chooseFiles();
      if (files === undefined) return;
      const secret = await chooseSecret(files);
      if (secret === undefined) return;
      const { file, index, name } = secret;
      const read = await client.request('readSecretValues', { manifest: file.text, index });
      if (!read.ok) throw new Refused(explainManifestFailure(read.failure));
      if (!(await mayShow(secret, read.left))) return;
      const uri = secretUri(file.uri, index, name);
      await reveals.show([uri], () =>
        vscode.commands.executeCommand('vscode.open', uri, { preview: false }),
      );
    },
  };

  async function chooseSecret(files: readonly ManifestFile[]): Promise<Secret | undefined> {
    const secrets: Secret[] = [];
    for (const file of files) {
      const { objects } = await readFiles(client, [file]);
      for (const [index, object] of objects.entries()) {
        if (object.kind === 'Secret') secrets.push({ file, index, name: nameOf(object) });
      }
    }
    if (secrets.length === 0) throw new Refused(vscode.l10n.t('There is no Secret in it.'));
    if (secrets.length === 1) return secrets[0];
    const picked = await vscode.window.showQuickPick(
      secrets.map((secret) => ({
        label: `$(key) ${shown(secret.name)}`,
        description: shown(secret.file.name),
        secret,
      })),
      { placeHolder: vscode.l10n.t('Which Secret?') },
    );
    return picked?.secret;
  }
}

/** @param left keys whose values are no text */
function mayShow({ name, file }: Secret, left: readonly string[]): Promise<boolean> {
  return confirm(
    vscode.l10n.t('Show the values of {0} in an editor?', shown(name)),
    [
      vscode.l10n.t(
        'They show for a minute. Saving writes them into {0} in the form that it has; all else in it stays as it is.',
        shown(file.name),
      ),
      vscode.l10n.t('VS Code keeps unsaved changes in a plain file on disk until they are saved.'),
      ...(left.length === 0
        ? []
        : [
            vscode.l10n.t(
              'Not shown, and left as they are, because they are no text: {0}.',
              left.map(shown).join(', '),
            ),
          ]),
    ].join('\n'),
    vscode.l10n.t('Show Values'),
  );
}
