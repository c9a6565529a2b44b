// Rows that are made when someone opens them: what is on disk, and what an update did.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { TreeDataProvider, TreeItem } from 'vscode';
import { VolumeError } from '../../../../src/volume/index.ts';
import type { OnDisk } from '../../../../src/volume/read/onDisk.ts';
import type { Timeline } from '../../../../src/volume/read/timeline.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { timelineText } from '../../../../src/vscode/explain/explainTimeline.ts';
import { rowClosed, rowOpened, shownTree } from '../../../shared/vscode.ts';
import { redrawnRows, tooltipOf } from '../shownRows.ts';
import { DIR, openWindow, settled, showRows, stateOf, versionOf } from '../window.ts';

const GROUP: TreeNode = { kind: 'onDisk', dir: DIR };

const LISTED: OnDisk = {
  entries: [
    { name: '..v1', kind: 'directory', role: 'active' },
    { name: '..data', kind: 'link', target: '..v1', role: 'data-link' },
    { name: '..data_tmp', kind: 'link', target: '..v2', role: 'next-data-link' },
    { name: 'a', kind: 'link', target: '..data/a', role: 'key-link' },
    { name: 'b', kind: 'file', role: 'in-the-way' },
  ],
  more: 0,
  isAtLeast: false,
};

function openTree(t: TestContext) {
  const window = openWindow(t);
  const shown = showRows(window.volumes, window.staging, window.notes);
  t.after(() => shown.dispose());
  const tree = shownTree.provider as TreeDataProvider<TreeNode>;
  const refreshed = redrawnRows(tree);
  window.volumes.watch(DIR);
  window.receive(stateOf({ a: '1' }));
  window.answers.onDisk = () => LISTED;
  refreshed.length = 0;
  const item = (node: TreeNode) => tree.getTreeItem(node) as TreeItem & { label: string };
  const rows = async (parent: TreeNode) => {
    const nodes = (await tree.getChildren(parent)) ?? [];
    return nodes.map(item).map(({ label, description }) => `${label} | ${description}`);
  };
  return { ...window, tree, rows, item, refreshed };
}

test('what is on disk is listed when the group is opened, each entry with what it is', async (t) => {
  const { tree, rows, item, asked, refreshed } = openTree(t);
  assert.ok((await tree.getChildren({ kind: 'volume', dir: DIR }))?.some(isGroup));
  assert.equal(item(GROUP).description, '');
  assert.equal(asked('onDisk').length, 0, 'nothing is read before');
  assert.deepEqual(await rows(GROUP), [
    '..v1 | active',
    '..data | → ..v1',
    '..data_tmp | → ..v2 · the next ..data',
    'a | → ..data/a',
    'b | in the way',
  ]);
  assert.deepEqual(refreshed, ['onDisk'], 'now the group says how many there are');
  assert.equal(item(GROUP).description, '5 entries');
  await rows(GROUP);
  assert.deepEqual(refreshed, ['onDisk'], 'and no more than once');
});

const isGroup = ({ kind }: TreeNode) => kind === 'onDisk';

test('a listing is asked for again when it is out of date, and not before the group is opened', async (t) => {
  const { rows, receive, refreshed } = openTree(t);
  const next = (disk: number) => receive(stateOf({ a: '1' }, { disk }));
  next(1);
  assert.deepEqual(refreshed, [], 'nobody has looked yet');
  await rows(GROUP);
  refreshed.length = 0;
  next(2);
  assert.deepEqual(refreshed, ['onDisk']);
  await rows(GROUP);
  next(2);
  assert.deepEqual(refreshed, ['onDisk'], 'what was listed since is not out of date');
});

for (const [what, element] of [
  ['the group', GROUP],
  ['its volume', { kind: 'volume', dir: DIR }],
] as const) {
  test(`while ${what} is closed nobody asks for a listing that is out of date, and once it is opened again they do`, async (t) => {
    const { rows, receive, refreshed } = openTree(t);
    const next = (disk: number) => receive(stateOf({ a: '1' }, { disk }));
    await rows(GROUP);
    refreshed.length = 0;
    rowClosed.fire({ element: { kind: 'history', dir: DIR } });
    next(1);
    assert.deepEqual(refreshed.splice(0), ['onDisk'], 'another group was closed');
    await rows(GROUP);
    rowClosed.fire({ element });
    next(2);
    next(3);
    assert.deepEqual(refreshed, []);
    rowOpened.fire({ element });
    assert.deepEqual(refreshed, ['onDisk']);
    await rows(GROUP);
    rowClosed.fire({ element });
    rowOpened.fire({ element });
    assert.deepEqual(refreshed, ['onDisk'], 'nothing has changed meanwhile');
    next(4);
    assert.deepEqual(refreshed, ['onDisk', 'onDisk']);
  });
}

