// What VS Code is told of keys that change.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NOTHING_SECRET } from '../../src/volume/credentials/secrecy.ts';
import { AskedKeys } from '../../src/vscode/documents/askedKeys.ts';
import {
  changeEvents,
  MonotonicTimes,
  type ShownKeys,
} from '../../src/vscode/documents/keyChanges.ts';
import { activeUri, liveUri } from '../../src/vscode/volumes/keyUri.ts';
import { expectedVersion } from '../../src/vscode/volumes/volumes.ts';
import type { ActiveState } from '../../src/worker/protocol/state.ts';

type Digests = Record<string, string>;

function keys(active: Digests, live = active, isWritable = true): ShownKeys {
  const map = (digests: Digests) => new Map(Object.entries(digests));
  return { isWritable, active: map(active), live: map(live) };
}

function everything(): AskedKeys {
  const asked = new AskedKeys();
  for (const uri of [liveUri('/etc/config', ''), activeUri('/etc/config', '')]) {
    asked.addFolder(uri);
  }
  return asked;
}

function events(
  before: ShownKeys | undefined,
  after: ShownKeys,
  asked: AskedKeys = everything(),
): string[] {
  return changeEvents('/etc/config', before, after, asked).map(
    ({ type, uri }) => `${vscode.FileChangeType[type]} ${uri.authority}${uri.path}`,
  );
}

suite('changes of keys', () => {
  test('a key is changed, created or deleted, and else nothing is said', () => {
    const before = keys({ kept: '1', changed: '1', removed: '1' });
    const after = keys({ kept: '1', changed: '2', added: '1' });
    assert.deepEqual(events(before, after), [
      'Changed /etc/config/changed',
      'Created /etc/config/added',
      'Deleted /etc/config/removed',
      'Changed active/etc/config/changed',
      'Created active/etc/config/added',
      'Deleted active/etc/config/removed',
    ]);
    assert.deepEqual(events(after, after), []);
  });

  test('VS Code hears only of what it has asked for', () => {
    const asked = new AskedKeys();
    const [before, after] = [keys({ a: '1', b: '1' }), keys({ a: '2', b: '2' })];
    assert.deepEqual(events(before, after, asked), []);
    asked.add(liveUri('/etc/config', 'a'));
    asked.add(activeUri('/etc/config', 'b'));
    assert.deepEqual(events(before, after, asked), [
      'Changed /etc/config/a',
      'Changed active/etc/config/b',
    ]);
  });

  test('staging changes what is worked on and not what is active', () => {
    const staged = keys({ a: '1', b: '1' }, { a: '2', c: '1' });
    assert.deepEqual(events(keys({ a: '1', b: '1' }), staged), [
      'Changed /etc/config/a',
      'Created /etc/config/c',
      'Deleted /etc/config/b',
    ]);
  });

  test('a volume that turns read-only tells so for every key', () => {
    const after = keys({ a: '1' }, { a: '1' }, false);
    assert.deepEqual(events(keys({ a: '1' }), after), ['Changed /etc/config/a']);
  });

  test('the time of a key goes up with each change, also to a version of an older clock', () => {
    const times = new MonotonicTimes();
    assert.equal(times.of('a', 'first', 1000), 1000);
    assert.equal(times.of('a', 'first', 2000), 1000, 'the same contents are of the same time');
    assert.equal(times.of('a', 'second', 500), 1001);
    assert.equal(times.of('a', 'first', 3000), 3000);
    assert.equal(times.of('b', 'first', 10), 10);
  });

  test('a version that dangles is what a roll-back replaces', () => {
    const expected = (active: ActiveState) =>
      expectedVersion({
        dir: '/etc/config',
        access: 'writable',
        origin: { kind: 'unknown' },
        layout: { form: 'none' },
        secrecy: NOTHING_SECRET,
        active,
        versions: [],
        problems: [],
        warnings: [],
        disk: 0,
      });
    assert.equal(expected({ state: 'read', version: '..v', writtenAt: 0, keys: [] }), '..v');
    assert.equal(expected({ state: 'dangling', target: '..gone' }), '..gone');
    assert.equal(expected({ state: 'no-data-link' }), '');
  });
});
