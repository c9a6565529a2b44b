// Volumes made of manifests, and compared with them.

import * as vscode from 'vscode';
import { showInformation } from '../explain/messages.ts';
import { type KeyPath, parsePayload } from '../../volume/payload.ts';
import { bytes } from '../../volume/edit/stagedChanges.ts';
import { askForPart, type ChosenManifest, takePart } from './askManifest.ts';
import type { CommandContext, Commands } from './command.ts';
import { copyVolume } from './copyVolume.ts';
import { createVolume } from './createVolume.ts';
import { exportVolume } from './exportVolume.ts';
import { explainFiles } from '../explain/explainManifestNotes.ts';
import { explainActive } from '../explain/explainState.ts';
import { firstTen, shown, volumeName } from '../explain/format.ts';
import { onVolume } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { Refused } from '../editing/refused.ts';
import { refuseStagedSince } from '../editing/stagedSince.ts';
import type { StagedEdit } from '../editing/staging.ts';

export function manifestCommands(context: CommandContext): Commands {
  const { volumes, staging, publisher } = context;

  return {
    createVolume: (argument) => createVolume(context, argument),

    copyVolume: onVolume(volumes, async (dir) => copyVolume(context, dir)),

    applyManifest: onVolume(volumes, async (dir, argument) => {
      publisher.checkStaging(dir);
      const state = await volumes.whenKnown(dir);
      const problem = state && explainActive(state);
      const isEmpty = ['no-data-link', 'emptied'].includes(state?.active.state ?? '');
      if (problem !== undefined && !isEmpty) {
        throw new Refused(`${dir}: ${problem.long}`);
      }
      const file = argument instanceof vscode.Uri ? argument : undefined;
      const part = await askForPart(volumes.client, file);
      const manifest = part && (await takePart(volumes.client, part, 'no modes'));
      if (manifest === undefined) return;
      // What the question names is what is staged, whatever others publish while it is open.
      const lacking = lackingIn(dir, manifest);
      const edits = difference(dir, manifest, lacking);
      const staged = staging.of(dir);
      if (!(await mayStage(dir, manifest.name, lacking))) return;
      publisher.checkStaging(dir);
      refuseStagedSince(staging, dir, staged);
      staging.replace(dir, edits);
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
      void showInformation([outcome, ...notes].join(' '));
    }),

    exportManifest: onVolume(volumes, async (dir) => exportVolume(context, dir)),
  };

  /** What the manifest has is to be there, what it lacks is to be deleted. */
  function difference(
    dir: string,
    { payload, hasModes }: ChosenManifest,
    lacking: readonly KeyPath[],
  ): StagedEdit[] {
    const active = staging.active(dir);
    const base = (key: string) => active.get(key) ?? null;
    const had = [...parsePayload(payload)].map(([key, { data, mode }]) => ({
      key,
      content: { ...bytes(data), ...(hasModes && { mode }) },
      base: base(key),
    }));
    const deleted = lacking.map((key) => ({ key, content: undefined, base: base(key) }));
    return [...had, ...deleted];
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
  async function mayStage(dir: string, name: string, lacking: readonly string[]): Promise<boolean> {
    const { size } = staging.of(dir);
    if (size === 0 && lacking.length === 0) return true;
    return confirm(
      vscode.l10n.t('Stage the manifest "{0}" for volume "{1}"?', shown(name), volumeName(dir)),
      [
        lacking.length === 0
          ? ''
          : vscode.l10n.t(
              'Keys that will be staged for deletion, because the manifest lacks them: {0} ({1}).',
              lacking.length,
              firstTen(lacking.map(shown)).join(', '),
            ),
        size === 0 ? '' : vscode.l10n.t('Changes that are staged now and will be lost: {0}.', size),
        vscode.l10n.t('Nothing is published yet.'),
      ]
        .filter((line) => line !== '')
        .join('\n'),
      vscode.l10n.t('Stage'),
    );
  }
}
