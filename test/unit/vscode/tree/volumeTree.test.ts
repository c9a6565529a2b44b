// Rows that look alike are told apart, and what was staged before a reload is counted at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ThemeIcon, TreeDataProvider } from 'vscode';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { NOTHING_SECRET } from '../../../../src/volume/credentials/secrecy.ts';
import { explainProblem } from '../../../../src/vscode/explain/explainProblem.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { problemWith, troubleIds } from '../../../../src/vscode/tree/troubles.ts';
import { parseKeyUri, versionUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { shownTree } from '../../../shared/vscode.ts';
import { redrawnRows, rowsOf, tooltipOf } from '../shownRows.ts';
import { DIR, SECRET, key, openWindow, settled, showRows, stateOf, versionOf } from '../window.ts';

function showTree(t: Parameters<typeof openWindow>[0], window: ReturnType<typeof openWindow>) {
  delete shownTree.badge;
  const shown = showRows(window.volumes, window.staging, window.notes);
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
    uris.map((uri) => parseKeyUri(uri)).map((address) => 'version' in address && address.version),
    versions.map(({ id }) => id),
  );
});

test('a row that goes before it is selected is nothing that is left unhandled', async (t) => {
  const window = openWindow(t);
  showTree(t, window);
  const { reveal } = shownTree;
  t.after(() => (shownTree.reveal = reveal));
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  shownTree.reveal = () => Promise.reject(new Error('Cannot resolve tree item'));
  window.volumes.watch(DIR);
  window.volumes.pointTo(DIR);
  await settled();
  assert.deepEqual(unhandled, []);
});

