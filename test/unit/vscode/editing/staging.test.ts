// Staged edits are never lost: not over a reload, not with a keychain that is slow or fails.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import {
  NOTHING_SECRET,
  type Secrecy,
  UNREAD,
} from '../../../../src/volume/credentials/secrecy.ts';
import { bytes, type StagedChange } from '../../../../src/volume/edit/stagedChanges.ts';
import { person } from '../../../shared/vscode.ts';
import {
  deferred,
  DIR,
  key,
  openWindow,
  printOf,
  settled,
  stateOf,
  type Window,
  SECRET,
} from '../window.ts';

const OTHER = '/etc/other';

/** A window that stages one key of a secret-like volume and one of a plain one, and is closed. */
async function storedBefore(t: Parameters<typeof openWindow>[0]): Promise<Window['storage']> {
  const window = openWindow(t);
  for (const dir of [DIR, OTHER]) window.volumes.watch(dir);
  window.receive(stateOf({ a: '1' }, { secrecy: SECRET }));
  window.receive(stateOf({ a: '1' }, { dir: OTHER }));
  for (const dir of [DIR, OTHER]) window.staging.stage(dir, key('a'), bytes(Buffer.from('before')));
  await settled();
  return window.storage;
}

function textsOf({ staging }: Pick<Window, 'staging'>, dir: string): Record<string, string> {
  return Object.fromEntries(
    [...staging.of(dir)].map(([name, { content }]) => [
      name,
      Buffer.from(content?.data ?? '').toString(),
    ]),
  );
}

/** Lets the keychain answer when it is called. */
function slow(storage: Window['storage']): () => Promise<void> {
  const waiting = deferred();
  storage.keychain.answers = async () => waiting.promise;
  return async () => {
    waiting.resolve();
    await settled();
  };
}

test('plain changes are back at once, and wait for no keychain', async (t) => {
  const storage = await storedBefore(t);
  slow(storage);
  const window = openWindow(t, storage);
  assert.deepEqual(textsOf(window, OTHER), { a: 'before' });
  await window.staging.ready(OTHER);
  assert.deepEqual(textsOf(window, DIR), {});
});

test('what is staged while a slow keychain is read joins what it gives, and both are there after the next reload', async (t) => {
  const storage = await storedBefore(t);
  const answer = slow(storage);
  const window = openWindow(t, storage);
  window.staging.stage(DIR, key('b'), bytes(Buffer.from('meanwhile')));
  await settled();
  await answer();
  const both = { a: 'before', b: 'meanwhile' };
  assert.deepEqual(textsOf(window, DIR), both);
  const next = openWindow(t, storage);
  await settled();
  assert.deepEqual(textsOf(next, DIR), both);
});

test('of a key that is staged meanwhile the newer change counts', async (t) => {
  const storage = await storedBefore(t);
  const answer = slow(storage);
  const window = openWindow(t, storage);
  window.staging.stage(DIR, key('a'), bytes(Buffer.from('meanwhile')));
  await answer();
  assert.deepEqual(textsOf(window, DIR), { a: 'meanwhile' });
});

test('a keychain that cannot be read is told, is not written to, and is asked again', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const storage = await storedBefore(t);
  const before = [...storage.secret.values()];
  storage.keychain.answers = async (call) => {
    if (call === 'get') throw new Error('locked');
  };
  const window = openWindow(t, storage);
  await settled();
  window.staging.stage(DIR, key('b'), bytes(Buffer.from('meanwhile')));
  await settled();
  assert.deepEqual([...storage.secret.values()], before);
  assert.equal(person.told.length, 1);
  assert.match(person.told[0]?.text ?? '', /^\/etc\/config: .*locked.*still in it/);
  storage.keychain.answers = async () => {};
  mock.timers.tick(30_000);
  await settled();
  assert.deepEqual(textsOf(window, DIR), { a: 'before', b: 'meanwhile' });
});

