// What rows say: which volume, what changed and by whom, what is wrong; and what begins open.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeDataProvider } from 'vscode';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { executed, person, shownTree, workspace } from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { commanding } from '../commands/commanding.ts';
import { DIR, key, openWindow, showRows, stateOf, versionOf } from '../window.ts';

type Opened = Pick<ReturnType<typeof openWindow>, 'volumes' | 'staging' | 'notes' | 'receive'>;

function shownIn(t: Parameters<typeof openWindow>[0], { volumes, staging, notes }: Opened) {
  const registered = showRows(volumes, staging, notes);
  t.after(() => registered.dispose());
  const tree = shownTree.provider as TreeDataProvider<TreeNode>;
  const rows = async (node?: TreeNode): Promise<string[]> => {
    const children = (await tree.getChildren(node)) ?? [];
    return Promise.all(
      children.map(async (child) => {
        const { label, description, collapsibleState } = await tree.getTreeItem(child);
        const words = typeof description === 'string' ? description : '';
        return `${Number(collapsibleState) === 2 ? '▾ ' : ''}${typeof label === 'string' ? label : ''} | ${words}`.trim();
      }),
    );
  };
  return { tree, rows };
}

test('a volume says first what tells it from others, then what asks for something; its time is in the tooltip', async (t) => {
  const window = openWindow(t);
  workspace.workspaceFolders = [{ uri: Uri.file('/ws') }];
  t.after(() => {
    workspace.workspaceFolders = [];
  });
  const { rows } = shownIn(t, window);
  const origin = {
    kind: 'configMap',
    volumeName: 'v',
    podUid: '0123456789ab',
    knownBy: 'path',
  } as const;
  const problems = [{ kind: 'stale-new-data-dir' }] as const;
  for (const [dir, more] of [
    ['/z/config', {}],
    ['/ws/team/config', { problems }],
    ['/ws/alone', {}],
    ['/var/lib/pods/config', { origin }],
  ] as const) {
    window.volumes.watch(dir);
    window.receive(stateOf({ a: '1' }, { dir, ...more }));
  }
  assert.deepEqual(await rows(), [
    'alone |',
    'config | pod 01234567 · ConfigMap',
    'config | team/config · 1 problem',
    'config | /z/config',
  ]);
});

test('with several workspace folders a volume says which of them it is in', async (t) => {
  const window = openWindow(t);
  workspace.workspaceFolders = ['/repos/web', '/repos/api'].map((path) => ({
    uri: Uri.file(path),
  }));
  t.after(() => {
    workspace.workspaceFolders = [];
  });
  const { rows } = shownIn(t, window);
  for (const dir of ['/repos/web/config', '/repos/api/config', '/repos/api']) {
    window.volumes.watch(dir);
    window.receive(stateOf({ a: '1' }, { dir }));
  }
  assert.deepEqual(await rows(), ['▾ api |', '▾ config | api/config', '▾ config | web/config']);
});

test('up to three volumes begin open, and up to fifty keys', async (t) => {
  const window = openWindow(t);
  const { rows } = shownIn(t, window);
  const add = (dir: string, keys: number): void => {
    window.volumes.watch(dir);
    const names = Array.from({ length: keys }, (_, index) => [`key${index}`, '1'] as const);
    window.receive(stateOf(Object.fromEntries(names), { dir }));
  };
  for (const dir of ['/1', '/2', '/3']) add(dir, 50);
  assert.ok((await rows()).every((row) => row.startsWith('▾')));
  assert.match((await rows({ kind: 'volume', dir: '/1' }))[0] ?? '', /^▾ Active/);
  add('/4', 51);
  assert.ok((await rows()).every((row) => !row.startsWith('▾')));
  assert.match((await rows({ kind: 'volume', dir: '/4' }))[0] ?? '', /^Active/);
});