test('of a large directory it is said how many more there are, and of one that cannot be listed why', async (t) => {
  const { rows, item, answers } = openTree(t);
  const note = async () => (await rows(GROUP)).at(-1);
  answers.onDisk = () => ({ ...LISTED, more: 12 });
  assert.equal(await note(), 'and 12 more | undefined');
  assert.equal(item(GROUP).description, '17 entries');
  answers.onDisk = () => ({ ...LISTED, more: 9_000, isAtLeast: true });
  assert.equal(await note(), 'and more than 9000 more | undefined');
  assert.equal(item(GROUP).description, 'more than 9005 entries');
  answers.onDisk = () => {
    throw new VolumeError({ code: 'no-answer' });
  };
  assert.match((await note()) ?? '', /does not answer|has not answered/);
  assert.equal(item(GROUP).description, '');
});

test('the entry itself is looked at when the pointer rests on its row', async (t) => {
  const { tree, rows, item, answers, asked } = openTree(t);
  await rows(GROUP);
  const node: TreeNode = { kind: 'entry', dir: DIR, name: '..data' };
  assert.equal(item(node).tooltip, undefined);
  assert.equal(asked('statEntry').length, 0);
  const stat = {
    kind: 'link',
    mode: 0o777,
    size: 4,
    uid: 0,
    gid: 12,
    id: '9:77',
    mtimeMs: 0,
    ctimeMs: 0,
  };
  answers.statEntry = () => stat;
  const tooltip = async () => tooltipOf(tree, node);
  assert.match(await tooltip(), /inode 77 · 0777 · owner 0:12 · 4 B/);
  answers.statEntry = () => {
    throw new VolumeError({ code: 'no-answer' });
  };
  assert.match(await tooltip(), /renames a new link over this one/);
});

test('a directory that is not there is not offered to be listed', async (t) => {
  const { tree, receive } = openTree(t);
  receive(stateOf({}, { active: { state: 'no-target-directory' } }));
  assert.ok(!(await tree.getChildren({ kind: 'volume', dir: DIR }))?.some(isGroup));
});

const TIMELINE: Timeline = {
  begunAt: Date.UTC(2026, 10, 22, 10, 48, 54, 374),
  timedBy: 'watcher',
  events: [
    { kind: 'made', name: '..v2', after: 0 },
    { kind: 'finished', name: '..v2', after: 0.04 },
    { kind: 'written', files: 3, after: 0.5 },
    { kind: 'next-linked', target: '..v2', after: 1.21 },
    { kind: 'swapped', target: '..v2', isRenamed: true, after: 1.3 },
    { kind: 'swapped', target: '..v2', isRenamed: false, after: 1.3 },
    { kind: 'linked', names: ['c'], count: 1, after: 2 },
    { kind: 'linked', names: ['d', 'e'], count: 12, after: 2 },
    { kind: 'unlinked', names: ['b'], count: 1, after: 999.94 },
    { kind: 'touched', name: 'notes', after: 1_000 },
    { kind: 'removed', name: '..v1', after: 62_340 },
  ],
};

const ROWS = [
  '+0.0 ms | made ..v2',
  '+0.0 ms | set mode or owner of ..v2',
  '+0.5 ms | wrote 3 files',
  '+1.2 ms | linked ..data_tmp → ..v2',
  '+1.3 ms | swap: renamed ..data_tmp over ..data',
  '+1.3 ms | swap: ..data → ..v2',
  '+2.0 ms | linked c',
  '+2.0 ms | linked 12 keys: d, e …',
  '+999.9 ms | unlinked b',
  '+1.0 s | made, changed or removed notes',
  '+62.3 s | removed ..v1',
];

test('a version opens to what its update did, and one of which nothing was seen does not open', async (t) => {
  const { rows, item, receive, refreshed } = openTree(t);
  const old = versionOf('..v1', { isActive: false });
  const versions = [versionOf('..v2', { timeline: TIMELINE }), old];
  receive(stateOf({ a: '1' }, { version: '..v2', versions }));
  await settled();
  const row = (version: string): TreeNode => ({ kind: 'version', dir: DIR, version });
  assert.deepEqual(await rows(row('..v2')), ROWS);
  assert.deepEqual(await rows(row('..v1')), []);
  assert.deepEqual(
    ['..v2', '..v1'].map((version) => item(row(version)).collapsibleState),
    [1, 0],
  );
  assert.equal(item(row('..v2')).contextValue, 'version active kept onDisk timeline writable');
  assert.equal(item(row('..v2')).command?.command, 'projectedVolumes.showChanges');
  refreshed.length = 0;
  const timeline = { ...TIMELINE, events: TIMELINE.events.slice(0, 2) };
  receive(stateOf({ a: '1' }, { version: '..v2', versions: [{ ...versions[0]!, timeline }, old] }));
  assert.deepEqual(refreshed, ['history'], 'it grows while the update goes on');
});

test('a timeline is copied as text', () => {
  const text = timelineText('/etc/config', '..v2', TIMELINE);
  assert.deepEqual(text.split('\n').slice(0, 5), [
    '/etc/config: ..v2',
    '2026-11-22T10:48:54.374Z  Timed when the file watcher told of it: a little later than it happened.',
    '    +0.0 ms  made ..v2',
    '    +0.0 ms  set mode or owner of ..v2',
    '    +0.5 ms  wrote 3 files',
  ]);
  assert.equal(text.split('\n').length, ROWS.length + 3);
});
