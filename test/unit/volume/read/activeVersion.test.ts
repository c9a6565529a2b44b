// Which version is active, told by `..data` alone, and what a publish makes of each case.

import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readActiveVersion, versionName } from '../../../../src/volume/read/activeVersion.ts';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { observed, systemError } from '../../../shared/fileSystems.ts';
import { contents, payload, tempTarget, tree } from '../../../shared/volumes.ts';

/** `path/` makes a directory, `path` a file, `path -> target` a link; `$` is the target directory. */
function make(target: string, lines: readonly string[]): void {
  for (const line of lines) {
    const [path = '', to] = line.split(' -> ');
    if (to !== undefined) symlinkSync(to.replace('$', target), join(target, path));
    else if (path.endsWith('/')) mkdirSync(join(target, path), { recursive: true });
    else writeFileSync(join(target, path), 'outside');
  }
}

/** The state, the version's name if there is one, and the link's target if that is told. */
function told(target: string): string[] {
  const active = readActiveVersion(nodeFileSystem, join(target, 'volume'));
  if (active.state === 'present') {
    assert.equal(active.version.path, join(target, 'volume', active.version.name));
  }
  return [
    active.state,
    ...(versionName(active) === undefined ? [] : [String(versionName(active))]),
  ];
}

const cases: [string, string[], string[]][] = [
  ['a timestamp directory', ['volume/..v1/', 'volume/..data -> ..v1'], ['present', '..v1']],
  ['a directory of any name', ['volume/1/', 'volume/..data -> 1'], ['present', '1']],
  ['a directory deeper down', ['volume/a/b/', 'volume/..data -> a/b'], ['present', 'a/b']],
  ['a dot before it', ['volume/v/', 'volume/..data -> ./v/'], ['present', 'v']],
  ['an absolute target', ['volume/..v1/', 'volume/..data -> $/volume/..v1'], ['present', '..v1']],
  [
    'a link to a link',
    ['volume/..v1/', 'volume/current -> ..v1', 'volume/..data -> current'],
    ['present', '..v1'],
  ],
  [
    'a way that leads through a linked directory',
    [
      'volume/v/',
      'volume/x/deep/',
      'volume/way -> x/deep',
      'volume/x/v/',
      'volume/..data -> way/../v',
    ],
    ['present', 'x/v'],
  ],
  ['no target directory', [], ['no-target-directory']],
  ['a file instead of it', ['volume'], ['not-a-directory']],
  ['no ..data', ['volume/'], ['no-data-link']],
  ['a directory ..data', ['volume/..data/'], ['data-not-a-link']],
  ['a dangling link', ['volume/', 'volume/..data -> ..v1'], ['dangling', '..v1']],
  ['a file', ['volume/', 'volume/v', 'volume/..data -> v'], ['version-not-a-directory', 'v']],
  [
    'the directory beside',
    ['volume/', 'beside/', 'volume/..data -> ../beside'],
    ['outside', '../beside'],
  ],
  [
    'a name that begins the same',
    ['volume/', 'volume2/', 'volume/..data -> ../volume2'],
    ['outside', '../volume2'],
  ],
  ['the parent directory', ['volume/', 'volume/..data -> ..'], ['outside', '..']],
  ['the target directory itself', ['volume/', 'volume/..data -> .'], ['outside', '.']],
  ['the root', ['volume/', 'volume/..data -> /'], ['outside', '/']],
  ['itself', ['volume/', 'volume/..data -> ..data'], ['outside', '..data']],
  [
    'the outside by a link of harmless name',
    ['volume/', 'beside/', 'volume/v -> ../beside', 'volume/..data -> v'],
    ['outside', 'v'],
  ],
];

for (const [name, lines, expected] of cases) {
  test(`${name}: ${expected[0]}`, (t) => {
    const target = tempTarget(t);
    make(target, lines);
    assert.deepEqual(told(target), expected);
  });
}

