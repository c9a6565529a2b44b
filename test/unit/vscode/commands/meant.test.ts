// What a command is about: the selected rows, the editor in front of the person, or what they pick from a list that
// begins with it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { activeUri, liveUri, stagedUri } from '../../../../src/vscode/volumes/keyUri.ts';
import {
  clipboard,
  executed,
  person,
  rowsSelected,
  shownTree,
  TabInputText,
  TabInputTextDiff,
  window,
} from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { DIR, key, showRows, stateOf } from '../window.ts';
import { commanding, nodeOf, OTHER } from './commanding.ts';

const STAGED = 'projectedVolumes.stagedDocuments';
const CLUSTER = 'projectedVolumes.clusterDocuments';

const row = (dir: string, name: string) => nodeOf('key', dir, name);
const stagedRow = (dir: string, name: string) => nodeOf('stagedChange', dir, name);

test('with several rows selected just those keys are deleted, of each volume in one go', async (t) => {
  const { run, staging } = commanding(t);
  const rows = [row(DIR, 'a'), row(DIR, 'b'), row(OTHER, 'b')];
  await run('deleteKey', rows[0], rows);
  const deleted = (dir: string) =>
    [...staging.of(dir)].filter(([, { content }]) => content === undefined).map(([name]) => name);
  assert.deepEqual(deleted(DIR), ['a', 'b']);
  assert.deepEqual(deleted(OTHER), ['b']);
  assert.ok(staging.of(OTHER).get(key('a'))?.content !== undefined);
});

test('nothing is deleted of any volume where one of them cannot be changed', async (t) => {
  const { run, staging, receive } = commanding(t);
  receive(stateOf({ a: '1', b: '1' }, { dir: OTHER, version: '..v2', access: 'no-permission' }));
  const rows = [row(DIR, 'b'), row(OTHER, 'b')];
  await run('deleteKey', rows[0], rows);
  assert.match(person.told[0]?.text ?? '', /no permission/);
  assert.ok(!staging.of(DIR).has(key('b')));
});

test('the focused row is meant with the selection where it is part of it, and alone where it is not', async (t) => {
  const { run, staging, volumes } = commanding(t, [DIR]);
  const [a, b] = [row(DIR, 'a'), row(DIR, 'b')];
  volumes.selection = [a];
  await run('deleteKey', b);
  assert.equal(staging.of(DIR).get(key('b'))?.content, undefined);
  assert.ok(staging.of(DIR).get(key('a'))?.content !== undefined);
  volumes.selection = [a, b];
  await run('deleteKey', b);
  assert.equal(staging.of(DIR).get(key('a'))?.content, undefined);
});

test('one of the selected rows that is being redrawn keeps the command from all', async (t) => {
  const { run, staging } = commanding(t, [DIR]);
  await run('deleteKey', row(DIR, 'b'), [row(DIR, 'b'), undefined]);
  assert.match(person.told[0]?.text ?? '', /^Nothing was done: the row/);
  assert.ok(!staging.of(DIR).has(key('b')));
});

test('the selected staged changes are discarded after one question that names them, and no other', async (t) => {
  const { run, staging } = commanding(t);
  staging.stage(DIR, key('b'), undefined);
  const rows = [stagedRow(DIR, 'a'), stagedRow(OTHER, 'a')];
  person.answers = ['Discard'];
  await run('discard', rows[0], rows);
  assert.equal(person.told.length, 1);
  assert.equal(person.told[0]?.text, 'Discard 2 staged changes of config, other?');
  assert.deepEqual([...staging.of(DIR).keys()], ['b']);
  assert.equal(staging.of(OTHER).size, 0);
});

test('the key Delete on a staged change asks to discard it', async (t) => {
  const { run, staging } = commanding(t, [DIR]);
  await run('deleteKey', stagedRow(DIR, 'a'));
  assert.match(person.told[0]?.text ?? '', /^Discard the staged change of a/);
  assert.equal(staging.of(DIR).size, 1);
});

test('selected staged changes of two volumes are published after a question, and no other', async (t) => {
  const { run, staging, asked } = commanding(t);
  staging.stage(DIR, key('b'), undefined);
  const rows = [stagedRow(DIR, 'a'), stagedRow(OTHER, 'a')];
  person.answers = ['Publish'];
  await run('publish', rows[0], rows);
  assert.match(person.told[0]?.text ?? '', /^Publish the staged changes of 2 volumes/);
  const published = asked('publish').map(([, params]) => {
    const { dir, edits } = params as { dir: string; edits: { key: string }[] };
    return { dir, keys: edits.map((edit) => edit.key) };
  });
  assert.deepEqual(published, [
    { dir: DIR, keys: ['a'] },
    { dir: OTHER, keys: ['a'] },
  ]);
});

test('one mode is asked for all selected keys', async (t) => {
  const { run, staging } = commanding(t, [DIR]);
  const rows = [row(DIR, 'a'), row(DIR, 'b')];
  person.answers = ['0600'];
  await run('changeMode', rows[0], rows);
  assert.match(person.told[0]?.text ?? '', /^Mode of 2 keys/);
  const modes = [...staging.of(DIR).values()].map(({ content }) => content?.mode);
  assert.deepEqual(modes, [0o600, 0o600]);
});

