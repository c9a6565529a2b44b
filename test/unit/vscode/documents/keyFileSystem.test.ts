// Keys as files: what a save or a deletion stages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileChangeType, type FileSystemProvider } from 'vscode';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { KeyFileSystem } from '../../../../src/vscode/documents/keyFileSystem.ts';
import { Reveals } from '../../../../src/vscode/documents/reveal.ts';
import { NOTHING_SECRET } from '../../../../src/volume/credentials/secrecy.ts';
import { liveUri, versionUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { editor, shownFiles, TextDocument } from '../../../shared/vscode.ts';
import {
  DIR,
  SECRET,
  deferred,
  key,
  openWindow,
  printOf,
  serve,
  settled,
  stateOf,
} from '../window.ts';

const OPTIONS = { create: false, overwrite: true };

type Test = Parameters<typeof openWindow>[0];

function files(t: Test, keys: Record<string, string>, open: readonly string[] = []) {
  const window = openWindow(t);
  for (const name of open) editor.open(new TextDocument(liveUri(DIR, name)));
  window.volumes.watch(DIR);
  window.receive(stateOf(keys));
  window.answers.readKey = (params) => Buffer.from(keys[params.key] ?? '');
  const { memento } = window.storage;
  const registered = serve(
    new KeyFileSystem({ ...window, reveals: new Reveals(memento), memento }),
  );
  t.after(() => registered.dispose());
  return { ...window, provider: shownFiles.provider as FileSystemProvider };
}

test('deleting a folder stages all keys below it with one event, stored once', async (t) => {
  const names = Array.from({ length: 1000 }, (_, index) => `conf/${index}`);
  const { provider, staging, storage } = files(t, {
    ...Object.fromEntries(names.map((name) => [name, 'x'])),
    other: 'x',
  });
  let events = 0;
  staging.onDidChange(() => events++);
  await provider.delete(liveUri(DIR, 'conf'), { recursive: true });
  await settled();
  assert.deepEqual([...staging.of(DIR).keys()].sort(), names.sort());
  assert.equal(events, 1);
  // The id of the workspace's secrets, and the changes.
  assert.equal(storage.writes.plain, 2);
});

for (const isStaged of [false, true]) {
  const what = isStaged ? 'a staged key' : 'a key';
  test(`what VS Code reads of ${what} while its editor is saved is not what the editor began with`, async (t) => {
    const { provider, staging, receive, answers } = files(t, { a: 'first' });
    if (isStaged) staging.stage(DIR, key('a'), bytes(Buffer.from('staged')));
    const answer = deferred();
    answers.readKey = async () => {
      await answer.promise;
      return Buffer.from('first');
    };
    const uri = liveUri(DIR, 'a');
    const document = new TextDocument(uri);
    editor.open(document);
    document.isDirty = true;
    // As after a crash of the extension host: VS Code reads all that is open once more.
    const reading = provider.readFile(uri);
    const writing = provider.writeFile(uri, Buffer.from('mine'), OPTIONS);
    await settled();
    answer.resolve();
    await Promise.all([reading, writing]);
    editor.save(document);
    // It is published, and more is typed.
    receive(stateOf({ a: 'mine' }, { version: '..v2' }));
    document.isDirty = true;
    await provider.writeFile(uri, Buffer.from('more'), OPTIONS);
    assert.deepEqual(staging.of(DIR).get(key('a'))?.base, printOf('mine'));
  });
}

test('a save ends when what it staged outlives a crash of the extension host, and waits for no keychain', async (t) => {
  const { provider, storage, receive } = files(t, { a: '1' });
  const kept = deferred();
  const update = storage.memento.update.bind(storage.memento);
  t.mock.method(storage.memento, 'update', async (...given: Parameters<typeof update>) => {
    await kept.promise;
    await update(...given);
  });
  const save = (text: string) =>
    Promise.resolve(provider.writeFile(liveUri(DIR, 'a'), Buffer.from(text), OPTIONS));
  let isSaved = false;
  const saving = save('plain').then(() => (isSaved = true));
  await settled();
  assert.equal(isSaved, false);
  kept.resolve();
  await saving;
  assert.match(storage.plain.get('staged') ?? '', new RegExp(btoa('plain')));

  receive(stateOf({ a: '1' }, { secrecy: SECRET }));
  storage.keychain.answers = async () => new Promise(() => {});
  await save('secret');
});

test('moving a folder over another stages it with one event: no editor sees a key gone that is there', async (t) => {
  const keys = { 'from/a': '1', 'from/b': '1', 'to/a': '2', 'to/c': '2' };
  const { provider, staging, receive } = files(t, keys);
  receive(stateOf(keys));
  await provider.readDirectory(liveUri(DIR, ''));
  let events = 0;
  staging.onDidChange(() => events++);
  const told: Record<string, FileChangeType> = {};
  provider.onDidChangeFile((changes) => {
    for (const { uri, type } of changes) if (uri.authority === '') told[uri.path] = type;
  });
  const [from, to] = [liveUri(DIR, 'from'), liveUri(DIR, 'to')];
  await provider.rename(from, to, { overwrite: true });
  assert.deepEqual(
    [...staging.of(DIR)].map(([name, { content }]) => [
      name,
      content?.data && Buffer.from(content.data).toString(),
    ]),
    [
      ['from/a', undefined],
      ['from/b', undefined],
      ['to/a', '1'],
      ['to/c', undefined],
      ['to/b', '1'],
    ],
  );
  assert.equal(events, 1);
  const { Changed, Created, Deleted } = FileChangeType;
  assert.deepEqual(told, {
    [`${DIR}/from/a`]: Deleted,
    [`${DIR}/from/b`]: Deleted,
    [`${DIR}/to/a`]: Changed,
    [`${DIR}/to/b`]: Created,
    [`${DIR}/to/c`]: Deleted,
  });
});

test('on a read-only volume nothing is changed, no folder made either', async (t) => {
  const { provider, staging, receive } = files(t, { a: '1' });
  await provider.createDirectory(liveUri(DIR, 'new'));
  receive(stateOf({ a: '1' }, { access: 'read-only-file-system' }));
  const [key, other] = [liveUri(DIR, 'a'), liveUri(DIR, 'new')];
  const refused = { message: /^refused: .*read-only/ };
  await assert.rejects(async () => provider.createDirectory(other), refused);
  await assert.rejects(async () => provider.writeFile(key, Buffer.from('x'), OPTIONS), refused);
  await assert.rejects(async () => provider.delete(key, { recursive: false }), refused);
  await assert.rejects(async () => provider.rename(key, other, { overwrite: false }), refused);
  assert.equal(staging.count, 0);
});

test('what becomes secret while it shows is adopted, for those keys alone', async (t) => {
  const adopted: ((uri: ReturnType<typeof liveUri>) => boolean)[] = [];
  const window = openWindow(t);
  const reveals = { adopt: async (isSecret: (typeof adopted)[0]) => void adopted.push(isSecret) };
  const registered = serve(
    new KeyFileSystem({
      ...window,
      reveals: reveals as unknown as Reveals,
      memento: window.storage.memento,
    }),
  );
  t.after(() => registered.dispose());
  window.volumes.watch(DIR);
  window.volumes.watch('/x');
  window.receive(stateOf({ a: '1', b: '1' }));
  assert.equal(adopted.length, 0);
  const secrecy = { ...NOTHING_SECRET, keys: new Map([['b', 'value']] as const) };
  window.receive(stateOf({ a: '1', b: '2' }, { secrecy, version: '..v2' }));
  const uris = [
    liveUri(DIR, 'a'),
    liveUri(DIR, 'b'),
    versionUri(DIR, '..V1', 'b'),
    liveUri('/x', 'b'),
  ];
  assert.deepEqual(
    uris.map((uri) => adopted[0]?.(uri)),
    [false, true, true, false],
  );
  const both = new Map([['a', 'same'], ...secrecy.keys] as const);
  window.receive(stateOf({ a: '2', b: '2' }, { secrecy: { ...secrecy, keys: both } }));
  assert.deepEqual(
    uris.slice(0, 2).map((uri) => adopted[1]?.(uri)),
    [true, false],
  );
});

test('an edit begins with what the editor read, also when its language changes meanwhile', async (t) => {
  const { provider, staging, receive } = files(t, { settings: '{}' });
  const uri = liveUri(DIR, 'settings');
  const text = Buffer.from(await provider.readFile(uri)).toString();
  const document = new TextDocument(uri, text);
  editor.open(document);
  document.isDirty = true;
  editor.changeLanguage(document, 'json');
  receive(stateOf({ settings: 'theirs' }, { version: '..v2' }));
  await provider.writeFile(uri, Buffer.from('mine'), OPTIONS);
  const change = staging.of(DIR).get(key('settings'));
  assert.equal(change?.base?.digest, printOf('{}').digest);
});

/** And what VS Code is told from now on. */
function told(t: Test, keys: Record<string, string>, open: readonly string[] = []) {
  const window = files(t, keys, open);
  window.receive(stateOf(keys));
  const { Changed, Created, Deleted } = FileChangeType;
  const words = { [Changed]: 'changed', [Created]: 'created', [Deleted]: 'deleted' };
  const events: string[] = [];
  window.provider.onDidChangeFile((changes) => {
    events.push(...changes.map(({ uri, type }) => `${words[type]} ${uri.path}`));
  });
  return { ...window, events };
}

test('a document that was open before the extension host started again is told of too', (t) => {
  const { receive, events } = told(t, { open: '1' }, ['open']);
  receive(stateOf({}, { version: '..v2' }));
  assert.deepEqual(events, [`deleted ${DIR}/open`]);
});

test('VS Code hears of what it has asked for when that changes, comes or goes, and of no other key', async (t) => {
  const { provider, receive, events } = told(t, { stated: '1', read: '1', other: '1' });
  await provider.stat(liveUri(DIR, 'stated'));
  await provider.readFile(liveUri(DIR, 'read'));
  await assert.rejects(async () => provider.stat(liveUri(DIR, 'missing')));
  receive(stateOf({ stated: '2', missing: '2', other: '2' }, { version: '..v2' }));
  assert.deepEqual(events.toSorted(), [
    `changed ${DIR}/stated`,
    `created ${DIR}/missing`,
    `deleted ${DIR}/read`,
  ]);
});

test('of a folder that is watched VS Code hears of every key', (t) => {
  const { provider, receive, events } = told(t, { a: '1', 'conf/b': '1' });
  provider.watch(liveUri(DIR, ''), { recursive: true, excludes: [] });
  receive(stateOf({ a: '2', 'conf/b': '2' }, { version: '..v2' }));
  assert.deepEqual(events.toSorted(), [`changed ${DIR}/a`, `changed ${DIR}/conf/b`]);
});

test('text that is typed after a save is no conflict when that save is discarded', async (t) => {
  const { provider, staging } = files(t, { a: 'active' });
  staging.stage(DIR, key('new'), bytes(Buffer.from('')));
  for (const name of ['new', 'a']) {
    const uri = liveUri(DIR, name);
    await provider.readFile(uri);
    const document = new TextDocument(uri);
    editor.open(document);
    document.isDirty = true;
    await provider.writeFile(uri, Buffer.from('saved'), OPTIONS);
    editor.save(document);
    document.isDirty = true;
    staging.discard(DIR, [...staging.of(DIR).values()]);
    await provider.writeFile(uri, Buffer.from('typed'), OPTIONS);
    const change = staging.of(DIR).get(key(name));
    assert.equal(change?.base?.digest, name === 'a' ? printOf('active').digest : undefined);
    if (name === 'new') assert.equal(change?.base, null);
  }
});

test('what a row shows of a value is stored neither with a change of it nor with what an editor began with', async (t) => {
  const { provider, receive, storage } = files(t, { a: '1' });
  const state = stateOf({ a: '1' });
  assert.ok(state.active.state === 'read');
  const keys = state.active.keys.map((info) => ({ ...info, preview: 'in the row' }));
  receive({ ...state, active: { ...state.active, keys } });
  const uri = liveUri(DIR, 'a');
  await provider.readFile(uri);
  editor.open(new TextDocument(uri));
  await provider.writeFile(uri, Buffer.from('mine'), OPTIONS);
  await settled();
  assert.deepEqual([...storage.plain.keys()].sort(), ['documents.bases', 'staged', 'staged.id']);
  assert.doesNotMatch([...storage.plain.values()].join(), /in the row/);
});

test('moving keys that others change meanwhile is a conflict, on both sides', async (t) => {
  const { provider, staging, receive, answers } = files(t, { a: '1' });
  answers.readKey = () => {
    receive(stateOf({ a: 'theirs', b: 'theirs' }, { version: '..v2' }));
    return Buffer.from('1');
  };
  await provider.rename(liveUri(DIR, 'a'), liveUri(DIR, 'b'), { overwrite: false });
  const bases = [...staging.of(DIR).values()].map((change) => [change.key, change.base?.digest]);
  assert.deepEqual(bases, [
    ['a', printOf('1').digest],
    ['b', undefined],
  ]);
});

test('what a row shows of a value is stored neither with a change of it nor with what an editor began with', async (t) => {
  const { provider, receive, staging, storage } = files(t, { a: '1', b: '1' });
  const state = stateOf({ a: '1', b: '1' });
  assert.ok(state.active.state === 'read');
  const keys = state.active.keys.map((info) => ({ ...info, preview: 'in the row' }));
  receive({ ...state, active: { ...state.active, keys } });
  staging.stage(DIR, key('b'), bytes(Buffer.from('mine')));
  for (const name of ['a', 'b']) {
    await provider.readFile(liveUri(DIR, name));
    editor.open(new TextDocument(liveUri(DIR, name)));
  }
  await settled();
  assert.match(storage.plain.get('staged') ?? '', new RegExp(btoa('mine')));
  assert.match(storage.plain.get('documents.bases') ?? '', /config\/a.*config\/b.*began/);
  assert.doesNotMatch([...storage.plain.values()].join(), /in the row/);
});
