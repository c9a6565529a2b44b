// Commands about versions seen: what changed between them, and going back to one.

import * as vscode from 'vscode';
import type { Change, KeyPath } from '../../volume/payload.ts';
import type { VersionInfo, VolumeState } from '../../worker/protocol/state.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';
import { showStagedDiff } from '../editing/conflicts.ts';
import { formatTime, shown, summarize, wordFor } from '../explain/format.ts';
import { noneUri, versionUri } from '../volumes/keyUri.ts';
import { explainBundleChange } from '../explain/explainCredentialWarning.ts';
import { isNode, type NodeOf } from '../tree/nodes.ts';
import { pickVersion } from './pick.ts';
import { confirm } from '../editing/confirm.ts';
import { Refused } from '../editing/refused.ts';
import { expectedVersion, type Volumes } from '../volumes/volumes.ts';

const { t } = vscode.l10n;

export function versionCommands({ volumes, staging, publisher }: CommandContext): Commands {
  return {
    showChanges: async (argument) => {
      if (isNode(argument, 'key')) {
        if (staging.of(argument.dir).has(argument.key as KeyPath)) {
          await showStagedDiff(staging, argument.dir, argument.key);
          return;
        }
        const state = await volumes.whenKnown(argument.dir);
        if (state !== undefined) await showKeyChanges(volumes, state, argument.key);
        return;
      }
      const node = await pickVersion(volumes, argument, 'all');
      if (node === undefined) return;
      const state = await volumes.whenKnown(node.dir);
      if (state !== undefined) await showVersionChanges(volumes, state, node.version);
    },

    rollBack: onRow(['version'], rollBack),

    rollBackFromPalette: async () => {
      const node = await pickVersion(volumes, undefined, 'others');
      if (node !== undefined) await rollBack(node);
    },
  };

  async function rollBack({ dir, version }: NodeOf<'version'>): Promise<void> {
    publisher.check(dir);
    const state = volumes.state(dir);
    const seen = state?.versions.find(({ id }) => id === version);
    // What the person sees now is what they agree to replace, whatever becomes active while they are asked.
    const expected = state === undefined ? '' : expectedVersion(state);
    const isSure = await confirm(
      t('Roll {0} back to {1}?', dir, seen === undefined ? version : formatTime(seen.writtenAt)),
      t(
        'What this version held is published at once as a new one. The active version stays in the history.',
      ),
      t('Roll Back'),
    );
    if (isSure) await publisher.rollBack(dir, version, expected);
  }
}

/** The changes that a version brought: one as a diff, several as a list to choose from. */
async function showVersionChanges(volumes: Volumes, state: VolumeState, id: string): Promise<void> {
  const index = state.versions.findIndex((version) => version.id === id);
  const after = state.versions[index];
  const before = state.versions[index + 1];
  if (after === undefined) {
    throw new Refused(t('That version of {0} is no longer in the history.', state.dir));
  }
  if (before === undefined || after.changes === undefined) {
    throw new Refused(
      t('This is the first version seen of {0}: there is none to compare it with.', state.dir),
    );
  }
  if (!after.isKept || !before.isKept) {
    throw new Refused(t('The contents of these versions of {0} are no longer kept.', state.dir));
  }
  const [change, ...more] = after.changes;
  if (change === undefined) {
    throw new Refused(
      t(
        'The version of {0} from {1} holds the same as the one before.',
        state.dir,
        formatTime(after.writtenAt),
      ),
    );
  }
  if (more.length === 0) await showDiff(volumes, state.dir, before, after, change);
  else await pickAndShow(volumes, state.dir, before, after, after.changes);
}

async function pickAndShow(
  volumes: Volumes,
  dir: string,
  before: VersionInfo,
  after: VersionInfo,
  changes: readonly Change[],
): Promise<void> {
  const title = t('{0}: {1}', formatTime(after.writtenAt), summarize(changes));
  const all = {
    label: `$(diff-multiple) ${t('All changes, one below the other')}`,
    change: undefined,
  };
  const items = await Promise.all(
    changes.map(async (change) => ({
      label: `$(${ICONS[change.kind]}) ${shown(change.key)}`,
      description: (await tellBundle(volumes, dir, before, after, change)) ?? wordFor(change),
      change,
    })),
  );
  const picked = await vscode.window.showQuickPick([all, ...items], { title, placeHolder: dir });
  if (picked === undefined) return;
  if (picked.change !== undefined) {
    await showDiff(volumes, dir, before, after, picked.change);
    return;
  }
  const resources = changes.map((change) => {
    const [left, right] = sides(dir, before, after, change);
    return [change.kind === 'removed' ? left : right, left, right];
  });
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

const ICONS: Record<Change['kind'], string> = {
  added: 'diff-added',
  removed: 'diff-removed',
  modified: 'diff-modified',
  mode: 'shield',
};

/** The newest change of one key that was seen. */
async function showKeyChanges(volumes: Volumes, state: VolumeState, key: string): Promise<void> {
  for (const [index, after] of state.versions.entries()) {
    const before = state.versions[index + 1];
    const change = after.changes?.find((each) => each.key === key);
    if (before === undefined || change === undefined) continue;
    if (!after.isKept || !before.isKept) break;
    await showDiff(volumes, state.dir, before, after, change);
    return;
  }
  throw new Refused(
    t('No change of {0} has been seen since this window watches {1}.', shown(key), state.dir),
  );
}

async function showDiff(
  volumes: Volumes,
  dir: string,
  before: VersionInfo,
  after: VersionInfo,
  change: Change,
): Promise<void> {
  const [left, right] = sides(dir, before, after, change);
  const times = `${formatTime(before.writtenAt)} ↔ ${formatTime(after.writtenAt)}`;
  const bundle = await tellBundle(volumes, dir, before, after, change);
  const title = [`${shown(change.key)} (${times})`, ...(bundle === undefined ? [] : [bundle])];
  await vscode.commands.executeCommand('vscode.diff', left, right, title.join(': '));
}

/** Of certificates it says more which ones are others than which lines: a new order is no change at all. */
async function tellBundle(
  volumes: Volumes,
  dir: string,
  before: VersionInfo,
  after: VersionInfo,
  { key, kind }: Change,
): Promise<string | undefined> {
  if (kind !== 'modified') return undefined;
  const versions = { before: before.id, after: after.id };
  const change = await volumes.client.request('bundleChange', { dir, key, ...versions });
  return change === undefined ? undefined : explainBundleChange(change);
}

function sides(
  dir: string,
  before: VersionInfo,
  after: VersionInfo,
  { key, kind }: Change,
): [vscode.Uri, vscode.Uri] {
  return [
    kind === 'added' ? noneUri(dir, key) : versionUri(dir, before.id, key),
    kind === 'removed' ? noneUri(dir, key) : versionUri(dir, after.id, key),
  ];
}
