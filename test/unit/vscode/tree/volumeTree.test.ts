// Rows that look alike are told apart, and what was staged before a reload is counted at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeDataProvider } from 'vscode';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { explainProblem } from '../../../../src/vscode/explain/explainProblem.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { registerVolumeTree } from '../../../../src/vscode/tree/volumeTree.ts';
import { parseKeyUri, versionUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { shownTree } from '../../../shared/vscode.ts';
import { DIR, key, openWindow, settled, stateOf, versionOf } from '../window.ts';

function showTree(t: Parameters<typeof openWindow>[0], window: ReturnType<typeof openWindow>) {
  delete shownTree.badge;
  const shown = registerVolumeTree(window.volumes, window.staging);
  t.after(() => shown.dispose());
  return shownTree.provider as TreeDataProvider<TreeNode>;
}

test('versions of one name have rows and documents of their own', async (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const versions = ['..v1#2', '..v2', '..v1'].map((id, index) =>
    versionOf(id.replace('#2', ''), { id, isActive: index === 0 }),
  );
  window.receive(stateOf({ a: '1' }, { versions }));
  const tree = showTree(t, window);
  const nodes = (await tree.getChildren({ kind: 'history', dir: DIR })) ?? [];
  const items = await Promise.all(nodes.map(async (node) => tree.getTreeItem(node)));
  assert.equal(new Set(items.map(({ id }) => id)).size, 3);
  const uris = nodes.map((node) =>
    versionUri(DIR, node.kind === 'version' ? node.version : '', 'a'),
  );
  assert.equal(new Set(uris.map(String)).size, 3);
  assert.deepEqual(
    uris.map(parseKeyUri).map((address) => 'version' in address && address.version),
    versions.map(({ id }) => id),
  );
});

test('the row of a staged change says whether it is a conflict', async (t) => {
  const window = openWindow(t);
  const tree = showTree(t, window);
  window.volumes.watch(DIR);
  window.receive(stateOf({ a: '1' }));
  window.staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
  const menu = async () =>
    (await tree.getTreeItem({ kind: 'stagedChange', dir: DIR, key: 'a' })).contextValue;
  assert.equal(await menu(), 'stagedChange writable');
  window.receive(stateOf({ a: 'theirs' }));
  assert.equal(await menu(), 'stagedChange conflict writable');
});

test('plain changes from before a reload are counted at once', async (t) => {
  const before = openWindow(t);
  before.volumes.watch(DIR);
  before.receive(stateOf({ a: '1' }));
  before.staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
  await settled();
  showTree(t, openWindow(t, before.storage));
  assert.equal(shownTree.badge?.value, 1);
});

test('the row of a version that is gone says who still reads it, and Problems says which program', async (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const gone = versionOf('..v1', { isActive: false, isOnDisk: false });
  const processes = [
    { pid: 7, name: 'nginx' },
    { pid: 8, name: 'sh\n' },
  ];
  window.receive(
    stateOf(
      { a: '1' },
      {
        versions: [versionOf('..v2'), gone],
        problems: [{ kind: 'still-read', version: '..v1', processes, keys: ['a'], isCut: false }],
      },
    ),
  );
  const tree = showTree(t, window);
  const item = await tree.getTreeItem({ kind: 'version', dir: DIR, version: '..v1' });
  assert.match(String(item.description), / · still read by 2 processes$/);
  const active = await tree.getTreeItem({ kind: 'version', dir: DIR, version: '..v2' });
  assert.doesNotMatch(String(active.description), /still read/);
  const problem = await tree.getTreeItem({ kind: 'problem', dir: DIR, index: 0 });
  assert.equal(problem.label, '2 processes still read an old version');
  const { long } = explainProblem(window.volumes.state(DIR)?.problems[0] ?? assert.fail());
  assert.match(long, /nginx \(7\), sh\uFFFD \(8\)\. Of these keys: a\./);
});