test('the paths of all selected rows are copied, a line each', async (t) => {
  const { run } = commanding(t, [DIR]);
  const rows = [row(DIR, 'a'), { kind: 'volume', dir: DIR }];
  await run('copyValue', rows[0], rows);
  assert.deepEqual(executed.at(-1), ['projectedVolumes.copyPath', rows[0], rows]);
  await run('copyPath', rows[0], rows);
  assert.equal(clipboard.text, `${DIR}/a\n${DIR}`);
});

for (const address of [liveUri, stagedUri, activeUri]) {
  test(`a command of an editor is about its key, whatever its address (${address.name})`, async (t) => {
    const { run, asked, staging } = commanding(t, [DIR]);
    staging.stage(DIR, key('b'), undefined);
    await run('publish', address(DIR, 'a'));
    const [[, params] = []] = asked('publish');
    assert.deepEqual(
      (params as { edits: { key: string }[] }).edits.map((edit) => edit.key),
      ['a'],
    );
  });
}

test('from the palette the key of the editor in front is changed without asking which', async (t) => {
  const { run } = commanding(t);
  const uri = liveUri(OTHER, 'b') as unknown as Uri;
  window.tabGroups.activeTabGroup.activeTab = { input: new TabInputText(uri) };
  await run('changeMode');
  assert.match(person.told[0]?.text ?? '', /^Mode of b of /);
  window.tabGroups.activeTabGroup.activeTab = { input: new TabInputTextDiff(uri, uri) };
  await run('renameKey');
  assert.match(person.told[1]?.text ?? '', /^Rename b of .*: Name of the key/);
});

test('what publishes or deletes still asks, beginning with the editor in front, then with the selected row', async (t) => {
  const { run, volumes } = commanding(t);
  volumes.selection = [row(OTHER, 'a')];
  await run('publishFromPalette');
  assert.deepEqual(person.told.at(-1)?.buttons, ['other', 'config']);
  person.answers = ['other'];
  await run('deleteKeyFromPalette');
  assert.deepEqual(person.told.at(-2)?.buttons, ['other', 'config']);
  assert.deepEqual(person.told.at(-1)?.buttons, ['a', 'b']);
  const uri = liveUri(DIR, 'b') as unknown as Uri;
  window.tabGroups.activeTabGroup.activeTab = { input: new TabInputText(uri) };
  person.answers = ['config'];
  await run('deleteKeyFromPalette');
  assert.deepEqual(person.told.at(-2)?.buttons, ['config', 'other']);
  assert.deepEqual(person.told.at(-1)?.buttons, ['b', 'a']);
});

for (const [path, found] of [
  ['/b', { kind: 'key', dir: OTHER, key: 'b' }],
  ['/..data/b', { kind: 'key', dir: OTHER, key: 'b' }],
  ['/..v2/b', { kind: 'key', dir: OTHER, key: 'b' }],
  ['/no-key', { kind: 'volume', dir: OTHER }],
  ['', { kind: 'volume', dir: OTHER }],
] as const) {
  test(`Reveal in View finds the row of a file in a volume: ${path}`, async (t) => {
    const opened = commanding(t);
    const tree = showRows(opened.volumes, opened.staging, opened.notes);
    t.after(() => tree.dispose());
    await opened.run('revealInView', Uri.file(`${OTHER}${path}`));
    assert.deepEqual(shownTree.revealed, found);
  });
}

test('Reveal in View says so where the file in front is in no volume', async (t) => {
  const { run } = commanding(t);
  window.tabGroups.activeTabGroup.activeTab = { input: new TabInputText(Uri.file('/else/where')) };
  await run('revealInView');
  assert.match(person.told[0]?.text ?? '', /in none of the volumes/);
});

test('what is selected in the view is known to the commands', (t) => {
  const opened = commanding(t);
  const tree = showRows(opened.volumes, opened.staging, opened.notes);
  t.after(() => tree.dispose());
  assert.equal(shownTree.options?.['canSelectMany'], true);
  rowsSelected.fire({ selection: [row(DIR, 'a')] });
  assert.deepEqual(opened.volumes.selection, [row(DIR, 'a')]);
});

test('the menus of editors know which documents have staged changes', async (t) => {
  const opened = commanding(t, [DIR]);
  const tree = showRows(opened.volumes, opened.staging, opened.notes);
  t.after(() => tree.dispose());
  opened.staging.stage(DIR, key('b'), undefined);
  const [, , documents] = executed.findLast(([, name]) => name === STAGED) ?? [];
  assert.ok((documents as string[]).includes(liveUri(DIR, 'b').toString()));
  opened.staging.discard(DIR, [...opened.staging.of(DIR).values()]);
  assert.deepEqual(executed.findLast(([, name]) => name === STAGED)?.[2], []);
});

test('editors know of which staged changes the cluster alone is the place', async (t) => {
  const { volumes, staging, notes, receive } = commanding(t);
  const shown = showRows(volumes, staging, notes);
  t.after(() => shown.dispose());
  const told = () => executed.findLast(([, name]) => name === CLUSTER)?.[2];
  const mounted: Partial<VolumeState> = {
    access: 'read-only-file-system',
    origin: { kind: 'configMap', volumeName: 'settings', podUid: 'u-1', knownBy: 'mount' },
  };
  receive(stateOf({ a: '1', b: '1' }, { dir: OTHER, version: '..v3', ...mounted }));
  assert.deepEqual(
    told(),
    [liveUri, stagedUri, activeUri].map((uriOf) => uriOf(OTHER, 'a').toString()),
  );
  receive(stateOf({ a: '1', b: '1' }, { dir: OTHER, version: '..v3' }));
  assert.deepEqual(told(), []);
});
