// A view in which links show as what they lead to: the keys can be read, and nothing can be published.

import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import { plant } from '../../../shared/trees.ts';
import { contents, failure, payload, tempTarget, tree } from '../../../shared/volumes.ts';

const [V1, V2] = ['..2021_08_04_01_02_03.444', '..2021_08_04_01_02_04.5'] as const;
const followed = [`${V1}/app.yaml: x`, '..data/app.yaml: x', 'app.yaml: x'];

test('the keys are those of the version that ..data is a copy of', (t) => {
  const target = tempTarget(t);
  plant(target, followed);
  const snapshot = readSnapshot(nodeFileSystem, target);
  assert.ok(snapshot.state === 'read');
  assert.deepEqual([snapshot.version.name, snapshot.version.isCopied], [V1, true]);
  assert.deepEqual(contents(target), { 'app.yaml': 'x' });
});

test('of several versions it is the one that was written when ..data was', (t) => {
  const target = tempTarget(t);
  plant(target, [...followed, `${V2}/app.yaml: y`]);
  const state = () => readSnapshot(nodeFileSystem, target).state;
  const written = (name: string, at: number) => utimesSync(join(target, name), at, at);
  written(V1, 1e9);
  written(V2, 2e9);
  written('..data', 3e9);
  assert.equal(state(), 'data-not-a-link');
  written('..data', 2e9);
  assert.deepEqual(contents(target), { 'app.yaml': 'y' });
  written(V1, 2e9);
  assert.equal(state(), 'data-not-a-link');
});

test('a directory with other names in it is no copy', (t) => {
  const target = tempTarget(t);
  plant(target, [`${V1}/app.yaml: x`, '..data/other: x', `${V2}/`]);
  assert.equal(readSnapshot(nodeFileSystem, target).state, 'data-not-a-link');
});

test('without a version, or with a file for ..data, there is nothing to read', (t) => {
  const target = tempTarget(t);
  mkdirSync(join(target, 'a/..data'), { recursive: true });
  mkdirSync(join(target, 'b', V1), { recursive: true });
  writeFileSync(join(target, 'b/..data'), '');
  for (const name of ['a', 'b']) {
    assert.deepEqual(readSnapshot(nodeFileSystem, join(target, name)), {
      state: 'data-not-a-link',
    });
  }
});

test('nothing is published to it', (t) => {
  const target = tempTarget(t);
  plant(target, followed);
  const before = tree(target);
  assert.throws(
    () => new AtomicWriter(target).write(payload({ 'app.yaml': '2' })),
    failure({ code: 'in-the-way', name: '..data' }),
  );
  assert.deepEqual(tree(target), before);
});
