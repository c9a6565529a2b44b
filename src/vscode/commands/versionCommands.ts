// Commands about versions seen: what changed between them, and going back to one.

import * as vscode from 'vscode';
import { showInformation, showWarning } from '../explain/messages.ts';
import type { Change, KeyPath } from '../../volume/payload.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';
import { NothingToDo } from '../editing/refused.ts';
import { timelineText } from '../explain/explainTimeline.ts';
import { formatTime, shown, wordFor } from '../explain/format.ts';
import { isNode, type NodeOf } from '../tree/nodes.ts';
import { pickVersion, pickVolume } from './pick.ts';
import { showKeyChanges, showVersionChanges } from './versionChanges.ts';
import { changesBetween, compareVersions } from './compareVersions.ts';
import { activeVersionId, expectedVersion } from '../volumes/volumes.ts';

export function versionCommands(context: CommandContext): Commands {
  const { volumes, staging, publisher } = context;

  return {
    showChanges: async (argument) => {
      if (isNode(argument, 'key')) {
        if (staging.of(argument.dir).has(argument.key as KeyPath)) {
          await vscode.commands.executeCommand('projectedVolumes.showStaged', {
            ...argument,
            kind: 'stagedChange',
          });
          return;
        }
        const state = await volumes.whenKnown(argument.dir);
        if (state !== undefined) await showKeyChanges(context, state, argument.key);
        return;
      }
      const node = await pickVersion(volumes, argument, 'all');
      if (node === undefined) return;
      const state = await volumes.whenKnown(node.dir);
      if (state !== undefined) await showVersionChanges(context, state, node.version);
    },

    copyTimeline: async (argument) => {
      const row = isNode(argument, 'event') ? { ...argument, kind: 'version' as const } : argument;
      const node = await pickVersion(volumes, row, 'all');
      if (node === undefined) return;
      const state = await volumes.whenKnown(node.dir);
      const version = state?.versions.find(({ id }) => id === node.version);
      if (version?.timeline === undefined) {
        throw new NothingToDo(vscode.l10n.t('What this update did, step by step, was not seen.'));
      }
      const text = timelineText(node.dir, version.name, version.timeline);
      await vscode.env.clipboard.writeText(text);
    },

    rollBack: onRow(['version'], rollBack),

    rollBackFromPalette: async () => {
      const dir = await pickVolume(volumes, undefined);
      if (dir === undefined) return;
      // Refused before a version has been asked for.
      publisher.check(dir);
      const node = await pickVersion(volumes, { kind: 'volume', dir }, 'others');
      if (node !== undefined) await rollBack(node);
    },
  };

  async function rollBack({ dir, version }: NodeOf<'version'>): Promise<void> {
    publisher.check(dir);
    const state = volumes.state(dir);
    const seen = state?.versions.find(({ id }) => id === version);
    // What the person sees now is what they agree to replace, whatever becomes active while they are asked.
    const expected = state === undefined ? '' : expectedVersion(state);
    const to = { dir, id: version };
    const active = state && activeVersionId(state);
    const from = active === undefined ? undefined : { dir, id: active };
    const changes = from === undefined ? [] : await changesBetween(volumes, from, to);
    const when = seen === undefined ? shown(version) : formatTime(seen.writtenAt);
    const rollBack = vscode.l10n.t('Roll Back');
    const compare = vscode.l10n.t('Compare First');
    const question = vscode.l10n.t('Roll {0} back to {1}?', dir, when);
    let answer = await showWarning(
      question,
      { modal: true, detail: whatRollingBackDoes(state, version, changes) },
      rollBack,
      ...(changes.length === 0 ? [] : [compare]),
    );
    if (answer === compare && from !== undefined) {
      await compareVersions(context, from, to);
      // Beside the comparison, which a modal question would cover.
      answer = await showInformation(question, rollBack);
    }
    if (answer === rollBack) await publisher.rollBack(dir, version, expected);
  }
}

const NAMED = 10;

/** What it changes, and what others published since, which it takes back. */
function whatRollingBackDoes(
  state: VolumeState | undefined,
  version: string,
  changes: readonly Change[],
): string {
  const index = state?.versions.findIndex(({ id }) => id === version) ?? -1;
  const since = index === -1 ? [] : (state?.versions.slice(0, index) ?? []);
  const others = since.filter(
    ({ isPublishedHere, changes }) => isPublishedHere !== true && changes?.length !== 0,
  );
  const times = others.map(({ writtenAt }) => formatTime(writtenAt));
  return [
    ...changes.slice(0, NAMED).map((change) => `${shown(change.key)}: ${wordFor(change)}`),
    ...(changes.length > NAMED ? [vscode.l10n.t('and {0} more', changes.length - NAMED)] : []),
    ...(times.length === 0
      ? []
      : [vscode.l10n.t('Published since by others: {0}.', times.slice(0, NAMED).join(', '))]),
    vscode.l10n.t(
      'What this version held is published at once as a new one. The active version stays in the history.',
    ),
  ].join('\n');
}
