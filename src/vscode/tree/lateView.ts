// The view as VS Code knows it from the start. Its rows load when it is shown, so a window that never shows it needs none.

import * as vscode from 'vscode';
import type { TreeNode } from './nodes.ts';
import type { VolumeTree } from './treeProvider.ts';

export const VIEW_ID = 'projectedVolumes.volumes';

/** The kind of what is dragged and dropped. */
export const URI_LIST = 'text/uri-list';

export interface DragAndDrop {
  handleDrag(nodes: readonly TreeNode[], data: vscode.DataTransfer): void;
  handleDrop(target: TreeNode | undefined, data: vscode.DataTransfer): Promise<void>;
}

export interface Rows {
  tree: VolumeTree;
  dragAndDrop: DragAndDrop;
}

export function createView(load: () => Promise<Rows>): vscode.TreeView<TreeNode> {
  const changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  let loading: Promise<Rows> | undefined;
  const follow = async (): Promise<Rows> => {
    const rows = await load();
    rows.tree.onDidChangeTreeData((nodes) => changed.fire(nodes));
    return rows;
  };
  const rows = async (): Promise<Rows> => (loading ??= follow());
  return vscode.window.createTreeView(VIEW_ID, {
    showCollapseAll: true,
    canSelectMany: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => (await rows()).tree.getChildren(node),
      getTreeItem: async (node) => (await rows()).tree.getTreeItem(node),
      getParent: async (node) => (await rows()).tree.getParent(node),
      resolveTreeItem: async (item, node) => (await rows()).tree.resolveTreeItem(item, node),
    },
    dragAndDropController: {
      dragMimeTypes: [URI_LIST],
      // Files from outside of VS Code come as `files`, and have an address where VS Code can tell it.
      dropMimeTypes: [URI_LIST, 'files'],
      handleDrag: async (nodes, data) => (await rows()).dragAndDrop.handleDrag(nodes, data),
      handleDrop: async (target, data) => (await rows()).dragAndDrop.handleDrop(target, data),
    },
  });
}
