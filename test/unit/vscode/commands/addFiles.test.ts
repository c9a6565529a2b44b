// Files that are dropped or chosen become keys, staged; keys dragged out are files.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataTransfer, TreeDragAndDropController } from 'vscode';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { DataTransferItem, person, shownTree, workspace } from '../../../shared/vscode.ts';
import { DIR, SECRET, printOf, settled, showRows, stateOf } from '../window.ts';
import { commanding, OTHER } from './commanding.ts';

type Opened = ReturnType<typeof commanding>;

function staged({ staging }: Opened, dir = DIR): Record<string, string> {
  return Object.fromEntries(
    [...staging.of(dir)].map(([key, { content }]) => [
      key,
      Buffer.from(content?.data ?? []).toString(),
    ]),
  );
}

function controllerOf(t: Parameters<typeof commanding>[0], opened: Opened) {
  const tree = showRows(opened.volumes, opened.staging, opened.notes);
  t.after(() => tree.dispose());
  return shownTree.options?.['dragAndDropController'] as TreeDragAndDropController<TreeNode>;
}

function dropped(...uris: string[]): DataTransfer {
  const items = new Map([['text/uri-list', new DataTransferItem(uris.join('\r\n'))]]);
  return items;
}

const NO_CANCEL = {} as never;

test('files chosen together become keys of the folder, with all that is in folders among them', async (t) => {
  const opened = commanding(t, [DIR]);
  workspace.files.set('/src/x.yaml', 'x').set('/src/more/y', 'y');
  person.answers = ['/src/x.yaml\n/src/more'];
  await opened.run('addFiles', { kind: 'folder', dir: DIR, path: 'conf' });
  assert.deepEqual(staged(opened), { a: 'mine', 'conf/x.yaml': 'x', 'conf/more/y': 'y' });
});

test('files dropped on a row go to its volume, into the folder of a key', async (t) => {
  const opened = commanding(t);
  workspace.files.set('/src/x', 'x');
  const tree = controllerOf(t, opened);
  await tree.handleDrop?.(
    { kind: 'key', dir: OTHER, key: 'conf/k' },
    dropped('file:///src/x'),
    NO_CANCEL,
  );
  await tree.handleDrop?.({ kind: 'history', dir: DIR }, dropped('file:///src/x'), NO_CANCEL);
  await settled();
  assert.equal(staged(opened, OTHER)['conf/x'], 'x');
  assert.equal(staged(opened)['x'], 'x');
});

test('keys that are there are replaced after a question that names them', async (t) => {
  const opened = commanding(t, [DIR]);
  workspace.files.set('/src/b', 'new');
  for (const answer of [undefined, 'Replace']) {
    person.answers = ['/src/b', answer];
    await opened.run('addFiles', { kind: 'volume', dir: DIR });
    assert.equal(person.told.at(-1)?.text, 'Replace b of config?');
    assert.equal(staged(opened)['b'], answer && 'new');
  }
});

test('what others publish while the question is open is no part of the answer: it stays a conflict', async (t) => {
  const opened = commanding(t, [DIR]);
  workspace.files.set('/src/b', 'new').set('/src/c', 'new');
  const theirs = () => {
    opened.receive(stateOf({ a: '1', b: 'theirs', c: 'theirs' }, { version: '..v3' }));
    return 'Replace';
  };
  person.answers = ['/src/b\n/src/c', theirs];
  await opened.run('addFiles', { kind: 'volume', dir: DIR });
  assert.equal(person.told.at(-1)?.text, 'Replace b of config?');
  const bases = [...opened.staging.of(DIR).values()].map(({ key, base }) => [key, base?.digest]);
  assert.deepEqual(bases.slice(1), [
    ['b', printOf('1').digest],
    ['c', undefined],
  ]);
});

for (const [path, why] of [
  ['/src/..data', /cannot become a key/],
  ['/src/a/b', /a exists already, and a key is no folder/],
] as const) {
  test(`one file that cannot become a key keeps the others from being staged: ${path}`, async (t) => {
    const opened = commanding(t, [DIR]);
    workspace.files.set('/src/ok', 'ok').set(path, 'x');
    person.answers = [`/src/ok\n${path.replace('/a/b', '/a')}`];
    await opened.run('addFiles', { kind: 'volume', dir: DIR });
    assert.match(person.told.at(-1)?.text ?? '', why);
    assert.deepEqual(staged(opened), { a: 'mine' });
  });
}

test('a key is dragged out by its address, and a secret one is not, nor copied to another volume', async (t) => {
  const opened = commanding(t);
  opened.receive(stateOf({ a: '1' }, { dir: OTHER, secrecy: SECRET }));
  const tree = controllerOf(t, opened);
  const out = new Map<string, DataTransferItem>();
  const rows = [DIR, OTHER].map((dir) => ({ kind: 'key', dir, key: 'a' }) as const);
  await tree.handleDrag?.(rows, out, NO_CANCEL);
  assert.equal(out.get('text/uri-list')?.value, `projected-volume://${DIR}/a`);
  const secret = dropped(`projected-volume://${OTHER}/a`);
  await tree.handleDrop?.({ kind: 'volume', dir: DIR }, secret, NO_CANCEL);
  await settled();
  assert.match(person.told.at(-1)?.text ?? '', /is secret, so it is not copied/);
});

test('nothing is asked about files where nothing can be published', async (t) => {
  const opened = commanding(t, [DIR]);
  opened.receive(stateOf({ a: '1' }, { access: 'no-permission' }));
  await opened.run('addFiles', { kind: 'volume', dir: DIR });
  assert.ok(person.told.every(({ text }) => text !== 'open dialog'));
});