test('a row whose volume leaves the view while VS Code asks for it looks like no volume', async (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  window.receive(stateOf({ a: '1' }));
  const tree = showTree(t, window);
  const rows = await rowsOf(tree, DIR);
  await window.volumes.remove(DIR);
  for (const { node } of rows.values()) {
    if (node.kind === 'volume') continue;
    const { label, description } = await tree.getTreeItem(node);
    assert.deepEqual([label, description], ['', undefined]);
  }
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
  // There is nothing of one's own to keep.
  window.staging.replace(DIR, [{ key: key('a'), content: { mode: 0o600 } }]);
  window.receive(stateOf({}));
  assert.equal(await menu(), 'stagedChange conflict lost writable');
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

test('a key that cannot be read has a row with a lock that says why and what to do', async (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const { active, ...state } = stateOf({ b: '1' });
  assert.equal(active.state, 'read');
  const unread = ['a', 'conf/c'].map((name) => ({ key: name, reason: 'no-permission' as const }));
  const refusedBy = { path: 'a', uid: 0, gid: 0, mode: 0o400 };
  const problems = [{ kind: 'unreadable-key' as const, key: 'a', refusedBy, userId: 1000 }];
  const origin = { kind: 'onTmpfs', knownBy: 'mount' } as const;
  window.receive({ ...state, active: { ...active, unread }, problems, origin });
  const tree = showTree(t, window);
  const names = async (node: TreeNode) =>
    ((await tree.getChildren(node)) ?? []).map((each) => ('key' in each ? each.key : each.kind));
  assert.deepEqual(await names({ kind: 'active', dir: DIR }), ['folder', 'a', 'b']);
  assert.deepEqual(await names({ kind: 'folder', dir: DIR, path: 'conf' }), ['conf/c']);
  const node = { kind: 'key', dir: DIR, key: 'a' } as const;
  const { description, iconPath, contextValue, command } = await tree.getTreeItem(node);
  assert.equal(description, 'no permission');
  assert.equal((iconPath as ThemeIcon).id, 'lock');
  // No menu is for it, and there is nothing to open.
  assert.equal(contextValue, 'unreadKey');
  assert.equal(command, undefined);
  const words = await tooltipOf(tree, node);
  assert.match(words, /mode 0400.*user 1000.*defaultMode.*fsGroup/s);
  assert.doesNotMatch(words, /published/);
  // One of this machine has no pod whose spec could be changed.
  window.receive({ ...state, active: { ...active, unread }, problems });
  const local = await tooltipOf(tree, node);
  assert.match(local, /nothing is published/);
  assert.doesNotMatch(local, /fsGroup/);
});

test('a file that is mounted alone is no empty volume: its row opens it', async (t) => {
  const window = openWindow(t);
  const file = '/etc/nginx/nginx.conf';
  window.volumes.watch(file);
  const active = { state: 'sub-path', isFile: true, version: '..v1', key: 'nginx.conf' } as const;
  window.receive(stateOf({}, { dir: file, active: { ...active, isStale: false, live: '/etc/n' } }));
  const tree = showTree(t, window);
  const [row] = (await tree.getChildren({ kind: 'volume', dir: file })) ?? [];
  assert.ok(row?.kind === 'state');
  const item = await tree.getTreeItem(row);
  assert.deepEqual([item.label, item.description], ['nginx.conf', 'as of ..v1']);
  assert.equal(item.command?.command, 'projectedVolumes.openSubPath');
  assert.equal(item.contextValue, 'subPath live');
  assert.match(
    await tooltipOf(tree, row),
    /subPath mount of nginx.conf in version ..v1.*\/etc\/n/s,
  );
  const volume = { kind: 'volume', dir: file } as const;
  assert.match(String((await tree.getTreeItem(volume)).description), /· never updated/);
  assert.doesNotMatch(await tooltipOf(tree, volume), /perhaps/);
});

test('a problem keeps its row when others come and go, and Repair repairs that one', async (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const tree = showTree(t, window);
  const orphan = (name: string) => ({ kind: 'orphan', timestampDir: name, changedAt: 1 }) as const;
  const expired = { kind: 'expired', key: 'a', at: 1 } as const;
  const show = async (...names: string[]) => {
    window.receive(stateOf({ a: '1' }, { problems: names.map(orphan), warnings: [expired] }));
    const nodes = (await tree.getChildren({ kind: 'problems', dir: DIR })) ?? [];
    const rows = nodes.map(async (node) => {
      const { id, label } = await tree.getTreeItem(node);
      const [about = ''] = typeof label === 'string' ? label.split(' ') : [];
      return [about, { node, id }] as const;
    });
    return new Map(await Promise.all(rows));
  };
  const before = await show('..1', '..2');
  assert.deepEqual([...before.keys()], ['..1', '..2', 'a']);
  const after = await show('..0', '..2');
  for (const row of ['..2', 'a']) assert.deepEqual(after.get(row), before.get(row));
  const node = before.get('..2')?.node;
  assert.ok(node?.kind === 'problem');
  assert.deepEqual(
    problemWith(stateOf({}, { problems: [orphan('..2')] }), node.trouble),
    orphan('..2'),
  );
  // Two of one kind about one thing are told apart as well.
  const { problems } = stateOf({}, { problems: [orphan('..1'), orphan('..1')] });
  assert.equal(new Set(troubleIds({ problems, warnings: [] })).size, 2);
});

test('at midnight the rows are made anew, with the date', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: new Date(2026, 10, 22, 23) });
  const tree = showTree(t, openWindow(t));
  let redrawn = 0;
  tree.onDidChangeTreeData?.(() => redrawn++);
  t.mock.timers.tick(3_600_000);
  assert.equal(redrawn, 1);
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
  const [row] = (await tree.getChildren({ kind: 'problems', dir: DIR })) ?? [];
  const problem = await tree.getTreeItem(row ?? assert.fail());
  assert.equal(problem.label, '2 processes still read an old version');
  const state = window.volumes.state(DIR) ?? assert.fail();
  const { long } = explainProblem(state.problems[0] ?? assert.fail(), state.origin);
  assert.match(long, /nginx \(7\), sh\uFFFD \(8\)\. Of these keys: a\./);
});

test('a row that says who still reads its version is drawn anew when fewer do', (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const receive = (...pids: number[]): void => {
    const processes = pids.map((pid) => ({ pid, name: 'nginx' }));
    const held = { kind: 'still-read', version: '..v1', keys: ['a'], isCut: false } as const;
    window.receive(stateOf({ a: '1' }, { problems: [{ ...held, processes }] }));
  };
  receive(7, 8);
  const tree = showTree(t, window);
  const redrawn = redrawnRows(tree);
  receive(7);
  assert.deepEqual(redrawn, ['history', 'problems']);
});

