// What VS Code is told of keys that change.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changeEvents, MonotonicTimes } from '../../src/vscode/keyChanges.ts';
import { expectedVersion } from '../../src/vscode/volumes.ts';
import type { ActiveState, VolumeState } from '../../src/worker/protocol.ts';

const dir = '/etc/config';

/** Keys with their digests, or why there are none. */
function state(active: Record<string, string> | ActiveState): VolumeState {
  const isState = (value: typeof active): value is ActiveState => 'state' in value;
  const read: ActiveState = isState(active)
    ? active
    : {
        state: 'read',
        version: '..v',
        writtenAt: 0,
        keys: Object.entries(active).map(([key, digest]) => ({
          key,
          digest,
          size: 1,
          mode: 0o644,
          isText: true,
        })),
      };
  return { dir, access: 'writable', active: read, versions: [], problems: [] };
}

function events(before: VolumeState | undefined, after: VolumeState): [string, string][] {
  return changeEvents({ dir, before, after }).map(({ type, uri }) => [
    vscode.FileChangeType[type],
    uri.path,
  ]);
}

suite('changes of keys', () => {
  test('a key is changed, created or deleted, and else nothing is said', () => {
    const before = state({ kept: '1', changed: '1', removed: '1' });
    const after = state({ kept: '1', changed: '2', added: '1' });
    assert.deepEqual(events(before, after), [
      ['Changed', '/etc/config/changed'],
      ['Created', '/etc/config/added'],
      ['Deleted', '/etc/config/removed'],
    ]);
    assert.deepEqual(events(after, after), []);
  });

  test('a volume that is away has not lost its keys', () => {
    assert.deepEqual(events(state({ a: '1' }), state({ state: 'no-target-directory' })), []);
  });

  test('a volume that turns read-only tells so for every key', () => {
    const before = state({ a: '1' });
    const after: VolumeState = { ...before, access: 'read-only-file-system' };
    assert.deepEqual(events(before, after), [['Changed', '/etc/config/a']]);
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
    assert.equal(expectedVersion(state({ a: '1' })), '..v');
    assert.equal(expectedVersion(state({ state: 'dangling', target: '..gone' })), '..gone');
    assert.equal(expectedVersion(state({ state: 'no-data-link' })), '');
  });
});
