// The versions seen: what changed in each, and which contents are kept.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { History, type SeenVersion } from '../../../../src/volume/read/history.ts';
import { AtomicWriter, nodeFileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

/** A volume whose versions are taken into a history one by one. */
function watched(t: TestContext, budget?: number) {
  const target = tempTarget(t);
  const history = new History(budget);
  const see = () => {
    const snapshot = readSnapshot(nodeFileSystem, target);
    assert.ok(snapshot.state === 'read');
    history.see(snapshot);
    return snapshot;
  };
  const publish = (keys: Parameters<typeof payload>[0]) => {
    new AtomicWriter(target).write(payload(keys));
    return see().version.name;
  };
  return { target, history, see, publish };
}

/** Key → text, or the size in bytes of contents that were not kept. */
function told(version: SeenVersion | undefined): Record<string, string | number> {
  return Object.fromEntries(
    [...(version?.files ?? [])].map(([key, { data, size }]) => [
      key,
      data === undefined ? size : Buffer.from(data).toString(),
    ]),
  );
}

test('the newest version comes first, each with its changes against the one before', (t) => {
  const { history, publish } = watched(t);
  const names = [
    publish({ a: '1', b: '1', c: '1' }),
    publish({ a: '2', b: '1', c: ['1', 0o600] }),
    publish({ a: '2', c: ['1', 0o600], d: '' }),
  ];
  assert.deepEqual(
    history.versions.map(({ name, changes, kept }) => ({ name, changes, kept })),
    [
      {
        name: names[2],
        changes: [
          { key: 'b', kind: 'removed' },
          { key: 'd', kind: 'added' },
        ],
        kept: true,
      },
      {
        name: names[1],
        changes: [
          { key: 'a', kind: 'modified' },
          { key: 'c', kind: 'mode' },
        ],
        kept: true,
      },
      { name: names[0], changes: undefined, kept: true },
    ],
  );
  assert.deepEqual(history.versions.map(told), [
    { a: '2', c: '1', d: '' },
    { a: '2', b: '1', c: '1' },
    { a: '1', b: '1', c: '1' },
  ]);
});

test('a version is found by its id', (t) => {
  const { history, publish } = watched(t);
  const [first] = [publish({ a: '1' }), publish({ a: '2' })];
  assert.deepEqual(told(history.find(first)), { a: '1' });
  assert.equal(history.find('..2026_01_01_00_00_00.1'), undefined);
});

test('a version that is seen again is listed once, as it is now', (t) => {
  const { target, history, see, publish } = watched(t);
  publish({ a: '1' });
  const name = publish({ a: '2' });
  see();
  writeFileSync(join(target, name, 'a'), 'changed in place');
  see();
  assert.deepEqual(history.versions.map(told), [{ a: 'changed in place' }, { a: '1' }]);
  assert.deepEqual(history.versions[0]?.changes, [{ key: 'a', kind: 'modified' }]);
  assert.equal(history.versions[0]?.id, name);
});

test('going back to an earlier version is a new entry', (t) => {
  const { target, history, see } = watched(t);
  const activate = (name: string) => {
    mkdirSync(join(target, name), { recursive: true });
    writeFileSync(join(target, name, 'a'), name);
    rmSync(join(target, '..data'), { force: true });
    symlinkSync(name, join(target, '..data'));
    see();
  };
  for (const name of ['..v1', '..v2', '..v1']) activate(name);
  assert.deepEqual(history.versions.map(told), [{ a: '..v1' }, { a: '..v2' }, { a: '..v1' }]);
  for (const name of ['..v2', '..v1']) activate(name);
  assert.deepEqual(
    history.versions.map(({ id, name, restores }) => [id, name, restores]),
    [
      ['..v1#3', '..v1', '..v1#2'],
      ['..v2#2', '..v2', '..v2'],
      ['..v1#2', '..v1', '..v1'],
      ['..v2', '..v2', undefined],
      ['..v1', '..v1', undefined],
    ],
  );
  assert.deepEqual(
    history.versions.map(({ id }) => history.find(id)),
    history.versions,
  );
  // Another thread goes on with the same ids.
  const carried = new History(undefined, history.versions);
  assert.equal(carried.find('..v1#2'), history.versions[2]);
});

test('a version that holds what an earlier one held says so, and one that changes nothing does not', (t) => {
  const { history, publish, target, see } = watched(t);
  const first = publish({ a: '1' });
  publish({ a: '2' });
  publish({ a: '1', b: '1' });
  const back = publish({ a: '1' });
  assert.deepEqual(
    history.versions.map(({ restores }) => restores),
    [first, undefined, undefined, undefined],
  );
  rmSync(join(target, '..data'));
  mkdirSync(join(target, '..again'));
  writeFileSync(join(target, '..again', 'a'), '1');
  symlinkSync('..again', join(target, '..data'));
  see();
  assert.deepEqual(history.versions.map(({ name, restores }) => [name, restores]).slice(0, 2), [
    ['..again', undefined],
    [back, first],
  ]);
});

test('a change of the final newline alone is told from others', (t) => {
  const { history, publish } = watched(t);
  publish({ a: 'x', b: 'x', c: 'x\r\n' });
  publish({ a: 'x\n', b: 'y\n', c: 'x' });
  assert.deepEqual(history.versions[0]?.changes, [
    { key: 'a', kind: 'modified', onlyFinalNewline: true },
    { key: 'b', kind: 'modified' },
    { key: 'c', kind: 'modified', onlyFinalNewline: true },
  ]);
});

test('a smaller budget gives up contents at once', (t) => {
  const { history, publish } = watched(t, 1000);
  for (const a of ['1'.repeat(100), '2'.repeat(100), '3'.repeat(100)]) publish({ a });
  assert.deepEqual(
    history.versions.map(({ kept }) => kept),
    [true, true, true],
  );
  history.budget = 100;
  assert.deepEqual(
    history.versions.map(({ kept }) => kept),
    [true, true, false],
  );
});

test('equal contents share one buffer, whatever version they are in', (t) => {
  const { history, publish } = watched(t);
  publish({ same: 'x'.repeat(100), other: '1' });
  publish({ same: 'x'.repeat(100), other: '2' });
  const [newer, older] = history.versions.map(
    ({ files }) => new Map<string, { data?: Uint8Array }>(files),
  );
  assert.equal(newer?.get('same')?.data, older?.get('same')?.data);
  assert.notEqual(newer?.get('other')?.data, older?.get('other')?.data);
});

test('beyond the budget the oldest contents are given up, digests and sizes are not', (t) => {
  const { history, publish } = watched(t, 25);
  for (const n of ['1', '2', '3', '4']) publish({ big: n.repeat(10), shared: 'x'.repeat(1000) });
  assert.deepEqual(
    history.versions.map((version) => ({ kept: version.kept, big: told(version)['big'] })),
    [
      { kept: true, big: '4444444444' },
      { kept: true, big: '3333333333' },
      { kept: true, big: '2222222222' },
      { kept: false, big: 10 },
    ],
  );
  assert.deepEqual(
    history.versions.map(({ changes }) => changes),
    [...Array.from({ length: 3 }, () => [{ key: 'big', kind: 'modified' }]), undefined],
  );
  const digests = history.versions.map(({ files }) =>
    [...files.values()].map((file) => file.digest),
  );
  assert.equal(new Set(digests.flat()).size, 5);
});

test('the newest version is kept, however large it is', (t) => {
  const { history, publish } = watched(t, 5);
  publish({ a: '1234567890' });
  publish({ a: '0987654321' });
  assert.deepEqual(history.versions.map(told), [{ a: '0987654321' }, { a: 10 }]);
});

test('only the newest two hundred versions are listed', (t) => {
  const { history, publish } = watched(t);
  for (let n = 1; n <= 202; n++) publish({ a: `${n}` });
  assert.deepEqual(
    history.versions.map((version) => told(version)['a']),
    Array.from({ length: 200 }, (_, index) => `${202 - index}`),
  );
});
