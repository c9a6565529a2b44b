// The view is there from the start; its rows load when VS Code asks for the first.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeDataProvider, TreeDragAndDropController } from 'vscode';
import { createView, type Rows } from '../../../../src/vscode/tree/lateView.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { EventEmitter, shownTree } from '../../../shared/vscode.ts';

const VOLUME: TreeNode = { kind: 'volume', dir: '/etc/app' };

function view() {
  const changed = new EventEmitter<TreeNode | undefined>();
  const told: unknown[] = [];
  let loads = 0;
  const tree = {
    onDidChangeTreeData: changed.event,
    getChildren: (node?: TreeNode) => (node === undefined ? [VOLUME] : []),
    getTreeItem: ({ dir }: TreeNode) => ({ label: dir }),
    getParent: () => VOLUME,
    resolveTreeItem: (item: object) => ({ ...item, tooltip: 'told' }),
  };
  const dragAndDrop = {
    handleDrag: (nodes: unknown) => void told.push(['drag', nodes]),
    handleDrop: async (target: unknown) => void told.push(['drop', target]),
  };
  createView(async () => {
    loads++;
    return { tree, dragAndDrop } as unknown as Rows;
  });
  const provider = shownTree.provider as Required<TreeDataProvider<TreeNode>>;
  provider.onDidChangeTreeData((node) => told.push(['changed', node]));
  const dragged = shownTree.options?.['dragAndDropController'] as Required<
    TreeDragAndDropController<TreeNode>
  >;
  return { provider, dragged, changed, told, loads: () => loads };
}

test('rows load once, with the first that VS Code asks for', async () => {
  const { provider, loads } = view();
  assert.equal(loads(), 0);
  const [children, item, parent, resolved] = await Promise.all([
    provider.getChildren(),
    provider.getTreeItem(VOLUME),
    provider.getParent(VOLUME),
    provider.resolveTreeItem({ label: 'app' }, VOLUME, undefined as never),
  ]);
  assert.deepEqual(children, [VOLUME]);
  assert.deepEqual(item, { label: '/etc/app' });
  assert.equal(parent, VOLUME);
  assert.deepEqual(resolved, { label: 'app', tooltip: 'told' });
  assert.equal(loads(), 1);
});

test('VS Code hears of each row that changes, once it has asked for rows', async () => {
  const { provider, changed, told } = view();
  await provider.getChildren();
  changed.fire(VOLUME);
  changed.fire(undefined);
  assert.deepEqual(told, [
    ['changed', VOLUME],
    ['changed', undefined],
  ]);
});

test('what is dragged and dropped arrives, also where it is what the rows load for', async () => {
  const { dragged, told } = view();
  await dragged.handleDrag([VOLUME], undefined as never, undefined as never);
  await dragged.handleDrop(VOLUME, undefined as never, undefined as never);
  assert.deepEqual(told, [
    ['drag', [VOLUME]],
    ['drop', VOLUME],
  ]);
});