test('changes that cannot be stored stay, which is told once, and are stored as soon as they can be', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const window = openWindow(t);
  const { storage, staging } = window;
  window.volumes.watch(DIR);
  window.receive(stateOf({ a: '1' }, { secrecy: SECRET }));
  storage.keychain.answers = async () => Promise.reject(new Error('locked'));
  staging.stage(DIR, key('a'), bytes(Buffer.from('one')));
  await settled();
  staging.stage(DIR, key('b'), bytes(Buffer.from('two')));
  await settled();
  assert.equal(person.told.length, 1);
  assert.deepEqual(person.told[0]?.buttons, ['Try Again']);
  assert.deepEqual(textsOf(window, DIR), { a: 'one', b: 'two' });
  storage.keychain.answers = async () => {};
  mock.timers.tick(30_000);
  await settled();
  const next = openWindow(t, storage);
  await settled();
  assert.deepEqual(textsOf(next, DIR), { a: 'one', b: 'two' });
});

test('Try Again tries at once', async (t) => {
  const window = openWindow(t);
  const { storage, staging } = window;
  storage.keychain.answers = async () => Promise.reject(new Error('locked'));
  person.answers = [
    () => {
      storage.keychain.answers = async () => {};
      return 'Try Again';
    },
  ];
  staging.stage(DIR, key('a'), bytes(Buffer.from('one')), null);
  await settled();
  assert.equal(storage.secret.size, 1);
});

test('what the keychain has forgotten is told, and what was staged meanwhile is stored', async (t) => {
  const storage = await storedBefore(t);
  storage.secret.clear();
  const answer = slow(storage);
  const window = openWindow(t, storage);
  window.staging.stage(DIR, key('b'), bytes(Buffer.from('meanwhile')));
  await answer();
  assert.match(person.told[0]?.text ?? '', /^\/etc\/config: 1 staged changes are lost/);
  const next = openWindow(t, storage);
  await settled();
  assert.deepEqual(textsOf(next, DIR), { b: 'meanwhile' });
});

test('a thousand keys are staged with one event and stored once', async (t) => {
  const { staging, volumes, receive, storage } = openWindow(t);
  volumes.watch(DIR);
  receive(stateOf({}));
  let events = 0;
  staging.onDidChange(() => events++);
  const edits = Array.from({ length: 1000 }, (_, index) => ({
    key: key(`key-${index}`),
    content: bytes(Buffer.from('x')),
  }));
  staging.replace(DIR, edits);
  await settled();
  assert.equal(staging.of(DIR).size, 1000);
  assert.equal(events, 1);
  staging.stageAll(
    DIR,
    edits.map((edit) => ({ key: edit.key, content: undefined })),
  );
  await settled();
  assert.equal(staging.of(DIR).size, 0);
  assert.equal(events, 2);
  // The id of the workspace's secrets, and the changes twice.
  assert.equal(storage.writes.plain, 3);
});

test('a saved edit counts against what it was compared with, and only then', (t) => {
  const { staging, volumes, receive } = openWindow(t);
  volumes.watch(DIR);
  receive(stateOf({ a: '1' }));
  staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
  receive(stateOf({ a: 'theirs' }));
  const baseOf = () => staging.of(DIR).get(key('a'))?.base;
  staging.compare(DIR, 'a', printOf('theirs'));
  assert.deepEqual(baseOf()?.digest, printOf('1').digest);
  staging.stage(DIR, key('a'), bytes(Buffer.from('merged')), printOf('1'));
  assert.deepEqual(baseOf(), printOf('theirs'));
});

test('while a volume or a key cannot be read, a staged change is what it was when it was begun, and no conflict', (t) => {
  const { volumes, staging, receive } = openWindow(t);
  volumes.watch(DIR);
  const before = stateOf({ a: '1', b: '1', c: '1' });
  receive(before);
  staging.stage(DIR, key('a'), bytes(Buffer.from('2')));
  staging.stage(DIR, key('b'), undefined);
  staging.stage(DIR, key('c'), { mode: 0o600 });
  staging.stage(DIR, key('d'), bytes(Buffer.from('new')));
  const kinds = () =>
    [...staging.of(DIR).values()].map((change) => {
      const { kind, isConflict } = staging.kindOf(DIR, change);
      return `${change.key} ${kind}${isConflict ? ', conflict' : ''}`;
    });
  const own = ['a modified', 'b removed', 'c mode', 'd added'];
  assert.deepEqual(kinds(), own);
  const unread = (['a', 'b', 'c'] as const).map((name) => ({
    key: name,
    reason: 'no-permission' as const,
  }));
  for (const active of [
    { state: 'no-target-directory' },
    { state: 'unreadable', errno: 'EIO' },
    { state: 'dangling', target: '..gone' },
    { state: 'read', version: '..v2', writtenAt: 2, keys: [], unread },
  ] as const) {
    receive(stateOf({}, { active }));
    assert.deepEqual(kinds(), own, active.state);
  }
  const theirs = ['a added, conflict', 'b removed', 'c mode, conflict', 'd added'];
  for (const state of ['emptied', 'no-data-link'] as const) {
    receive(stateOf({}, { active: { state } }));
    assert.deepEqual(kinds(), theirs, state);
  }
  receive(before);
  assert.deepEqual(kinds(), own);
});