test('a target directory that is reached through a link holds the same version', (t) => {
  const target = tempTarget(t);
  make(target, ['real/..v1/', 'real/..data -> $/real/..v1', 'volume -> real']);
  const active = readActiveVersion(nodeFileSystem, join(target, 'volume'));
  assert.ok(active.state === 'present');
  assert.equal(active.version.name, '..v1');
});

for (const to of ['..v1', '..gone', '../beside', 'file', '..data']) {
  test(`a publish replaces a ..data that leads to ${to}, and nothing there is touched`, (t) => {
    const target = tempTarget(t);
    make(target, ['volume/v/', 'beside/', 'beside/key', 'volume/file', `volume/..data -> ${to}`]);
    const volume = join(target, 'volume');
    const { previous } = new AtomicWriter(volume).write(payload({ key: '1' }), to);
    assert.equal(previous, to);
    assert.deepEqual(contents(volume), { key: '1' });
    assert.deepEqual(tree(join(target, 'beside')), ['f key 644 6f757473696465']);
    assert.deepEqual(tree(volume).slice(0, 4), [
      'd <ts> 755',
      'd v 755',
      'f <ts>/key 644 31',
      'f file 644 6f757473696465',
    ]);
  });
}

test("another writer's version is replaced, but removing it is left to that writer", (t) => {
  const target = tempTarget(t);
  make(target, ['volume/hash1/', 'volume/hash1/key', 'volume/..data -> hash1']);
  const volume = join(target, 'volume');
  new AtomicWriter(volume).write(payload({ key: '1' }));
  assert.deepEqual(tree(volume), [
    'd <ts> 755',
    'd hash1 755',
    'f <ts>/key 644 31',
    'f hash1/key 644 6f757473696465',
    'l ..data -> <ts>',
    'l key -> ..data/key',
  ]);
});

test('an update between reading the link and the directory does not look like a dangling link', (t) => {
  const target = tempTarget(t);
  make(target, ['..v1/', '..data -> ..v1']);
  let updates = 0;
  const updating = observed((_count, call) => {
    if (call !== 'lstat' || updates === 3) return;
    updates++;
    make(target, [`..v${updates + 1}/`, `..new -> ..v${updates + 1}`]);
    renameSync(join(target, '..new'), join(target, '..data'));
    rmSync(join(target, `..v${updates}`), { recursive: true });
  });
  assert.deepEqual(versionName(readActiveVersion(updating, target)), '..v4');
});

test('a version has another identity when a directory of the same name takes its place', (t) => {
  const target = tempTarget(t);
  const identity = () => {
    const active = readActiveVersion(nodeFileSystem, target);
    return active.state === 'present' ? active.version.identity : active.state;
  };
  make(target, ['..v1/', '..data -> ..v1']);
  const first = identity();
  assert.equal(identity(), first);
  mkdirSync(join(target, 'other'));
  rmSync(join(target, '..v1'), { recursive: true });
  renameSync(join(target, 'other'), join(target, '..v1'));
  assert.notEqual(identity(), first);
});

test('what keeps ..data from being read is told by its errno, and publishing is refused', (t) => {
  const target = tempTarget(t);
  make(target, ['..v1/', '..data -> ..v1']);
  for (const call of ['readlink', 'lstat'] as const) {
    const fileSystem: FileSystem = {
      ...nodeFileSystem,
      [call]: () => {
        throw systemError('EACCES', call);
      },
    };
    assert.deepEqual(readActiveVersion(fileSystem, target), {
      state: 'unreadable',
      errno: 'EACCES',
    });
    assert.throws(() => new AtomicWriter(target, { fileSystem }).write(payload({ key: '1' })), {
      failure: { code: 'unreadable-version', reason: 'EACCES' },
    });
  }
  assert.deepEqual(tree(target), ['d <ts> 755', 'l ..data -> <ts>']);
});