test('a version names its keys where they are few, and says what was published here; problems stand above, open', async (t) => {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  const { rows } = shownIn(t, window);
  const added = ['a', 'b', 'c', 'd'].map((name) => ({ key: key(name), kind: 'added' }) as const);
  const versions = [
    versionOf('..v3', {
      changes: [
        { key: key('app.yaml'), kind: 'modified' },
        { key: key('x'), kind: 'mode' },
      ],
      isPublishedHere: true,
    }),
    versionOf('..v2', { changes: added, isActive: false }),
    versionOf('..v1', { isActive: false }),
  ];
  window.receive(stateOf({ a: '1' }, { versions, problems: [{ kind: 'stale-new-data-dir' }] }));
  assert.deepEqual(
    (await rows({ kind: 'history', dir: DIR })).map((row) => row.replace(/^[^|]*\| /, '')),
    [
      'active · app.yaml changed, x with a new mode · published here',
      '4 added · still on disk',
      'first seen · still on disk',
    ],
  );
  const groups = (await rows({ kind: 'volume', dir: DIR })).map((row) => row.replace(/ \|.*/, ''));
  assert.deepEqual(groups.slice(0, 3), ['▾ Active', '▾ Problems', 'History']);
});

test('a click on a problem shows all of its text, and leads to the repair, which says what it did', async (t) => {
  const opened = commanding(t, [DIR]);
  opened.receive(stateOf({ a: '1' }, { problems: [{ kind: 'stale-new-data-dir' }] }));
  const { tree } = shownIn(t, opened);
  const [node] = (await tree.getChildren({ kind: 'problems', dir: DIR })) ?? [];
  assert.ok(node !== undefined);
  const { command } = await tree.getTreeItem(node);
  const actions = [
    { action: 'remove', path: '..data_tmp' },
    { action: 'remove-tree', path: '..left', files: 1, bytes: 3 },
    { action: 'publish', path: '..data', replaced: '..v1', files: [{}] },
  ];
  opened.answers.planRepair = () => ({ state: 'planned', actions });
  opened.answers.repair = () => ({ state: 'repaired' });
  person.answers = ['Repair…', 'Repair'];
  await opened.run(String(command?.command).split('.')[1] ?? '', node);
  assert.match(person.told[0]?.detail ?? '', /^\/etc\/config\n\n.{40}/s);
  assert.equal(opened.asked('repair').length, 1);
  assert.equal(
    person.told.at(-1)?.text,
    '/etc/config was repaired: Remove the link ..data_tmp; Remove the directory ..left (files: 1, 3 B); ' +
      'Publish what is there now as a new version in place of ..v1 (keys: 1).',
  );
  assert.equal(
    opened.logged.at(-1),
    '/etc/config: repaired stale-new-data-dir: remove ..data_tmp, remove-tree ..left, publish ..data',
  );
});

test('a version in which only a mode changed says so instead of comparing the same bytes', async (t) => {
  const opened = commanding(t, [DIR]);
  const versions = [
    versionOf('..v2', { changes: [{ key: key('a'), kind: 'mode' }] }),
    versionOf('..v1', { isActive: false }),
  ];
  opened.receive(stateOf({ a: '1' }, { version: '..v2', versions }));
  opened.answers.statKey = ({ version }) => ({ size: 1, mode: version === '..v1' ? 0o644 : 0o600 });
  await opened.run('showChanges', { kind: 'version', dir: DIR, version: '..v2' });
  assert.match(person.told.at(-1)?.text ?? '', /^a of \/etc\/config: 0644 → 0600\. Only the mode/);
  assert.ok(executed.every(([name]) => name !== 'vscode.diff'));
});

test('Go to Key lists the keys of all volumes, staged ones too, and opens the one that is picked', async (t) => {
  const opened = commanding(t);
  opened.staging.stage(DIR, key('new'), bytes(Buffer.from('1')));
  person.answers = ['new'];
  await opened.run('goToKey');
  assert.deepEqual(person.told[0]?.buttons, ['a', 'b', 'new', 'a', 'b']);
  assert.deepEqual(
    executed.findLast(([name]) => name === 'projectedVolumes.openKeyAsking'),
    ['projectedVolumes.openKeyAsking', { kind: 'key', dir: DIR, key: 'new' }],
  );
});
