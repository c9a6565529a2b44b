// Finding volumes below directories.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type Bounds,
  DEFAULT_BOUNDS,
  discoverVolumes,
} from '../../../../src/volume/places/discover.ts';
import { nodeFileSystem } from '../../../../src/volume/index.ts';
import { observed, systemError } from '../../../shared/fileSystems.ts';
import { plant, trees } from '../../../shared/trees.ts';
import { tempTarget } from '../../../shared/volumes.ts';

/** Makes volumes at these paths, dangling ones: the search looks at nothing but the link. */
function volumesAt(t: TestContext, paths: readonly string[]): string {
  const root = tempTarget(t);
  for (const path of paths) {
    mkdirSync(join(root, path), { recursive: true });
    symlinkSync('..v1', join(root, path, '..data'));
  }
  return root;
}

function found(root: string, bounds: Partial<Bounds> = {}, fileSystem = nodeFileSystem): string[] {
  return discoverVolumes(fileSystem, [root], { ...DEFAULT_BOUNDS, ...bounds }).map((path) =>
    relative(root, path),
  );
}

test('volumes are found nearest first, in order of name', (t) => {
  const root = volumesAt(t, ['b/deep/er', 'b/a', 'z', 'a/with space']);
  assert.deepEqual(found(root), ['z', 'a/with space', 'b/a', 'b/deep/er']);
});

test('a root that is a volume is the only one there', (t) => {
  const root = volumesAt(t, ['.', 'inside']);
  assert.deepEqual(found(root), ['']);
});

test('nothing is looked for in a volume, node_modules, .git or reserved names', (t) => {
  const root = volumesAt(t, ['v', 'v/inner', 'node_modules/x', '.git/x', '..old/x', '.config/x']);
  assert.deepEqual(found(root), ['v', '.config/x']);
});

test('links are not followed, and a ..data that is no link makes no volume', (t) => {
  const root = volumesAt(t, ['real']);
  symlinkSync('real', join(root, 'alias'));
  symlinkSync('.', join(root, 'loop'));
  mkdirSync(join(root, 'directory', '..data'), { recursive: true });
  mkdirSync(join(root, 'file'));
  writeFileSync(join(root, 'file', '..data'), '');
  assert.deepEqual(found(root), ['real']);
});

test('a volume is found where all its links are shown as what they lead to', (t) => {
  const root = volumesAt(t, ['real']);
  plant(join(root, 'followed'), trees.linksFollowed);
  assert.deepEqual(found(root), ['followed', 'real']);
});

test('the search ends at its depth and at its number of directories', (t) => {
  const root = volumesAt(t, ['1', 'a/2', 'a/b/3', 'a/b/c/4']);
  assert.deepEqual(found(root, { depth: 2 }), ['1', 'a/2']);
  assert.deepEqual(found(root, { depth: 0 }), []);
  // The root, 1, a, a/2.
  assert.deepEqual(found(root, { directories: 4 }), ['1', 'a/2']);
  assert.deepEqual(found(root, { directories: 3 }), ['1']);
});

test('a volume below several roots is found once', (t) => {
  const root = volumesAt(t, ['a/v']);
  const roots = [root, join(root, 'a'), join(root, 'a/v'), join(root, 'missing')];
  assert.deepEqual(discoverVolumes(nodeFileSystem, roots), [join(root, 'a/v')]);
});

test('directories that cannot be listed are passed over', (t) => {
  const root = volumesAt(t, ['closed/v', 'open/v']);
  const refusing = observed((_count, call, [path]) => {
    if (path === join(root, 'closed')) throw systemError('EACCES', call);
  });
  assert.deepEqual(found(root, {}, refusing), ['open/v']);
});