test('VS Code opens and compares by itself what is no secret and can be shown as text', async (t) => {
  const window = openWindow(t);
  const tree = showTree(t, window);
  window.volumes.watch(DIR);
  const command = async (kind: 'key' | 'stagedChange', name: string) => {
    const item = await tree.getTreeItem({ kind, dir: DIR, key: name });
    return [item.command?.command, ...(item.command?.arguments ?? []).map(String)];
  };
  window.receive(stateOf({ a: '1', b: '1' }));
  assert.deepEqual(await command('key', 'a'), ['vscode.open', `projected-volume://${DIR}/a`]);
  window.staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
  window.staging.stage(DIR, key('b'), undefined);
  assert.deepEqual(await command('stagedChange', 'a'), [
    'vscode.diff',
    `projected-volume://active${DIR}/a`,
    `projected-volume://${DIR}/a`,
    'a: active ↔ staged',
  ]);
  // What is staged for deletion opens as it is active, with a word about it.
  assert.equal((await command('key', 'b'))[0], 'projectedVolumes.openKeyAsking');
  window.receive(stateOf({ a: '1', b: '1' }, { secrecy: SECRET }));
  assert.equal((await command('key', 'a'))[0], 'projectedVolumes.openKeyAsking');
  assert.equal((await command('stagedChange', 'a'))[0], 'projectedVolumes.showStaged');
});

test('what is on disk is offered of a directory, not of a file that is mounted with subPath', async (t) => {
  const window = openWindow(t);
  const tree = showTree(t, window);
  window.volumes.watch(DIR);
  const kinds = async (isFile: boolean) => {
    const subPath = { version: '..v1', key: 'conf', isStale: false };
    const active = { state: 'sub-path', isFile, ...subPath } as const;
    window.receive(stateOf({}, { active, versions: [] }));
    return ((await tree.getChildren({ kind: 'volume', dir: DIR })) ?? []).map(({ kind }) => kind);
  };
  assert.deepEqual(await kinds(false), ['state', 'onDisk']);
  assert.deepEqual(await kinds(true), ['state']);
});

test('a thousand rows are made a few at a time, and between them others have their turn', async (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const names = Array.from({ length: 1_000 }, (_, n) => `key-${n}`);
  window.receive(stateOf(Object.fromEntries(names.map((name) => [name, '1']))));
  const tree = showTree(t, window);
  const nodes = (await tree.getChildren({ kind: 'active', dir: DIR })) ?? [];
  const made: (string | undefined)[] = [];
  const madeAtTurns: number[] = [];
  const all = Promise.all(
    nodes.map(async (node) => {
      const { id } = await tree.getTreeItem(node);
      made.push(id);
    }),
  );
  while (made.length < nodes.length) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    madeAtTurns.push(made.length);
  }
  await all;
  assert.equal(new Set(made).size, 1_000);
  const batches = madeAtTurns.map((count, turn) => count - (madeAtTurns[turn - 1] ?? 0));
  assert.ok(Math.max(...batches) <= 50, batches.join());
});

test('an update draws no more than the active version and the history anew, in one go', async (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const tree = showTree(t, window);
  const volume = { kind: 'volume', dir: DIR } as const;
  const told: unknown[] = [];
  tree.onDidChangeTreeData?.((changed) => told.push(changed));
  const update = (version: string, ...names: string[]): unknown[] => {
    const keys = Object.fromEntries(names.map((name) => [name, version]));
    const secrecy = { ...NOTHING_SECRET, keys: new Map([['token', 'name'] as const]) };
    window.receive(stateOf(keys, { version, secrecy }));
    return told.splice(0);
  };
  update('..v1', 'a');
  const parts = [
    { kind: 'active', dir: DIR },
    { kind: 'history', dir: DIR },
  ];
  assert.deepEqual(update('..v2', 'a'), [parts]);
  // No row comes with its tooltip. Once VS Code has asked for one, it keeps it until the row is drawn anew.
  assert.equal((await tree.getTreeItem(volume)).tooltip, undefined);
  assert.match(await tooltipOf(tree, volume), /Updated/);
  assert.deepEqual(update('..v3', 'a'), [[volume]]);
  await tree.getTreeItem(volume);
  assert.deepEqual(update('..v4', 'a'), [parts]);
  // The row's menu offers what concerns secret keys.
  assert.deepEqual(update('..v5', 'token'), [[volume]]);
});
