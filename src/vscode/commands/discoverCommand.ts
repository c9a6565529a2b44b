// Discover Volumes: everything that this machine or container shows, in groups to choose from.

import * as vscode from 'vscode';
import type { FoundVolume } from '../../volume/places/discoverMounted.ts';
import type { Requests } from '../../worker/protocol/protocol.ts';
import { volumeKind } from '../explain/explainOrigin.ts';
import { noIcons, shown, volumeName } from '../explain/format.ts';
import { Refused } from '../editing/refused.ts';
import { searchRoots } from '../volumes/settings.ts';
import { workspaceRoots } from '../volumes/discovery.ts';
import type { Volumes } from '../volumes/volumes.ts';

type Discovered = Requests['discoverMounted']['result'];
type Item = vscode.QuickPickItem & { dir: string };

/** @param remove takes a volume out of the view, and asks where something is staged of it */
export async function discoverVolumes(
  volumes: Volumes,
  remove: (dir: string) => Promise<void>,
): Promise<void> {
  const discovered = await search(volumes);
  const items = itemsOf(discovered, volumes.dirs);
  if (items.length === 0) {
    const roots = discovered.kubeletRoots.map(shown).join(', ');
    throw new Refused(
      [
        vscode.l10n.t(
          'No volumes were found: none is mounted here, and none is below the folders searched.',
        ),
        roots === ''
          ? vscode.l10n.t(
              'Add Volume takes any directory; the setting searchRoots, more directories to search.',
            )
          : vscode.l10n.t('Kubelets keep theirs in {0}: add it to the setting searchRoots.', roots),
      ].join(' '),
    );
  }
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    title: titleOf(discovered),
    placeHolder: vscode.l10n.t(
      'Which of them are to be shown? What you untick leaves the view; nothing on disk changes.',
    ),
  });
  if (picked === undefined) return;
  for (const item of items) {
    const isPicked = picked.includes(item);
    if (item.picked === true && !isPicked) await remove(item.dir);
    if (item.picked !== true && isPicked) await volumes.add(item.dir);
  }
}

async function search(volumes: Volumes): Promise<Discovered> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Looking for volumes'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const cancelling = new AbortController();
    token.onCancellationRequested(() => cancelling.abort());
    const places = { workspaceRoots: workspaceRoots(), extraRoots: searchRoots() };
    return volumes.client.request('discoverMounted', places, {
      signal: cancelling.signal,
      onProgress: ({ searched, found }) => {
        progress.report({ message: vscode.l10n.t('{0} found in {1} folders', found, searched) });
      },
    });
  });
}

function titleOf({ found, ended }: Discovered): string {
  switch (ended) {
    case 'all':
      return vscode.l10n.t('Volumes found: {0}', found.length);
    case 'directories':
      return vscode.l10n.t(
        'Stopped after 100,000 folders. Volumes found so far: {0}',
        found.length,
      );
    case 'milliseconds':
      return vscode.l10n.t('Stopped after 30 seconds. Volumes found so far: {0}', found.length);
    case 'cancelled':
      return vscode.l10n.t('Stopped by you. Volumes found so far: {0}', found.length);
  }
}

/** Grouped by where they are; those that are shown already are ticked. */
function itemsOf({ found, subPaths }: Discovered, shownDirs: readonly string[]): Item[] {
  const groups = new Map<string, Item[]>();
  const add = (group: string, item: Item): void => {
    groups.set(group, [...(groups.get(group) ?? []), item]);
  };
  for (const volume of found) {
    const kind = volumeKind(volume);
    const access = volume.isReadOnly ? vscode.l10n.t('read-only') : '';
    add(groupOf(volume), {
      label: noIcons(volumeName(volume.dir)),
      description: [kind, access].filter((word) => word !== '').join(' · '),
      detail: noIcons(shown(volume.dir)),
      picked: shownDirs.includes(volume.dir),
      dir: volume.dir,
    });
  }
  for (const subPath of subPaths) {
    const stale = vscode.l10n.t('out of date: its version is gone');
    add(vscode.l10n.t('Mounted with subPath: never updated'), {
      label: noIcons(volumeName(subPath.mountPoint)),
      description: subPath.isStale
        ? stale
        : noIcons(vscode.l10n.t('as of {0}', shown(subPath.version))),
      detail: noIcons(shown(subPath.mountPoint)),
      picked: shownDirs.includes(subPath.mountPoint),
      dir: subPath.mountPoint,
    });
  }
  const rows: Item[] = [];
  for (const [label, items] of groups) {
    rows.push({ label, kind: vscode.QuickPickItemKind.Separator, dir: '' }, ...items);
  }
  return rows;
}

function groupOf({ place }: FoundVolume): string {
  switch (place.in) {
    case 'pod':
      return vscode.l10n.t('Pod {0}', shown(place.podUid));
    case 'workspace':
      return vscode.l10n.t('In the workspace');
    case 'extra-root':
      return vscode.l10n.t('Below {0}', shown(place.root));
    case 'container':
      return vscode.l10n.t('Mounted here');
  }
}
