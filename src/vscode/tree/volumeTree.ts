// The view: its rows, what is selected and ticked in it, and the count on its icon.

import * as vscode from 'vscode';
import type { Staging } from '../editing/staging.ts';
import { isClusterOnly } from '../volumes/fromCluster.ts';
import { activeUri, liveUri, stagedUri } from '../volumes/keyUri.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import type { Volumes } from '../volumes/volumes.ts';
import type { TreeNode } from './nodes.ts';
import type { VolumeTree } from './treeProvider.ts';

/** The menus of editors ask for it. */
const STAGED_DOCUMENTS = 'projectedVolumes.stagedDocuments';
/** Those of them that can be published to the cluster alone. */
const CLUSTER_DOCUMENTS = 'projectedVolumes.clusterDocuments';

export function registerVolumeTree(
  view: vscode.TreeView<TreeNode>,
  tree: VolumeTree,
  volumes: Volumes,
  staging: Staging,
): vscode.Disposable {
  const showCount = (): void => {
    const { count } = staging;
    const tooltip =
      count === 1 ? vscode.l10n.t('1 staged change') : vscode.l10n.t('{0} staged changes', count);
    void vscode.commands.executeCommand('setContext', 'projectedVolumes.staged', count > 0);
    const { dirs } = staging;
    for (const [name, of] of [
      [STAGED_DOCUMENTS, dirs],
      [CLUSTER_DOCUMENTS, dirs.filter((dir) => isForCluster(volumes.state(dir)))],
    ] as const) {
      void vscode.commands.executeCommand('setContext', name, documentsOf(staging, of));
    }
    view.badge = count === 0 ? undefined : { value: count, tooltip };
  };
  // Plain changes from before a reload are there already.
  if (staging.count > 0) showCount();
  return vscode.Disposable.from(
    tree,
    volumes.onDidPointTo((row) => {
      // Also opens the view.
      const shown = view.reveal(row, { select: true, focus: true });
      // The row may go before VS Code comes to it. VS Code has it in its log.
      shown.then(undefined, () => {});
    }),
    view.onDidExpandElement(({ element }) => tree.opened(element)),
    view.onDidCollapseElement(({ element }) => tree.closed(element)),
    view.onDidChangeSelection(({ selection }) => {
      volumes.selection = selection;
    }),
    staging.onDidChange(showCount),
    volumes.onDidChange(({ dir, before, after }) => {
      if (staging.of(dir).size > 0 && isForCluster(before) !== isForCluster(after)) showCount();
    }),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items) {
        if (node.kind !== 'stagedChange') continue;
        staging.choose(node.dir, node.key, state === vscode.TreeItemCheckboxState.Checked);
      }
    }),
  );
}

function isForCluster(state: VolumeState | undefined): boolean {
  return state !== undefined && isClusterOnly(state);
}

function documentsOf(staging: Staging, dirs: readonly string[]): string[] {
  return dirs.flatMap((dir) =>
    [...staging.of(dir).keys()].flatMap((key) =>
      [liveUri(dir, key), stagedUri(dir, key), activeUri(dir, key)].map(String),
    ),
  );
}