test('what is staged of keys in a folder stays as it is while the folder cannot be read', (t) => {
  const { volumes, staging, receive } = openWindow(t);
  volumes.watch(DIR);
  receive(stateOf({ 'conf/a': '1', 'conf/b': '1' }));
  staging.stage(DIR, key('conf/a'), bytes(Buffer.from('2')));
  staging.stage(DIR, key('conf/b'), undefined);
  const unread = [{ key: 'conf', reason: 'no-permission' }] as const;
  receive(
    stateOf({}, { active: { state: 'read', version: '..v2', writtenAt: 2, keys: [], unread } }),
  );
  const kinds = [...staging.of(DIR).values()].map((change) => staging.kindOf(DIR, change));
  assert.deepEqual(kinds, [
    { kind: 'modified', isConflict: false },
    { kind: 'removed', isConflict: false },
  ]);
});

test('what was staged before a reload is no conflict while the volume is being read', async (t) => {
  const storage = await storedBefore(t);
  const { staging } = openWindow(t, storage);
  const kinds = [...staging.of(OTHER).values()].map((change) => staging.kindOf(OTHER, change));
  assert.deepEqual(kinds, [{ kind: 'modified', isConflict: false }]);
});

/** `hunter2`. */
const IN_BASE64 = /aHVudGVyMg/;
const AWAY = { active: { state: 'no-target-directory' } } as const;
const ONE_SECRET: Secrecy = { ...NOTHING_SECRET, keys: new Map([['b', 'name']]) };

for (const [what, secrecy, before] of [
  ['of which nothing is staged', SECRET, []],
  ['of which another key is staged', ONE_SECRET, ['a']],
] as const) {
  test(`the secret key of a volume that goes away, ${what}, is stored as one`, async (t) => {
    const { volumes, receive, staging, storage } = openWindow(t);
    volumes.watch(DIR);
    receive(stateOf({ a: '1', b: '1' }, { secrecy }));
    for (const name of ['a', 'b']) {
      staging.stage(DIR, key(name), bytes(Buffer.from('2')));
    }
    await settled();
    staging.discard(
      DIR,
      [...staging.of(DIR).values()].filter((change) => !before.some((each) => each === change.key)),
    );
    await settled();
    receive(stateOf({}, { ...AWAY, secrecy }));
    staging.stage(DIR, key('b'), bytes(Buffer.from('hunter2')));
    await settled();
    assert.equal(staging.isSecret(DIR, 'b'), true);
    assert.doesNotMatch(JSON.stringify([...storage.plain]), IN_BASE64);
  });
}

test('after a reload only what was stored in plain is no secret of a volume that is away', async (t) => {
  const { storage } = openWindow(t);
  await storage.reload().save(DIR, new Map([[key('a'), change('a')]]), false);
  const { staging } = openWindow(t, storage);
  staging.stage(DIR, key('b'), bytes(Buffer.from('hunter2')));
  await settled();
  assert.deepEqual(
    ['a', 'b'].map((name) => staging.isSecret(DIR, name)),
    [false, true],
  );
  assert.doesNotMatch(JSON.stringify([...storage.plain]), IN_BASE64);
});

test('a staged value is hidden while nobody has read the volume since a reload', async (t) => {
  const before = openWindow(t);
  await before.storage.reload().save(DIR, new Map([[key('a'), change('a')]]), true);
  const { volumes, receive, staging } = openWindow(t, before.storage);
  volumes.watch(DIR);
  await staging.ready(DIR);
  receive(stateOf({}, { ...AWAY, secrecy: UNREAD }));
  assert.equal(staging.isSecret(DIR, 'a'), true);
  receive(stateOf({ a: '1' }));
  assert.equal(staging.isSecret(DIR, 'a'), false);
});

function change(name: string): StagedChange {
  return { key: key(name), base: null, content: bytes(Buffer.from('mine')) };
}
