// Commands about single keys. What changes one is staged.

import * as vscode from 'vscode';
import { showInformation } from '../explain/messages.ts';
import type { KeyPath } from '../../volume/payload.ts';
import { bytes, type StagedContent } from '../../volume/edit/stagedChanges.ts';
import type { KeyInfo } from '../../worker/protocol/state.ts';
import { askForContents, askForMode, askForName } from './askKey.ts';
import { addFiles } from './addFiles.ts';
import {
  byVolume,
  type CommandContext,
  type Command,
  type Commands,
  onRow,
  onRows,
} from './command.ts';
import { shown } from '../explain/format.ts';
import { editKeyInEditor, maySee, showKey } from '../documents/showKey.ts';
import { isNode, type NodeOf } from '../tree/nodes.ts';
import { goToKey } from './goToKey.ts';
import { inFront } from './meant.ts';
import { activeOrRefuse, onVolume, pickKey, pickVolume } from './pick.ts';
import { valueOf } from './valueCommands.ts';
import { Refused } from '../editing/refused.ts';
import { refuseStagedSince } from '../editing/stagedSince.ts';

/** @param discard what the key Delete does with a staged change */
export function keyCommands(context: CommandContext, discard: Command): Commands {
  const { volumes, staging, publisher } = context;
  const deleteRows = onRows(['key'], deleteKeys);
  const changeModes = onRows(['key'], askForModes);

  return {
    openKey: async (argument) => {
      // Not the one in front: that is open already.
      const node = await pickKey(context, argument ?? null);
      if (node !== undefined) await openKey(node);
    },

    openKeyAsking: onRow(['key'], async (node) => {
      if (await maySee(context, node.dir, node.key)) await openKey(node);
    }),

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
      // What it was when the person began: if others change it meanwhile, that is a conflict.
      const base = staging.active(dir).get(key) ?? null;
      const staged = staging.of(dir);
      const data = await askForContents(keyIn(dir, key), {
        isSecret,
        ways: isText ? ['value', 'file', 'editor'] : ['file'],
      });
      if (data === undefined) return;
      if (data === 'editor') {
        await editKeyInEditor(context, dir, key);
        return;
      }
      publisher.checkStaging(dir);
      refuseStagedSince(staging, dir, staged, [key]);
      staging.stage(dir, key as KeyPath, bytes(data), base);
    },

    addKey: onVolume(volumes, async (dir, argument) => {
      publisher.checkStaging(dir);
      await volumes.whenKnown(dir);
      const prefix = isNode(argument, 'folder') ? `${argument.path}/` : '';
      const staged = staging.of(dir);
      const key = await askForName(
        vscode.l10n.t('Add a Key to {0}', shown(dir)),
        prefix,
        staging.keys(dir).keys(),
      );
      if (key === undefined) return;
      const isSecret = staging.isSecret(dir, key);
      const data = await askForContents(keyIn(dir, key), {
        isSecret,
        ways: ['value', 'file', 'editor'],
      });
      if (data === undefined) return;
      publisher.checkStaging(dir);
      refuseStagedSince(staging, dir, staged, [key]);
      staging.stage(dir, key, bytes(data === 'editor' ? new Uint8Array() : data), null);
      if (data === 'editor') await editKeyInEditor(context, dir, key);
    }),

    goToKey: () => goToKey(context),

    addFiles: (argument) => addFiles(context, argument),

    deleteKey: async (argument, rows) => {
      // The key Delete is for both.
      const command = isNode(argument, 'stagedChange') ? discard : deleteRows;
      await command(argument, rows);
    },

    deleteKeyFromPalette: async () => {
      // Not the one in front: what is deleted is asked for.
      const dir = await pickVolume(volumes, null);
      if (dir === undefined) return;
      publisher.checkStaging(dir);
      await volumes.whenKnown(dir);
      // What the list shows is what is deleted.
      const [active, staged] = [staging.active(dir), staging.of(dir)];
      const node = await pickKey(context, { kind: 'volume', dir });
      if (node === undefined) return;
      const key = node.key as KeyPath;
      stageForEach([{ dir, key, base: active.get(key) ?? null, staged }], undefined);
    },

    renameKey: async (argument) => {
      const node = await pickToChange(argument);
      if (node === undefined) return;
      const { dir, key } = node;
      const { mode } = infoOf(dir, key);
      const staged = staging.of(dir);
      const others = [...staging.keys(dir).keys()].filter((each) => each !== key);
      const name = await askForName(vscode.l10n.t('Rename {0}', keyIn(dir, key)), key, others);
      if (name === undefined) return;
      // What is read is what is moved: whatever others publish meanwhile is a conflict, also a key of the new name.
      const base = staging.active(dir).get(key) ?? null;
      const data = await valueOf(context, dir, key);
      publisher.checkStaging(dir);
      refuseStagedSince(staging, dir, staged, [key, name]);
      staging.stageAll(dir, [
        { key: key as KeyPath, content: undefined, base },
        { key: name, content: { ...bytes(data), mode }, base: null },
      ]);
    },

    changeMode: async (argument, rows = [argument]) => {
      if (rows.length > 1) {
        await changeModes(argument, rows);
        return;
      }
      // The modes of a mount are in its pod's spec: no object of the cluster has them.
      const node = await pickToChange(argument, (dir) => publisher.check(dir));
      if (node !== undefined) await askForModes([node]);
    },
  };

  async function openKey({ dir, key }: NodeOf<'key'>): Promise<void> {
    await showKey(context, dir, key);
    const change = staging.of(dir).get(key as KeyPath);
    if (change === undefined || change.content !== undefined) return;
    const undo = vscode.l10n.t('Undo Deletion');
    const answer = await showInformation(
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
  }

  /** Where one of the volumes cannot be changed, nothing is staged of the others either. */
  function deleteKeys(nodes: readonly NodeOf<'key'>[]): void {
    stageForEach(asSeen(nodes), undefined);
  }

  async function askForModes(nodes: readonly NodeOf<'key'>[]): Promise<void> {
    const [first] = nodes;
    if (first === undefined) return;
    for (const dir of byVolume(nodes).keys()) publisher.check(dir);
    const what =
      nodes.length === 1 ? keyIn(first.dir, first.key) : vscode.l10n.t('{0} keys', nodes.length);
    const asked = asSeen(nodes);
    const mode = await askForMode(what, infoOf(first.dir, first.key).mode);
    if (mode !== undefined) stageForEach(asked, { mode });
  }

  /**
   * With what each is now, active and staged, for edits of just that.
   *
   * @throws Refused where one is gone
   */
  function asSeen(nodes: readonly NodeOf<'key'>[]) {
    return nodes.map(({ dir, key }) => {
      const staged = staging.of(dir);
      if (!staged.has(key as KeyPath)) checkActive(dir, key);
      const base = staging.active(dir).get(key) ?? null;
      return { dir, key: key as KeyPath, base, staged };
    });
  }

  function stageForEach(keys: ReturnType<typeof asSeen>, content: StagedContent | undefined): void {
    const groups = byVolume(keys);
    for (const dir of groups.keys()) publisher.checkStaging(dir);
    for (const { dir, key, staged } of keys) refuseStagedSince(staging, dir, staged, [key]);
    for (const [dir, group] of groups) {
      staging.stageAll(
        dir,
        group.map(({ key, base }) => ({ key, content, base })),
      );
    }
  }

  /** Where nothing can be published this is refused at once, not after the key has been asked for. */
  async function pickToChange(
    argument: unknown,
    check = (dir: string) => publisher.checkStaging(dir),
  ): Promise<NodeOf<'key'> | undefined> {
    const meant = argument ?? inFront(volumes);
    const dir = await pickVolume(volumes, meant);
    if (dir === undefined) return undefined;
    check(dir);
    const isOfKey = isNode(meant, 'key', 'stagedChange');
    return pickKey(context, isOfKey ? meant : { kind: 'volume', dir });
  }

  /** @throws Refused for a key that has gone, or is staged for deletion */
  function infoOf(dir: string, key: string): KeyInfo {
    const info = staging.keys(dir).get(key);
    if (info === undefined) throw isGone(dir, key);
    return info;
  }

  /** @throws Refused unless the active version has the key, readable or not */
  function checkActive(dir: string, key: string): void {
    const state = volumes.state(dir);
    if (state === undefined) throw isGone(dir, key);
    const { keys, unread = [] } = activeOrRefuse(state);
    if (![...keys, ...unread].some((each) => each.key === key)) throw isGone(dir, key);
  }
}

function isGone(dir: string, key: string): Refused {
  return new Refused(vscode.l10n.t('{0} has no key {1} (any more).', dir, shown(key)));
}

/** For questions: keys of many volumes have one name. */
function keyIn(dir: string, key: string): string {
  return vscode.l10n.t('{0} of {1}', shown(key), shown(dir));
}
