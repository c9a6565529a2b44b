// Commands about single keys.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { checkKeyPath } from '../volume/payload.ts';
import type { KeyInfo, VolumeState } from '../worker/protocol.ts';
import type { CommandContext, Commands } from './commands.ts';
import { liveUri } from './keyUri.ts';
import { explainRule } from './explainFailure.ts';
import { shown } from './format.ts';
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
      if (state?.secrecy === undefined && info?.isText !== false) {
        await open(liveUri(dir, key), { preview: false });
        return;
      }
      const data = await askForContents(key, {
        isSecret: state?.secrecy !== undefined,
        ways: info?.isText === false ? ['file'] : ['value', 'file', 'editor'],
      });
      if (data === undefined) return;
      if (data === 'editor') await open(liveUri(dir, key), { preview: false });
      else await publisher.publish(dir, [{ key, content: { data }, ...baseOf(info) }]);
    },

    addKey: async (argument) => {
      const dir = await pickVolume(volumes, argument);
      if (dir === undefined) return;
      publisher.check(dir);
      const state = await volumes.whenKnown(dir);
      const key = await askForName(isNode(argument, 'folder') ? `${argument.path}/` : '', state);
      if (key === undefined) return;
      const data = await askForContents(key, {
        isSecret: state?.secrecy !== undefined,
        ways: ['value', 'file'],
      });
      if (data === undefined || data === 'editor') return;
      await publisher.publish(dir, [{ key, content: { data }, base: null }]);
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
      await publisher.publish(dir, [{ key, content: undefined, ...baseOf(info) }]);
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

type Way = 'value' | 'file' | 'editor';

/** The new bytes of a key, or the wish to type them in an editor; undefined when the person gave up. */
async function askForContents(
  key: string,
  { isSecret, ways }: { isSecret: boolean; ways: readonly Way[] },
): Promise<Uint8Array | 'editor' | undefined> {
  const items: (vscode.QuickPickItem & { way: Way })[] = [
    {
      way: 'value',
      label: `$(edit) ${t('Type a value')}`,
      detail: isSecret ? t('One line, hidden while you type') : t('One line, or nothing yet'),
    },
    {
      way: 'file',
      label: `$(file) ${t('Take a file’s bytes…')}`,
      detail: t('Any bytes, as they are'),
    },
    {
      way: 'editor',
      label: `$(warning) ${t('Open it in an editor')}`,
      detail: t('VS Code keeps unsaved changes in a plain file on disk until they are saved'),
    },
  ];
  const picked = await vscode.window.showQuickPick(
    items.filter(({ way }) => ways.includes(way)),
    { placeHolder: t('What is {0} to hold?', shown(key)) },
  );
  switch (picked?.way) {
    case undefined:
      return undefined;
    case 'editor':
      return 'editor';
    case 'file':
      return readChosenFile();
    case 'value': {
      const text = await vscode.window.showInputBox({
        prompt: t('Value of {0}. It is published at once.', shown(key)),
        password: isSecret,
        ignoreFocusOut: true,
      });
      return text === undefined ? undefined : new TextEncoder().encode(text);
    }
  }
}

async function readChosenFile(): Promise<Uint8Array | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ openLabel: t('Take Its Bytes') })) ?? [];
  if (uri === undefined) return undefined;
  // Not node:fs: the file may be on the near side of a remote window.
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MAX_FILE_BYTES) {
    throw new Refused(t('{0} is larger than 16 MB. Nothing was published.', basename(uri.path)));
  }
  return vscode.workspace.fs.readFile(uri);
}

function keysOf(state: VolumeState | undefined): readonly KeyInfo[] {
  return state?.active.state === 'read' ? state.active.keys : [];
}

/** A key that is not what the person saw when the command began is a conflict. */
function baseOf(info: KeyInfo | undefined): { base?: string } {
  return info === undefined ? {} : { base: info.digest };
}
