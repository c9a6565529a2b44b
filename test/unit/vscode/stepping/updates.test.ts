// Before a session starts: what is asked, what is refused, and when a copy is updated in place of the volume.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { DebugConfiguration, ThemeIcon, TreeDataProvider } from 'vscode';
import { DEBUG_TYPE } from '../../../../src/vscode/stepping/names.ts';
import { Updates } from '../../../../src/vscode/stepping/index.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { person, shownTree, workspace } from '../../../shared/vscode.ts';
import { DIR, PUBLISHED, SECRET, openWindow, showRows, stateOf } from '../window.ts';

const GIVEN: DebugConfiguration = {
  type: DEBUG_TYPE,
  request: 'launch',
  name: 'Update',
  volume: DIR,
  writer: 'kubelet',
};

/** A window with one volume; further ones are empty and writable. */
function updates(t: TestContext, more: Partial<VolumeState> = {}) {
  const window = openWindow(t);
  workspace.isTrusted = true;
  t.after(() => (workspace.isTrusted = true));
  window.answers.watch = ({ dir }) => {
    window.receive(stateOf(dir === DIR ? { app: 'old' } : {}, { ...(dir === DIR && more), dir }));
  };
  window.answers.readKey = () => Buffer.from('old');
  window.answers.publish = () => PUBLISHED;
  const updates = new Updates(window as unknown as CommandContext, () => {});
  t.after(() => updates.dispose());
  return { ...window, updates };
}

const told = () => person.told.map(({ text }) => text).join('\n');

test('without a launch.json the volume and the writer are asked for', async (t) => {
  const { updates: stepping, volumes } = updates(t);
  volumes.watch(DIR);
  person.answers = ['config', 'one-link'];
  const started = await stepping.complete({ type: '', request: '', name: '' });
  assert.deepEqual([started?.['volume'], started?.['writer']], [DIR, 'one-link']);
  assert.equal(started?.type, DEBUG_TYPE);
  person.answers = ['config', undefined];
  assert.equal(await stepping.complete({ type: '', request: '', name: '' }), undefined);
});

test('a volume that cannot be updated is refused before the writer is asked for', async (t) => {
  const { updates: stepping, volumes } = updates(t, { active: { state: 'no-data-link' } });
  volumes.watch(DIR);
  person.answers = ['config', 'one-link'];
  assert.equal(await stepping.complete({ type: '', request: '', name: '' }), undefined);
  assert.doesNotMatch(told(), /Who is to update/);
});

test('a writable volume is updated itself, also one that was not shown', async (t) => {
  const { updates: stepping, volumes } = updates(t);
  assert.equal((await stepping.check(GIVEN))?.['volume'], DIR);
  assert.deepEqual(volumes.dirs, [DIR]);
  assert.equal(told(), '');
});

for (const [what, more, reason] of [
  ['a volume without a version', { active: { state: 'no-data-link' } }, /no \.\.data link/],
  [
    'a volume that is being stepped through',
    { held: { writer: 'kubelet', done: 1, of: 12, next: 'compare' } },
    /is being stepped through/,
  ],
] as const) {
  test(`${what} is refused, and leaves the view if it was not in it`, async (t) => {
    const { updates: stepping, volumes } = updates(t, more);
    assert.equal(await stepping.check(GIVEN), undefined);
    assert.match(told(), reason);
    // With a button all of the text shows.
    assert.deepEqual(person.told[0]?.buttons, ['Understood']);
    assert.deepEqual(volumes.dirs, []);
  });
}

for (const [wrong, words] of [
  [{ volume: 'my-config' }, /absolute path/],
  [{ writer: 'vim' }, /`writer` must be one of kubelet, /],
  [{ repeat: 0 }, /milliseconds/],
  [{ changes: { set: { a: 1 } } }, /`changes` must/],
] as const) {
  test(`${JSON.stringify(wrong)} is refused with a word on what it must be`, async (t) => {
    const { updates: stepping, volumes } = updates(t);
    assert.equal(await stepping.check({ ...GIVEN, ...wrong }), undefined);
    assert.match(told(), words);
    assert.deepEqual(volumes.dirs, []);
  });
}

test('nothing is updated from a workspace in restricted mode', async (t) => {
  const { updates: stepping, asked } = updates(t);
  workspace.isTrusted = false;
  assert.equal(await stepping.check(GIVEN), undefined);
  assert.match(told(), /restricted mode/);
  assert.deepEqual(asked('watch'), []);
});

for (const [what, more] of [
  ['a read-only volume', { access: 'read-only-file-system' }],
  [
    "a kubelet's own directory",
    { origin: { kind: 'configMap', podUid: 'x', volumeName: 'config' } },
  ],
] as const) {
  test(`${what} is never updated itself: a copy is, if the person wants that`, async (t) => {
    const { updates: stepping, volumes, asked } = updates(t, more as Partial<VolumeState>);
    assert.equal(await stepping.check(GIVEN), undefined);
    assert.match(told(), /No update is made in \/etc\/config itself/);
    assert.deepEqual(asked('publish'), []);

    person.answers = ['Step Through a Copy'];
    const dir = (await stepping.check(GIVEN))?.['volume'] as string;
    assert.equal(basename(dir), 'config');
    assert.notEqual(dir, DIR);
    assert.deepEqual(volumes.dirs, [DIR, dir].sort());
    const published = asked('publish').map(([, params]) => (params as { dir: string }).dir);
    assert.deepEqual(published, [dir]);
    stepping.dispose();
    assert.ok(!existsSync(dirname(dir)));
  });
}

test('a copy with secrets is kept in memory where that is possible, and hides what the volume hides', async (t) => {
  const { updates: stepping, remembered } = updates(t, {
    access: 'no-permission',
    secrecy: SECRET,
  });
  person.answers = ['Step Through a Copy'];
  const dir = (await stepping.check(GIVEN))?.['volume'] as string;
  if (existsSync('/dev/shm')) assert.ok(dir.startsWith('/dev/shm/'), dir);
  assert.equal(remembered.overruleOf(dir), 'made-secret');
});

test('while an update is held the row says so, and publishing is refused before anything is asked of the worker', async (t) => {
  const held = { writer: 'kubelet', done: 8, of: 12, next: 'swap' } as const;
  const { volumes, staging, publisher, asked, notes } = updates(t, { held });
  volumes.watch(DIR);
  const shown = showRows(volumes, staging, notes);
  t.after(() => shown.dispose());
  const tree = shownTree.provider as TreeDataProvider<TreeNode>;
  const row = await tree.getTreeItem({ kind: 'volume', dir: DIR });
  assert.match(String(row.description), /^update held before step 9 of 12 · \/etc/);
  assert.equal((row.iconPath as ThemeIcon).id, 'debug-pause');
  await assert.rejects(publisher.create(DIR, new Map()), /an update is being stepped through/);
  assert.deepEqual(asked('publish'), []);
});
