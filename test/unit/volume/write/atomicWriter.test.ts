// What a publish refuses, and that it then leaves everything as it was; and every name that it takes.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, type Failure } from '../../../../src/volume/index.ts';
import { foldingCase, observed } from '../../../shared/fileSystems.ts';
import { contents, failure, payload, tempTarget, tree } from '../../../shared/volumes.ts';

test('a publish that expects the active version replaces it and names it', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  const first = writer.write(payload({ key: '1' }), '');
  const second = writer.write(payload({ key: '2' }), first.timestampDir);
  assert.deepEqual(first, { changed: true, timestampDir: first.timestampDir });
  assert.deepEqual(second, {
    changed: true,
    timestampDir: second.timestampDir,
    previous: first.timestampDir,
  });
  assert.deepEqual(readdirSync(target).sort(), ['..data', second.timestampDir, 'key'].sort());
});

test('a publish that expects another version is a conflict, though it would change nothing', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  const conflict = (expected: string, actual: string | undefined) => () =>
    assert.throws(
      () => writer.write(payload({ key: '1' }), expected),
      failure({ code: 'conflict', expected, actual }),
    );
  conflict('..2026_01_01_00_00_00.1', undefined)();
  assert.deepEqual(tree(target), []);
  const { timestampDir } = writer.write(payload({ key: '1' }));
  const published = tree(target);
  conflict('', timestampDir)();
  conflict('..2026_01_01_00_00_00.1', timestampDir)();
  assert.deepEqual(tree(target), published);
});

test('a version that comes between reading and taking the mutex is a conflict', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  const { timestampDir: expected } = writer.write(payload({ key: '1' }));
  const slow = writer.steps(payload({ key: 'slow', new: '' }), expected);
  for (let step = 0; step < 7; step++) slow.next();
  const { timestampDir: actual } = writer.write(payload({ key: '2' }));
  assert.throws(() => slow.next(), failure({ code: 'conflict', expected, actual }));
  assert.deepEqual(tree(target), [
    'd <ts> 755',
    'f <ts>/key 644 32',
    'l ..data -> <ts>',
    'l key -> ..data/key',
  ]);
});

const refused: [string, Parameters<typeof payload>[0], Failure][] = [
  ['an empty name', { '': 'x' }, { code: 'invalid-key', key: '', rule: 'empty' }],
  [
    'keys that are one when cleaned',
    { a: '1', './a': '2' },
    { code: 'same-key', key: './a', other: 'a' },
  ],
  [
    'a key that is a directory too',
    { 'a/b/c': '1', a: '2' },
    { code: 'file-and-directory', key: 'a/b/c', other: 'a' },
  ],
  ['a negative mode', { a: ['1', -1] }, { code: 'invalid-mode', key: 'a', mode: -1 }],
  [
    'more than permission bits',
    { a: ['1', 0o4755] },
    { code: 'invalid-mode', key: 'a', mode: 0o4755 },
  ],
  ['half a mode', { a: ['1', 6.5] }, { code: 'invalid-mode', key: 'a', mode: 6.5 }],
];

for (const [name, keys, expected] of refused) {
  test(`${name} is refused before anything touches the disk`, (t) => {
    const target = tempTarget(t);
    const untouchable = observed((_count, call) => assert.fail(`called ${call}`));
    const writer = new AtomicWriter(target, { fileSystem: untouchable });
    assert.throws(() => writer.write(payload(keys)), failure(expected));
  });
}

type Obstacle = (target: string) => void;
const plainFile: Obstacle = (target) => writeFileSync(join(target, 'key'), 'precious');
const obstacles: [string, string, Obstacle][] = [
  ['a plain file', 'key', plainFile],
  ['a directory', 'key', (target) => mkdirSync(join(target, 'key'))],
  ['a link to elsewhere', 'key', (target) => symlinkSync('/etc/hostname', join(target, 'key'))],
  ['a directory ..data', '..data', (target) => mkdirSync(join(target, '..data'))],
  ['a file ..data', '..data', (target) => writeFileSync(join(target, '..data'), '')],
  ['a directory ..data_tmp', '..data_tmp', (target) => mkdirSync(join(target, '..data_tmp'))],
];

for (const [what, name, put] of obstacles) {
  test(`${what} in the way is refused and left as it is`, (t) => {
    const target = tempTarget(t);
    put(target);
    const before = tree(target);
    assert.throws(
      () => new AtomicWriter(target).write(payload({ key: '1', 'other/key': '2' })),
      failure({ code: 'in-the-way', name }),
    );
    assert.deepEqual(tree(target), before);
  });
}

test('a new key is refused where a file has its name, with the active version untouched', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  writer.write(payload({ old: '1' }));
  plainFile(target);
  const before = tree(target);
  assert.throws(
    () => writer.write(payload({ key: '1' })),
    failure({ code: 'in-the-way', name: 'key' }),
  );
  assert.deepEqual(tree(target), before);
});

test('files and links of others that no key is named after are let be', (t) => {
  const target = tempTarget(t);
  plainFile(target);
  symlinkSync('nowhere', join(target, 'foreign'));
  symlinkSync('..data/other', join(target, 'alias'));
  new AtomicWriter(target).write(payload({ a: '1' }));
  assert.deepEqual(tree(target), [
    'd <ts> 755',
    'f <ts>/a 644 31',
    'f key 644 70726563696f7573',
    'l ..data -> <ts>',
    'l a -> ..data/a',
    'l alias -> ..data/other',
    'l foreign -> nowhere',
  ]);
});

test('without a target directory there is nothing to publish to', (t) => {
  const target = tempTarget(t);
  writeFileSync(join(target, 'file'), '');
  for (const name of ['missing', 'file', 'file/below']) {
    assert.throws(
      () => new AtomicWriter(join(target, name)).write(payload({ a: '1' })),
      failure({ code: 'no-target-directory' }),
    );
  }
});

test('any name that a file can have is a key: spaces, newlines, quotes, 255 bytes', (t) => {
  const target = tempTarget(t);
  const keys = {
    ' leading and trailing ': '1',
    'line\nbreak': '2',
    '"quoted" \\ $HOME *': '3',
    'ключ/鍵.yaml': '4',
    '👾': '5',
    '-rf': '6',
    __proto__x: '7',
    ['é'.repeat(127) + 'x']: '8',
  };
  new AtomicWriter(target).write(payload(keys));
  assert.deepEqual(contents(target), keys);
  assert.deepEqual(
    readdirSync(target)
      .filter((name) => !name.startsWith('..'))
      .sort(),
    Object.keys(keys)
      .map((key) => key.replace(/\/.*/, ''))
      .sort(),
  );
});

test('a key that changes only in case keeps its link where names are folded', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target, { fileSystem: foldingCase() });
  writer.write(payload({ App: '1', Conf: '1' }));
  writer.write(payload({ app: '2', Conf: '2' }));
  assert.deepEqual(tree(target), [
    'd <ts> 755',
    'f <ts>/Conf 644 32',
    'f <ts>/app 644 32',
    'l ..data -> <ts>',
    'l Conf -> ..data/Conf',
    'l app -> ..data/app',
  ]);
});
