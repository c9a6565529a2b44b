// As few rows as possible are drawn anew, but each that looks different.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { TreeDataProvider } from 'vscode';
import { NOTHING_SECRET } from '../../../../src/volume/credentials/secrecy.ts';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { idOf, type TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { shownTree } from '../../../shared/vscode.ts';
import { rowsOf } from '../shownRows.ts';
import { DIR, SECRET, key, openWindow, showRows, stateOf, versionOf } from '../window.ts';

const gone = { isActive: false, isOnDisk: false };
const ACTIVE = { state: 'read', version: '..v1', writtenAt: 1, keys: [] } as const;

const states: Record<string, VolumeState> = {
  usual: stateOf({ a: '1', b: '1' }),
  'a staged key changed': stateOf({ a: 'theirs', b: '1' }, { version: '..v2' }),
  'the same in place': stateOf({ a: 'theirs', b: '1' }),
  'a staged key deleted': stateOf({ b: '1' }, { version: '..v2' }),
  'another key': stateOf({ a: '1', b: '1', 'conf/c': '1' }),
  'no keys': stateOf({}),
  'a key that cannot be read': stateOf(
    {},
    { active: { ...ACTIVE, unread: [{ key: 'a', reason: 'no-permission' }] } },
  ),
  'a version before': stateOf(
    { a: '1', b: '1' },
    { versions: [versionOf('..v1'), versionOf('..v0', gone)] },
  ),
  'still read': stateOf(
    { a: '1', b: '1' },
    {
      versions: [versionOf('..v1'), versionOf('..v0', gone)],
      problems: [
        {
          kind: 'still-read',
          version: '..v0',
          processes: [{ pid: 7, name: 'nginx' }],
          keys: ['a'],
          isCut: false,
        },
      ],
    },
  ),
  'published here': stateOf(
    { a: '1', b: '1' },
    { versions: [versionOf('..v1', { isPublishedHere: true, restores: 1 })] },
  ),
  'a problem': stateOf(
    { a: '1', b: '1' },
    { problems: [{ kind: 'world-writable', path: 'a', mode: 0o666 }] },
  ),
  'a problem of a key': stateOf(
    { a: '1', b: '1' },
    { problems: [{ kind: 'unreadable-key', key: 'a' }] },
  ),
  'a credential that ends': stateOf(
    { a: '1', b: '1' },
    { warnings: [{ kind: 'expired', key: 'b', at: 1 }] },
  ),
  'all secret': stateOf({ a: '1', b: '1' }, { secrecy: SECRET }),
  'one secret': stateOf(
    { a: '1', b: '1' },
    { secrecy: { ...NOTHING_SECRET, keys: new Map([['a', 'name']]) } },
  ),
  'read-only': stateOf({ a: '1', b: '1' }, { access: 'read-only-file-system' }),
  'of a kubelet': stateOf(
    { a: '1', b: '1' },
    { origin: { kind: 'configMap', volumeName: 'x', podUid: 'u', knownBy: 'mount' } },
  ),
  polling: stateOf({ a: '1', b: '1' }, { polling: 'ENOSPC' }),
  hanging: stateOf({ a: '1', b: '1' }, { hangs: true }),
  held: stateOf({ a: '1', b: '1' }, { held: { writer: 'kubelet', done: 1, of: 9, next: 'swap' } }),
  'not there': stateOf({}, { active: { state: 'no-target-directory' }, access: 'unknown' }),
  emptied: stateOf({}, { active: { state: 'emptied' } }),
};

function showVolume(t: TestContext) {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const shown = showRows(window.volumes, window.staging, window.notes);
  t.after(() => shown.dispose());
  return { ...window, tree: shownTree.provider as TreeDataProvider<TreeNode> };
}

/** Whether VS Code was told of the row, or of one that it is below. */
async function isBelow(
  tree: TreeDataProvider<TreeNode>,
  node: TreeNode,
  told: readonly (TreeNode | undefined)[],
): Promise<boolean> {
  const ids = new Set(told.map((each) => each && idOf(each)));
  for (let at: TreeNode | undefined = node; at !== undefined;) {
    if (ids.has(idOf(at))) return true;
    at = (await tree.getParent?.(at)) ?? undefined;
  }
  return ids.has(undefined);
}

for (const [from, before] of Object.entries(states)) {
  test(`each row that looks different after “${from}” is drawn anew`, async (t) => {
    const { tree, receive, staging } = showVolume(t);
    const told: (TreeNode | undefined)[] = [];
    tree.onDidChangeTreeData?.((changed) => told.push(...[changed ?? undefined].flat()));
    receive(stateOf({ a: '1', b: '1' }));
    staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
    staging.stage(DIR, key('b'), { mode: 0o600 });
    staging.stage(DIR, key('new'), bytes(Buffer.from('mine')));
    for (const [to, after] of Object.entries(states)) {
      receive(before);
      const old = await rowsOf(tree, DIR);
      told.length = 0;
      receive(after);
      for (const [id, { node, shown }] of await rowsOf(tree, DIR)) {
        if (old.get(id)?.shown === shown) continue;
        assert.ok(await isBelow(tree, node, told), `${from} → ${to}: ${id}`);
      }
    }
  });
}
