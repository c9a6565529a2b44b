// The scratch copy of an experiment, and what a reader makes of what it finds there.

import assert from 'node:assert/strict';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readScratch, scratchKeys, twoKeys } from '../../../../src/worker/experiments/scratch.ts';
import { beginScratch, update } from '../../../../src/worker/experiments/updating.ts';
import { tempTarget } from '../../../shared/volumes.ts';

test('has the keys of the volume with about their sizes, and two keys at least', () => {
  assert.deepEqual(scratchKeys([{ key: 'a', size: 0 }]), [
    { key: 'a', size: 10 },
    { key: 'app.yaml', size: 100 },
  ]);
  assert.deepEqual(scratchKeys([]), [
    { key: 'app.yaml', size: 100 },
    { key: 'flags.json', size: 100 },
  ]);
  const large = [
    { key: 'app.yaml', size: 1_000_000 },
    { key: 'b', size: 11 },
  ];
  assert.deepEqual(scratchKeys(large), [
    { key: 'app.yaml', size: 64_000 },
    { key: 'b', size: 20 },
  ]);
});

test('is read by keys that have links of their own, if there are two', () => {
  const keys = ['conf/a', 'conf/b', 'c'].map((key) => ({ key, size: 10 }));
  assert.deepEqual(
    twoKeys(keys).map(({ key }) => key),
    ['conf/a', 'c'],
  );
  assert.deepEqual(
    twoKeys(keys.slice(0, 2)).map(({ key }) => key),
    ['conf/a', 'conf/b'],
  );
});

test('tells the update that a key is of, and a part of one from a whole one', (t) => {
  const directory = tempTarget(t);
  const keys = scratchKeys([{ key: 'a', size: 50 }]);
  const [a] = keys as [(typeof keys)[0]];
  beginScratch(directory, keys);
  assert.equal(readScratch(directory, a), 0);
  const { begunAt, shownAt } = update({ directory, keys, writer: 'kubelet' }, 12);
  assert.ok(begunAt <= shownAt);
  assert.equal(readScratch(directory, a), 12);
  const path = join(directory, 'a');
  writeFileSync(path, `${'000000013\n'.repeat(2)}${'000000012\n'.repeat(3)}`);
  assert.equal(readScratch(directory, a), 'torn');
  truncateSync(path, 20);
  assert.equal(readScratch(directory, a), 'torn');
  rmSync(path);
  assert.equal(readScratch(directory, a), 'missing');
});
