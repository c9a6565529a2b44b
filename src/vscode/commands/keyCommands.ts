// Commands about single keys. What changes one is staged.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { bytes } from '../../volume/edit/stagedChanges.ts';
import type { KeyInfo } from '../../worker/protocol/state.ts';
import { askForContents, askForMode, askForName } from './askKey.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';
import { shown } from '../explain/format.ts';
import { activeKeys, keysWithStaged } from '../editing/keyView.ts';
import { editKeyInEditor, showKey } from '../documents/showKey.ts';
import { isNode, type NodeOf } from '../tree/nodes.ts';
import { pickKey, pickVolume } from './pick.ts';
import { valueOf } from './valueCommands.ts';
import { Refused } from '../editing/refused.ts';

export function keyCommands({ volumes, staging, publisher, reveals }: CommandContext): Commands {
  const context = { volumes, staging, reveals };

  return {
    openKey: async (argument) => {
      const node = await pickKey(context, argument);
      if (node === undefined) return;
      const { dir, key } = node;
      await showKey(context, dir, key);
      const change = staging.of(dir).get(key as KeyPath);
      if (change === undefined || change.content !== undefined) return;
      const undo = vscode.l10n.t('Undo Deletion');
      const answer = await vscode.window.showInformationMessage(
        vscode.l10n.t(
          '{0} of {1} is staged for deletion. What shows is the active version; programs read it until you publish.',
          shown(key),
          dir,
        ),
        undo,
      );
      if (answer === undo && staging.of(dir).get(key as KeyPath) === change) {
        staging.discard(dir, [change]);
      }
    },

    editKey: async (argument) => {
      const node = await pickToChange(argument);
      if (node === undefined) return;
      const { dir, key } = node;
      const isSecret = staging.isSecret(dir, key);
      const isText = infoOf(dir, key).isText;
      if (!isSecret && isText) {
        await editKeyInEditor(context, dir, key);
        return;
      }
      const data = await askForContents(keyIn(dir, key), {
        isSecret,
        ways: isText ? ['value', 'file', 'editor'] : ['file'],
      });
      if (data === 'editor') await editKeyInEditor(context, dir, key);
      else if (data !== undefined) staging.stage(dir, key as KeyPath, bytes(data));
    },

    addKey: async (argument) => {
      const dir = await pickVolume(volumes, argument);
      if (dir === undefined) return;
      publisher.check(dir);
      await volumes.whenKnown(dir);
      const prefix = isNode(argument, 'folder') ? `${argument.path}/` : '';
      const key = await askForName(
        vscode.l10n.t('Add a Key to {0}', shown(dir)),
        prefix,
        keysOf(dir).keys(),
      );
      if (key === undefined) return;
      const isSecret = staging.isSecret(dir, key);
      const data = await askForContents(keyIn(dir, key), {
        isSecret,
        ways: ['value', 'file', 'editor'],
      });
      if (data === undefined) return;
      staging.stage(dir, key, bytes(data === 'editor' ? new Uint8Array() : data), null);
      if (data === 'editor') await editKeyInEditor(context, dir, key);
    },

    deleteKey: onRow(['key'], deleteKey),

    deleteKeyFromPalette: async () => {
      const node = await pickToChange(undefined);
      if (node !== undefined) deleteKey(node);
    },

    renameKey: async (argument) => {
      const node = await pickToChange(argument);
      if (node === undefined) return;
      const { dir, key } = node;
      const { mode } = infoOf(dir, key);
      const others = [...keysOf(dir).keys()].filter((each) => each !== key);
      const name = await askForName(vscode.l10n.t('Rename {0}', keyIn(dir, key)), key, others);
      if (name === undefined) return;
      const data = await valueOf(context, dir, key);
      staging.stageAll(dir, [
        { key: key as KeyPath, content: undefined },
        { key: name, content: { ...bytes(data), mode } },
      ]);
    },

    changeMode: async (argument) => {
      const node = await pickToChange(argument);
      if (node === undefined) return;
      const { dir, key } = node;
      const mode = await askForMode(keyIn(dir, key), infoOf(dir, key).mode);
      if (mode !== undefined) staging.stage(dir, key as KeyPath, { mode });
    },
  };

  function deleteKey({ dir, key }: NodeOf<'key'>): void {
    publisher.check(dir);
    staging.stage(dir, key as KeyPath, undefined);
  }

  /** Where nothing can be published this is refused at once, not after the key has been asked for. */
  async function pickToChange(argument: unknown): Promise<NodeOf<'key'> | undefined> {
    const dir = await pickVolume(volumes, argument);
    if (dir === undefined) return undefined;
    publisher.check(dir);
    const isOfKey = isNode(argument, 'key', 'stagedChange');
    return pickKey(context, isOfKey ? argument : { kind: 'volume', dir });
  }

  function keysOf(dir: string): ReadonlyMap<string, KeyInfo> {
    return keysWithStaged(activeKeys(volumes.state(dir)), staging.of(dir));
  }

  /** @throws Refused for a key that has gone, or is staged for deletion */
  function infoOf(dir: string, key: string): KeyInfo {
    const info = keysOf(dir).get(key);
    if (info === undefined) {
      throw new Refused(vscode.l10n.t('{0} has no key {1} (any more).', dir, shown(key)));
    }
    return info;
  }
}

/** For questions: keys of many volumes have one name. */
function keyIn(dir: string, key: string): string {
  return vscode.l10n.t('{0} of {1}', shown(key), shown(dir));
}
