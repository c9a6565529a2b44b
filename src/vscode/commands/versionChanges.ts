// What changed between versions seen: as comparisons, and without the values where they are hidden.

import * as vscode from 'vscode';
import type { Change } from '../../volume/payload.ts';
import type { VersionInfo, VolumeState } from '../../worker/protocol/state.ts';
import type { Showing } from '../documents/showKey.ts';
import { NothingToDo, Refused } from '../editing/refused.ts';
import { explainBundleChange } from '../explain/explainCredentialWarning.ts';
import { formatMode, formatTime, noIcons, shown, summarize, wordFor } from '../explain/format.ts';
import { sidesOf } from './compareVersions.ts';
import { showSides, type Sides } from './comparisons.ts';
import { askToShowValues, type Sizes } from './valuelessChanges.ts';

/** A version of a volume and the one before it. */
interface Versions {
  dir: string;
  before: VersionInfo;
  after: VersionInfo;
}

/** The changes that a version brought: one as a diff, several as a list to choose from. */
export async function showVersionChanges(
  showing: Showing,
  state: VolumeState,
  id: string,
): Promise<void> {
  const index = state.versions.findIndex((version) => version.id === id);
  const after = state.versions[index];
  const before = state.versions[index + 1];
  if (after === undefined) {
    throw new Refused(vscode.l10n.t('That version of {0} is no longer in the history.', state.dir));
  }
  if (before === undefined || after.changes === undefined) {
    throw new NothingToDo(
      vscode.l10n.t(
        'This is the first version seen of {0}: there is none to compare it with.',
        state.dir,
      ),
    );
  }
  if (!after.isKept || !before.isKept) {
    throw new Refused(
      vscode.l10n.t('The contents of these versions of {0} are no longer kept.', state.dir),
    );
  }
  if (after.changes.length === 0) {
    throw new NothingToDo(
      vscode.l10n.t(
        'The version of {0} from {1} holds the same as the one before.',
        state.dir,
        formatTime(after.writtenAt),
      ),
    );
  }
  await showChanges(showing, { dir: state.dir, before, after }, after.changes);
}

async function showChanges(
  showing: Showing,
  versions: Versions,
  changes: readonly Change[],
): Promise<void> {
  const [change, ...more] = changes;
  if (change === undefined) return;
  const { staging } = showing;
  if (changes.some(({ key }) => staging.isSecret(versions.dir, key))) {
    await askAndShow(showing, versions, changes);
  } else if (more.length === 0) await showDiff(showing, versions, change);
  else await pickAndShow(showing, versions, changes);
}

async function pickAndShow(
  showing: Showing,
  versions: Versions,
  changes: readonly Change[],
): Promise<void> {
  const { dir, after } = versions;
  const title = titleOf(after, changes);
  const all = {
    label: `$(diff-multiple) ${vscode.l10n.t('All changes, one below the other')}`,
    change: undefined,
  };
  const items = await Promise.all(
    changes.map(async (change) => ({
      label: `$(${ICONS[change.kind]}) ${noIcons(shown(change.key))}`,
      description: noIcons((await tellBundle(showing, versions, change)) ?? wordFor(change)),
      change,
    })),
  );
  const picked = await vscode.window.showQuickPick([all, ...items], { title, placeHolder: dir });
  if (picked === undefined) return;
  if (picked.change !== undefined) {
    await showDiff(showing, versions, picked.change);
    return;
  }
  await showAll(showing, versions, changes);
}

/** What changed without the values; the person may ask for those. */
async function askAndShow(
  showing: Showing,
  versions: Versions,
  changes: readonly Change[],
): Promise<void> {
  const { dir, before, after } = versions;
  const sizes = async (version: string, key: string): Promise<Sizes> =>
    showing.volumes.client.request('statKey', { dir, version, key });
  const told = await Promise.all(
    changes.map(async (change) => ({
      change,
      before: change.kind === 'added' ? undefined : await sizes(before.id, change.key),
      after: change.kind === 'removed' ? undefined : await sizes(after.id, change.key),
      more: await tellBundle(showing, versions, change),
    })),
  );
  const asked = await askToShowValues(titleOf(after, changes), told);
  const [first, ...others] = asked ?? [];
  if (first === undefined) return;
  if (others.length === 0) await showDiff(showing, versions, first);
  else await showAll(showing, versions, [first, ...others]);
}

async function showAll(
  showing: Showing,
  versions: Versions,
  changes: readonly Change[],
): Promise<void> {
  const pairs = changes.map((change) => sidesIn(versions, change));
  await showSides(showing, titleOf(versions.after, changes), pairs);
}

function sidesIn({ dir, before, after }: Versions, change: Change): Sides {
  return sidesOf(change, { dir, id: before.id }, { dir, id: after.id });
}

function titleOf(after: VersionInfo, changes: readonly Change[]): string {
  return vscode.l10n.t('{0}: {1}', formatTime(after.writtenAt), summarize(changes));
}

const ICONS: Record<Change['kind'], string> = {
  added: 'diff-added',
  removed: 'diff-removed',
  modified: 'diff-modified',
  mode: 'shield',
};

/** The newest change of one key that was seen. */
export async function showKeyChanges(
  showing: Showing,
  state: VolumeState,
  key: string,
): Promise<void> {
  for (const [index, after] of state.versions.entries()) {
    const before = state.versions[index + 1];
    const change = after.changes?.find((each) => each.key === key);
    if (before === undefined || change === undefined) continue;
    if (!after.isKept || !before.isKept) break;
    await showChanges(showing, { dir: state.dir, before, after }, [change]);
    return;
  }
  throw new NothingToDo(
    vscode.l10n.t(
      'No change of {0} has been seen since this window watches {1}.',
      shown(key),
      state.dir,
    ),
  );
}

async function showDiff(showing: Showing, versions: Versions, change: Change): Promise<void> {
  if (change.kind === 'mode') {
    await tellMode(showing, versions, change.key);
    return;
  }
  const { before, after } = versions;
  const times = `${formatTime(before.writtenAt)} ↔ ${formatTime(after.writtenAt)}`;
  const bundle = await tellBundle(showing, versions, change);
  const title = [`${shown(change.key)} (${times})`, ...(bundle === undefined ? [] : [bundle])];
  await showSides(showing, title.join(': '), [sidesIn(versions, change)]);
}

/** Of certificates it says more which ones are others than which lines: a new order is no change at all. */
async function tellBundle(
  showing: Showing,
  { dir, before, after }: Versions,
  { key, kind }: Change,
): Promise<string | undefined> {
  if (kind !== 'modified') return undefined;
  const params = { dir, key, before: before.id, after: after.id };
  const change = await showing.volumes.client.request('bundleChange', params);
  return change === undefined ? undefined : explainBundleChange(change);
}

/** A comparison of the same bytes would be empty. */
async function tellMode(
  { volumes }: Showing,
  { dir, before, after }: Versions,
  key: string,
): Promise<void> {
  const modeIn = async (version: string): Promise<string> =>
    formatMode((await volumes.client.request('statKey', { dir, version, key })).mode);
  throw new NothingToDo(
    vscode.l10n.t(
      '{0} of {1}: {2} → {3}. Only the mode changed, so there is nothing to compare.',
      shown(key),
      dir,
      await modeIn(before.id),
      await modeIn(after.id),
    ),
  );
}
