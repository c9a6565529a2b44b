// Versions that are kept on disk beside the active one.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import { findProblems } from '../../../../src/volume/problems/findProblems.ts';
import { later } from '../../../shared/fileSystems.ts';
import { plant } from '../../../shared/trees.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

const MINUTE = 60_000;
const versions = (target: string) =>
  readdirSync(target).filter((name) => name.startsWith('..2')).length;

for (const keepVersions of [0, 1, 3]) {
  test(`a writer that keeps ${keepVersions} leaves as many beside the active one, the newest`, (t) => {
    const target = tempTarget(t);
    const writer = new AtomicWriter(target, { keepVersions });
    const written = ['1', '2', '3', '4', '5'].map((a) => writer.write(payload({ a })).timestampDir);
    const left = readdirSync(target).filter((name) => name.startsWith('..2'));
    assert.deepEqual(left.sort(), written.slice(-1 - keepVersions).sort());
    for (const [index, name] of written.slice(-1 - keepVersions).entries()) {
      const a = readFileSync(join(target, name, 'a'), 'utf8');
      assert.equal(a, String(5 - keepVersions + index));
    }
  });
}

test('the versions that an earlier writer kept stay as long as they are among the newest', (t) => {
  const target = tempTarget(t);
  const earlier = new AtomicWriter(target, { keepVersions: 3 });
  for (const a of ['1', '2', '3', '4']) earlier.write(payload({ a }));
  const hours = later(60 * MINUTE);
  const snapshot = readSnapshot(nodeFileSystem, target);
  assert.deepEqual(findProblems(hours, target, snapshot, { keepVersions: 3 }).problems, []);
  assert.equal(findProblems(hours, target, snapshot, { keepVersions: 1 }).problems.length, 2);
  new AtomicWriter(target, { keepVersions: 3, fileSystem: hours }).write(payload({ a: '5' }));
  assert.equal(versions(target), 4);
  new AtomicWriter(target, { fileSystem: hours }).write(payload({ a: '6' }));
  assert.equal(versions(target), 1);
});

test('what a live writer is about to publish is not counted among the old ones', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target, { keepVersions: 1 });
  writer.write(payload({ a: '1' }));
  mkdirSync(join(target, '..2026_01_01_00_00_00.1'));
  writer.write(payload({ a: '2' }));
  writer.write(payload({ a: '3' }));
  assert.ok(readdirSync(target).includes('..2026_01_01_00_00_00.1'));
  assert.equal(versions(target), 3);
});

test('a version of svidlet stays: that writer clears its own away', (t) => {
  const target = tempTarget(t);
  plant(target, ['..svidlet.7/a: x', '..data -> ..svidlet.7', 'a -> ..data/a']);
  const writer = new AtomicWriter(target);
  assert.equal(writer.write(payload({ a: '1' })).previous, '..svidlet.7');
  writer.write(payload({ a: '2' }));
  const versions = readdirSync(target).filter((name) => name.startsWith('..') && name !== '..data');
  assert.equal(versions.length, 2);
  assert.ok(versions.includes('..svidlet.7'));
});
