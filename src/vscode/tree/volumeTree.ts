// The view: its rows, what is selected and ticked in it, and the count on its icon.

import * as vscode from 'vscode';
import type { Staging } from '../editing/staging.ts';
import type { ClusterNotes } from '../volumes/clusterNotes.ts';
import { activeUri, liveUri, stagedUri } from '../volumes/keyUri.ts';
import type { Volumes } from '../volumes/volumes.ts';
import { dragAndDrop } from './dragAndDrop.ts';
import { VolumeTree } from './treeProvider.ts';

export const VIEW_ID = 'projectedVolumes.volumes';

/** The menus of editors ask for it. */
const STAGED_DOCUMENTS = 'projectedVolumes.stagedDocuments';

export function registerVolumeTree(
  volumes: Volumes,
  staging: Staging,
  notes: ClusterNotes,
): vscode.Disposable {
  const tree = new VolumeTree(volumes, staging, notes);
  const view = vscode.window.createTreeView(VIEW_ID, {
    treeDataProvider: tree,
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: dragAndDrop(volumes, staging),
  });
  const showCount = (): void => {
    const { count } = staging;
    const tooltip =
      count === 1 ? vscode.l10n.t('1 staged change') : vscode.l10n.t('{0} staged changes', count);
    void vscode.commands.executeCommand('setContext', 'projectedVolumes.staged', count > 0);
    void vscode.commands.executeCommand('setContext', STAGED_DOCUMENTS, stagedDocuments(staging));
    view.badge = count === 0 ? undefined : { value: count, tooltip };
  };
  // Plain changes from before a reload are there already.
  if (staging.count > 0) showCount();
  return vscode.Disposable.from(
    view,
    tree,
    volumes.onDidPointTo(({ dir, key }) => {
      // Also opens the view.
      const shown = view.reveal(
        key === undefined ? { kind: 'volume', dir } : { kind: 'key', dir, key },
        { select: true, focus: true },
      );
      // The row may go before VS Code comes to it. VS Code has it in its log.
      shown.then(undefined, () => {});
    }),
    view.onDidExpandElement(({ element }) => tree.opened(element)),
    view.onDidCollapseElement(({ element }) => tree.closed(element)),
    view.onDidChangeSelection(({ selection }) => {
      volumes.selection = selection;
    }),
    staging.onDidChange(showCount),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items) {
        if (node.kind !== 'stagedChange') continue;
        staging.choose(node.dir, node.key, state === vscode.TreeItemCheckboxState.Checked);
      }
    }),
  );
}

function stagedDocuments(staging: Staging): string[] {
  return staging.dirs.flatMap((dir) =>
    [...staging.of(dir).keys()].flatMap((key) =>
      [liveUri(dir, key), stagedUri(dir, key), activeUri(dir, key)].map(String),
    ),
  );
}
