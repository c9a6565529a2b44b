// What was published is read again and compared: every key, every byte, every mode, and nothing else.

import assert from 'node:assert/strict';
import { chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import { readBack } from '../../../../src/volume/edit/readBack.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

const KEYS = payload({ a: '1', 'dir/b': ['2', 0o600] });

const damages: [string, (version: string) => void, object][] = [
  ['nothing', () => {}, { state: 'same' }],
  ['other bytes', (dir) => writeFileSync(join(dir, 'a'), 'x'), { state: 'differs', keys: ['a'] }],
  [
    'another mode',
    (dir) => chmodSync(join(dir, 'dir/b'), 0o644),
    { state: 'differs', keys: ['dir/b'] },
  ],
  ['a lost key', (dir) => rmSync(join(dir, 'a')), { state: 'differs', keys: ['a'] }],
  ['one too many', (dir) => writeFileSync(join(dir, 'c'), ''), { state: 'differs', keys: ['c'] }],
  ['a link', (dir) => symlinkSync('a', join(dir, 'c')), { state: 'differs', keys: ['c'] }],
];

for (const [name, damage, expected] of damages) {
  test(`after the publish, ${name}: ${JSON.stringify(expected)}`, (t) => {
    const target = tempTarget(t);
    const { timestampDir } = new AtomicWriter(target).write(KEYS);
    damage(join(target, timestampDir));
    assert.deepEqual(readBack(readSnapshot(nodeFileSystem, target), timestampDir, KEYS), expected);
  });
}

test('when someone else has published since, there is nothing to compare with', (t) => {
  const target = tempTarget(t);
  const { timestampDir } = new AtomicWriter(target).write(KEYS);
  new AtomicWriter(target).write(payload({ a: 'theirs' }));
  assert.deepEqual(readBack(readSnapshot(nodeFileSystem, target), timestampDir, KEYS), {
    state: 'replaced',
  });
});
