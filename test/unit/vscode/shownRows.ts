// What VS Code gets of a tree of ours beside its rows.

import type { TreeDataProvider } from 'vscode';
import { idOf, type TreeNode } from '../../../src/vscode/tree/nodes.ts';

/** The words of the row's tooltip, as VS Code asks for it when the pointer rests there. */
export async function tooltipOf(tree: TreeDataProvider<TreeNode>, node: TreeNode): Promise<string> {
  const item = await tree.getTreeItem(node);
  const { tooltip } = (await tree.resolveTreeItem?.(item, node, {} as never)) ?? item;
  return (typeof tooltip === 'object' ? tooltip.value : (tooltip ?? '')).replaceAll('\\', '');
}

/** The kinds of the rows that VS Code is told of from now on; undefined stands for all rows. */
export function redrawnRows(tree: TreeDataProvider<TreeNode>): (string | undefined)[] {
  const redrawn: (string | undefined)[] = [];
  tree.onDidChangeTreeData?.((changed) => {
    for (const node of [changed ?? undefined].flat()) redrawn.push(node?.kind);
  });
  return redrawn;
}

export interface Row {
  node: TreeNode;
  /** All that VS Code shows of it, and which rows are below it. Tooltips are made when someone looks. */
  shown: string;
}

/** Of a volume, by their ids; what is on disk is followed by itself. */
export async function rowsOf(
  tree: TreeDataProvider<TreeNode>,
  dir: string,
): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  const visit = async (node: TreeNode): Promise<void> => {
    const children = node.kind === 'onDisk' ? [] : ((await tree.getChildren(node)) ?? []);
    const item = await tree.getTreeItem(node);
    rows.set(idOf(node), { node, shown: JSON.stringify([item, children.map(idOf)]) });
    for (const child of children) await visit(child);
  };
  await visit({ kind: 'volume', dir });
  return rows;
}
