// Commands about single keys.

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { checkKeyPath } from '../volume/payload.ts';
import type { VolumeState } from '../worker/protocol.ts';
import type { CommandContext, Commands } from './commands.ts';
import { liveUri } from './keyUri.ts';
import { explainRule, shown } from './messages.ts';
import { isNode } from './nodes.ts';
import { pickKey, pickVolume } from './pick.ts';
import { Refused } from './publisher.ts';

const { t } = vscode.l10n;

/** Kubernetes takes 1 MiB for all keys of an object; a volume of one's own may hold more. */
const MAX_FILE_BYTES = 16 * 2 ** 20;

export function keyCommands({ volumes, publisher }: CommandContext): Commands {
  return {
    openKey: async (argument) => {
      const node = await pickKey(volumes, argument);
      if (node !== undefined) await open(liveUri(node.dir, node.key), { preview: true });
    },

    editKey: async (argument) => {
      const node = await pickKey(volumes, argument);
      if (node === undefined) return;
      const { dir, key } = node;
      publisher.check(dir);
      const state = await volumes.whenKnown(dir);
      const info = keysOf(state).find((each) => each.key === key);
      if (info?.isText === false) {
        throw new Refused(
          t(
            '{0} of {1} is binary: an editor would change its bytes. Add the key again from a file.',
            shown(key),
            dir,
          ),
        );
      }
      if (state?.secrecy === undefined) {
        await open(liveUri(dir, key), { preview: false });
        return;
      }
      // An editor would leave a backup of the value on disk while it is being typed.
      const value = await askForSecret(key);
      if (value === undefined) return;
      const base = info === undefined ? {} : { base: info.digest };
      await publisher.publish(dir, [{ key, content: { data: encode(value) }, ...base }]);
    },

    addKey: async (argument) => {
      const dir = await pickVolume(volumes, argument);
      if (dir === undefined) return;
      publisher.check(dir);
      const state = await volumes.whenKnown(dir);
      const key = await askForName(isNode(argument, 'folder') ? `${argument.path}/` : '', state);
      if (key === undefined) return;
      const data = await askForContents(key, state?.secrecy !== undefined);
      if (data === undefined) return;
      await publisher.publish(dir, [{ key, content: { data }, base: null }]);
      if (data.length === 0) await open(liveUri(dir, key), { preview: false });
    },

    deleteKey: async (argument) => {
      const node = await pickKey(volumes, argument);
      if (node === undefined) return;
      const { dir, key } = node;
      publisher.check(dir);
      const info = keysOf(volumes.state(dir)).find((each) => each.key === key);
      const yes = t('Delete and Publish');
      const answer = await vscode.window.showWarningMessage(
        t('Delete {0}?', shown(key)),
        {
          modal: true,
          detail: t('{0} is published at once without it. Rolling back brings it back.', dir),
        },
        yes,
      );
      if (answer !== yes) return;
      const base = info === undefined ? {} : { base: info.digest };
      await publisher.publish(dir, [{ key, content: undefined, ...base }]);
    },
  };
}

async function open(uri: vscode.Uri, options: { preview: boolean }): Promise<void> {
  // Not openTextDocument: this also opens what is not text, with whatever editor there is for it.
  await vscode.commands.executeCommand('vscode.open', uri, options);
}

async function askForName(
  prefix: string,
  state: VolumeState | undefined,
): Promise<string | undefined> {
  const keys = keysOf(state).map(({ key }) => key);
  const path = await vscode.window.showInputBox({
    title: t('Add Key'),
    prompt: t('Name of the key. A slash makes a folder.'),
    value: prefix,
    valueSelection: [prefix.length, prefix.length],
    validateInput: (value) => {
      if (value === prefix) return undefined; // nothing typed yet
      const checked = checkKeyPath(value);
      if (!checked.ok) return t('It cannot be a key: {0}', explainRule(checked.rule));
      const { key } = checked;
      if (keys.includes(key)) return t('This key exists already.');
      const clash = keys.find(
        (other) => other.startsWith(`${key}/`) || key.startsWith(`${other}/`),
      );
      return clash === undefined
        ? undefined
        : t('{0} exists already, and a key is no folder.', shown(clash));
    },
  });
  const checked = checkKeyPath(path ?? '');
  return checked.ok ? checked.key : undefined;
}

async function askForContents(key: string, isSecret: boolean): Promise<Uint8Array | undefined> {
  const value = {
    label: `$(edit) ${t('Type a value')}`,
    detail: t('One line'),
    how: 'value',
  } as const;
  const file = {
    label: `$(file) ${t('Take a file’s bytes…')}`,
    detail: t('Any bytes, as they are'),
    how: 'file',
  } as const;
  const empty = {
    label: `$(new-file) ${t('Empty')}`,
    detail: t('To be edited afterwards'),
    how: 'empty',
  } as const;
  const picked = await vscode.window.showQuickPick(
    isSecret ? [value, file] : [value, file, empty],
    {
      title: t('Add Key'),
      placeHolder: t('What does {0} hold?', shown(key)),
    },
  );
  switch (picked?.how) {
    case undefined:
      return undefined;
    case 'empty':
      return new Uint8Array();
    case 'file':
      return readChosenFile();
    case 'value': {
      const text = isSecret
        ? await askForSecret(key)
        : await vscode.window.showInputBox({
            title: t('Add Key'),
            prompt: t('Value of {0}', shown(key)),
          });
      return text === undefined ? undefined : encode(text);
    }
  }
}

async function askForSecret(key: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    prompt: t('New value of {0}. It is published at once and shown nowhere.', shown(key)),
    password: true,
    ignoreFocusOut: true,
  });
}

async function readChosenFile(): Promise<Uint8Array | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ openLabel: t('Take Its Bytes') })) ?? [];
  if (uri === undefined) return undefined;
  const { size } = await stat(uri.fsPath);
  if (size > MAX_FILE_BYTES) {
    throw new Refused(t('{0} is larger than 16 MB. Nothing was published.', basename(uri.fsPath)));
  }
  return readFile(uri.fsPath);
}

function keysOf(state: VolumeState | undefined) {
  return state?.active.state === 'read' ? state.active.keys : [];
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
