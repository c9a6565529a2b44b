// Commands about whole volumes.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import { addVolume } from './addVolume.ts';
import { askToStep } from './askWriter.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';
import { discoverVolumes } from './discoverCommand.ts';
import { explainError } from '../explain/explainFailure.ts';
import { describeLinkChain } from '../tree/linkChainText.ts';
import { isNode } from '../tree/nodes.ts';
import { activeOrRefuse, askForVolume, onVolume, pickKey, pickKnown } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { shown, volumeName } from '../explain/format.ts';
import { NothingToDo } from '../editing/refused.ts';
import { refuseStagedSince } from '../editing/stagedSince.ts';
import { VIEW_ID } from '../tree/lateView.ts';

export function volumeCommands({ volumes, discovery, staging, log }: CommandContext): Commands {
  return {
    addVolume: (argument) => addVolume(volumes, argument),

    removeVolume: onRow(['volume'], async ({ dir }) => remove(dir)),

    removeVolumeFromPalette: async () => {
      const dir = await askForVolume(volumes);
      if (dir !== undefined) await remove(dir);
    },

    discoverVolumes: () => discoverVolumes(volumes, remove),

    hideValues: onVolume(volumes, async (dir) => volumes.overrule(dir, 'secret')),

    showValues: onVolume(volumes, async (dir) => {
      const isSure = await confirm(
        vscode.l10n.t('Treat {0} as a volume without secrets?', dir),
        vscode.l10n.t(
          'Short values show in the tree, and what is staged is kept in plain storage.',
        ),
        vscode.l10n.t('Show Values'),
      );
      if (isSure) await volumes.overrule(dir, 'plain');
    }),

    refresh: async (argument) => {
      const dir = isNode(argument, 'volume') ? argument.dir : undefined;
      await vscode.window.withProgress({ location: { viewId: VIEW_ID } }, async () => {
        if (dir !== undefined) await volumes.refresh(dir);
        else await Promise.all([refreshAll(), discovery.discover()]);
      });
    },

    stepThroughUpdate: async (argument) => {
      const state = await pickKnown(volumes, argument);
      if (state === undefined) return;
      activeOrRefuse(state);
      const volume = state.dir;
      const writer = await askToStep(volumeName(volume));
      if (writer === undefined) return;
      // Whether it may be made there is asked when the session starts, which launch.json can do as well.
      const configuration = {
        type: 'projected-volume',
        request: 'launch',
        name: vscode.l10n.t('Update {0}', volumeName(volume)),
        volume,
        writer,
      };
      // The rows of the volume stay in sight, also at a breakpoint.
      await vscode.debug.startDebugging(undefined, configuration, { suppressDebugView: true });
    },

    copyPath: async (argument, rows = [argument]) => {
      const paths: string[] = [];
      for (const row of rows) paths.push(...((await pathOf(row)) ?? []));
      if (paths.length > 0) await vscode.env.clipboard.writeText(paths.join('\n'));
    },

    copyLinkChain: async (argument) => {
      const node = await pickKey({ volumes, staging }, argument);
      if (node === undefined) return;
      const steps = await volumes.client.request('linkChain', { dir: node.dir, key: node.key });
      await vscode.env.clipboard.writeText(describeLinkChain(steps));
    },

    showOutput: () => log.show(),
  };

  /** One that does not answer keeps the others from nothing. */
  async function refreshAll(): Promise<void> {
    for (const { dir, error } of await volumes.refreshAll()) {
      void showWarning(explainError(error, dir), vscode.l10n.t('Understood'));
    }
  }

  async function remove(dir: string): Promise<void> {
    const staged = staging.of(dir);
    if (!(await mayDiscard(dir))) return;
    refuseStagedSince(staging, dir, staged);
    staging.discard(dir, [...staged.values()]);
    await volumes.remove(dir);
  }

  async function mayDiscard(dir: string): Promise<boolean> {
    const { size } = staging.of(dir);
    if (size === 0) return true;
    return confirm(
      vscode.l10n.t('{0} has staged changes: {1}. Discard them?', dir, size),
      vscode.l10n.t('They are lost. Nothing on disk changes.'),
      vscode.l10n.t('Discard and Remove'),
    );
  }

  async function pathOf(argument: unknown): Promise<string[] | undefined> {
    if (isNode(argument, 'volume')) return [argument.dir];
    if (isNode(argument, 'version')) {
      const { dir, version } = argument;
      const seen = volumes.state(dir)?.versions.find(({ id }) => id === version);
      if (seen?.isOnDisk !== true) {
        throw new NothingToDo(
          vscode.l10n.t('{0} is gone from disk, so it has no path.', shown(seen?.name ?? version)),
        );
      }
      return [join(dir, seen.name)];
    }
    if (isNode(argument, 'folder')) return [join(argument.dir, argument.path)];
    const node = await pickKey({ volumes, staging }, argument);
    return node === undefined ? undefined : [join(node.dir, node.key)];
  }
}
