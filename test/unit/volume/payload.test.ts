// Which paths can be keys, by the kubelet's rules and those of file systems.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../shared/fastCheck.ts';
import type { KeyRule } from '../../../src/volume/index.ts';
import {
  checkKeyPath,
  parentsOf,
  parseKeyPath,
  parsePayload,
} from '../../../src/volume/payload.ts';
import { payload } from '../../shared/volumes.ts';

const longName = 'é'.repeat(127);
const longPath = `${'d'.repeat(99)}/`.repeat(40);

const clean: [string, string][] = [
  ['app.yaml', 'app.yaml'],
  ['conf/limits.properties', 'conf/limits.properties'],
  ['a//b', 'a/b'],
  ['./a/./b/', 'a/b'],
  ['.hidden', '.hidden'],
  ['a/..b', 'a/..b'],
  ['a/...', 'a/...'],
  ['a..', 'a..'],
  [' ', ' '],
  ['back\\slash', 'back\\slash'],
  [`${longName}x`, `${longName}x`],
  [`${longPath}${'x'.repeat(96)}`, `${longPath}${'x'.repeat(96)}`],
];

for (const [path, key] of clean) {
  test(`${JSON.stringify(path.slice(0, 30))} is the key ${JSON.stringify(key.slice(0, 30))}`, () => {
    assert.deepEqual(checkKeyPath(path), { ok: true, key });
  });
}

const broken: [string, KeyRule][] = [
  ['', 'empty'],
  ['/a', 'absolute'],
  ['/', 'absolute'],
  [`${longPath}${'x'.repeat(97)}`, 'path-too-long'],
  ['..', 'dot-dot-element'],
  ['a/../b', 'dot-dot-element'],
  ['a/..', 'dot-dot-element'],
  [`${longName}xx`, 'name-too-long'],
  [`a/${'x'.repeat(256)}`, 'name-too-long'],
  ['..data', 'reserved-prefix'],
  ['...', 'reserved-prefix'],
  ['./..a', 'reserved-prefix'],
  ['.', 'no-name'],
  ['.//./', 'no-name'],
  ['a\0b', 'not-a-file-name'],
  ['half \uD800', 'not-a-file-name'],
  ['replaced \uFFFD', 'not-a-file-name'],
];

for (const [path, rule] of broken) {
  test(`${JSON.stringify(path.slice(0, 30))} is refused: ${rule}`, () => {
    assert.deepEqual(checkKeyPath(path), { ok: false, rule });
    assert.throws(() => parseKeyPath(path), { failure: { code: 'invalid-key', key: path, rule } });
  });
}

test('a key stays the same when it is checked again, and leads nowhere but below', () => {
  const element = fc.constantFrom('a', 'b.c', '.', '..', '', '..x', ' ', '\0', 'ü');
  const paths = fc.array(element, { maxLength: 5 }).map((names) => names.join('/'));
  let keys = 0;
  fc.assert(
    fc.property(paths, (path) => {
      const checked = checkKeyPath(path);
      if (!checked.ok) return;
      keys++;
      assert.deepEqual(checkKeyPath(checked.key), checked);
      const names = checked.key.split('/');
      assert.deepEqual(
        names,
        path.split('/').filter((name) => name !== '' && name !== '.'),
      );
      assert.ok(!names.includes('..') && !names[0]?.startsWith('..'), checked.key);
    }),
    { numRuns: 1000 },
  );
  assert.ok(keys > 50, `${keys} keys`);
});

test('the directories of a key are those on the way to it', () => {
  assert.deepEqual(parentsOf(parseKeyPath('a/b/c')), ['a', 'a/b']);
  assert.deepEqual(parentsOf(parseKeyPath('a')), []);
});

test('a payload comes out clean, sorted and with every mode', () => {
  const parsed = parsePayload(payload({ 'b//c': '1', a: ['2', 0], './d': ['3', 0o777] }));
  assert.deepEqual(
    [...parsed],
    [
      ['a', { data: Buffer.from('2'), mode: 0 }],
      ['b/c', { data: Buffer.from('1'), mode: 0o644 }],
      ['d', { data: Buffer.from('3'), mode: 0o777 }],
    ],
  );
});

test('names that begin with the name of a file are no keys below it', () => {
  const keys = payload({ a: '', 'a.b': '', 'a-b/c': '', 'ab/c': '' });
  assert.deepEqual([...parsePayload(keys).keys()], ['a', 'a-b/c', 'a.b', 'ab/c']);
});
