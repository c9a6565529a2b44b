// The walk that all searches share.

import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { type Mount, parseMountInfo } from '../../../../src/volume/places/mounts.ts';
import { search, type SearchRoot } from '../../../../src/volume/places/search.ts';
import { observed } from '../../../shared/fileSystems.ts';
import { mountLines } from '../../../shared/mountTables.ts';
import { plant } from '../../../shared/trees.ts';
import { tempTarget } from '../../../shared/volumes.ts';

const ENOUGH = { directories: 1_000, milliseconds: 60_000 };

interface Searched {
  /** In the order in which they were asked about, relative to the first root; a volume with a `!`. */
  asked: string[];
  ended: string;
}

/** Takes a directory with an entry named `volume` for one. */
function searchAll(
  fs: FileSystem,
  roots: [SearchRoot, ...SearchRoot[]],
  limits = ENOUGH,
  mounts: readonly Mount[] = [],
): Searched {
  const asked: string[] = [];
  const steps = search(fs, roots, limits, mounts, ({ directory }, entries) => {
    const isVolume = entries.some(({ name }) => name === 'volume');
    asked.push(`${relative(roots[0].directory, directory)}${isVolume ? '!' : ''}`);
    return isVolume ? directory : undefined;
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { asked, ended: step.value };
    assert.equal(step.value.searched, asked.length);
    assert.equal(step.value.found !== undefined, asked.at(-1)?.endsWith('!'));
  }
}

test('a step for each directory, nearest first, then by name', (t) => {
  const root = tempTarget(t);
  plant(root, ['b/v/volume: x', 'b/x/', 'a/y/z/', 'file: x', 'b/v/inside/v/volume: x']);
  assert.deepEqual(searchAll(nodeFileSystem, [{ directory: root, depth: 5 }]), {
    asked: ['', 'a', 'b', 'a/y', 'b/v!', 'b/x', 'a/y/z'],
    ended: 'all',
  });
});

test('roots have depths of their own, and one that was only looked at is searched from another', (t) => {
  const root = tempTarget(t);
  plant(root, ['a/b/c/d/', 'x/y/z/']);
  const roots = (depths: [number, number, number]): [SearchRoot, ...SearchRoot[]] => [
    { directory: root, depth: depths[0] },
    { directory: join(root, 'a'), depth: depths[1] },
    { directory: join(root, 'missing'), depth: depths[2] },
  ];
  const asked = (...depths: [number, number, number]) =>
    searchAll(nodeFileSystem, roots(depths)).asked;
  assert.deepEqual(asked(0, 1, 9), ['', 'a', 'a/b']);
  assert.deepEqual(asked(3, 0, 9), ['', 'a', 'a', 'x', 'a/b', 'x/y', 'a/b/c', 'x/y/z']);
  assert.deepEqual(asked(2, 9, 9), ['', 'a', 'a/b', 'x', 'a/b/c', 'x/y', 'a/b/c/d']);
});

/** As if the second directory were a bind mount of the first. */
function withSameInode(first: string, second: string): FileSystem {
  return {
    ...nodeFileSystem,
    lstat: (path) => nodeFileSystem.lstat(path === second ? first : path),
    readdir: (path) => nodeFileSystem.readdir(path.replace(second, first)),
  };
}

test('a volume is asked about once, and what is no directory not at all', (t) => {
  const root = tempTarget(t);
  plant(root, ['a/v/volume: x', 'file: x']);
  const at = (directory: string, depth: number) => ({ directory: join(root, directory), depth });
  const { asked } = searchAll(nodeFileSystem, [at('', 1), at('a/v', 0), at('file', 1), at('', 9)]);
  assert.deepEqual(asked, ['', 'a/v!', '', 'a']);
});

test('a directory that is mounted at two places counts once, so none leads round in circles', (t) => {
  const root = tempTarget(t);
  plant(root, ['a/v/volume: x', 'b/', 'c/d/']);
  const asked = (fs: FileSystem) => searchAll(fs, [{ directory: root, depth: 9 }]).asked;
  const mountedTwice = withSameInode(join(root, 'a/v'), join(root, 'b'));
  assert.deepEqual(asked(mountedTwice), ['', 'a', 'b!', 'c', 'c/d']);
  const loop = withSameInode(root, join(root, 'c/d'));
  assert.deepEqual(asked(loop), ['', 'a', 'b', 'c', 'a/v!']);
});

test('file systems of the kernel and of servers are not entered, unless they are a root', (t) => {
  const root = tempTarget(t);
  const names = ['disk', 'proc', 'nfs', 'sshfs', 'virtiofs', 'over', 'under'];
  plant(
    root,
    names.map((name) => `${name}/x/`),
  );
  const at = (name: string) => join(root, name);
  const below = mountLines({
    [at('disk')]: '/ on ext4',
    [at('proc')]: '/ on proc',
    [at('nfs')]: '/ on nfs4',
    [at('sshfs')]: '/ on fuse.sshfs',
    [at('virtiofs')]: '/ on virtiofs',
    [at('over')]: '/ on nfs4',
    [at('under')]: '/ on ext4',
  });
  const above = mountLines({ [at('over')]: '/ on tmpfs', [at('under')]: '/ on nfs' });
  const mounts = [below, above].flatMap(parseMountInfo);
  const asked = (...roots: [SearchRoot, ...SearchRoot[]]) =>
    searchAll(nodeFileSystem, roots, ENOUGH, mounts).asked;
  assert.deepEqual(asked({ directory: root, depth: 1 }), ['', 'disk', 'over', 'virtiofs']);
  assert.deepEqual(asked({ directory: at('nfs'), depth: 1 }), ['', 'x']);
});

test('what may hang comes last, and nothing of it is asked before', (t) => {
  const root = tempTarget(t);
  plant(root, ['a/fuse/x/', 'a/b/c/', 'named/y/', 'z/9p/']);
  const at = (name: string) => join(root, name);
  const table = {
    [at('a/fuse')]: '/ on fuse.mine',
    [at('named')]: '/ on fuse',
    [at('z/9p')]: '/ on 9p',
    [at('a/fuse/x')]: '/ on virtiofs',
  };
  const touched: string[] = [];
  const noting: FileSystem = {
    ...nodeFileSystem,
    lstat: (path) => (touched.push(path), nodeFileSystem.lstat(path)),
    realpath: (path) => (touched.push(path), nodeFileSystem.realpath(path)),
  };
  const roots: [SearchRoot, SearchRoot] = [
    { directory: root, depth: 3 },
    { directory: at('named'), depth: 2 },
  ];
  const { asked } = searchAll(noting, roots, ENOUGH, parseMountInfo(mountLines(table)));
  assert.deepEqual(asked, [
    '',
    'a',
    'z',
    'a/b',
    'a/b/c',
    'named',
    'a/fuse',
    'z/9p',
    'a/fuse/x',
    'named/y',
  ]);
  const first = touched.findIndex((path) => path.startsWith(at('named')));
  const last = touched.lastIndexOf(at('a/b/c'));
  assert.ok(last < first, touched.join('\n'));
});

test('links in the path of a root change nothing', (t) => {
  const root = tempTarget(t);
  plant(root, ['real/proc/x/', 'real/a/', 'link -> real']);
  const mounts = parseMountInfo(mountLines({ [join(root, 'real/proc')]: '/ on proc' }));
  const { asked } = searchAll(
    nodeFileSystem,
    [{ directory: join(root, 'link'), depth: 5 }],
    ENOUGH,
    mounts,
  );
  assert.deepEqual(asked, ['', 'a']);
});

test('it ends at its limits and says which', (t) => {
  const root = tempTarget(t);
  plant(root, ['a/', 'b/', 'c/']);
  const roots: [SearchRoot] = [{ directory: root, depth: 5 }];
  assert.deepEqual(searchAll(nodeFileSystem, roots, { ...ENOUGH, directories: 4 }).ended, 'all');
  assert.deepEqual(searchAll(nodeFileSystem, roots, { ...ENOUGH, directories: 3 }), {
    asked: ['', 'a', 'b'],
    ended: 'directories',
  });
  let now = 0;
  const slow = { ...observed((_, call) => call === 'readdir' && (now += 10)), elapsed: () => now };
  assert.deepEqual(searchAll(slow, roots, { ...ENOUGH, milliseconds: 15 }), {
    asked: ['', 'a'],
    ended: 'milliseconds',
  });
});

test('after a return it looks at nothing more', (t) => {
  const root = tempTarget(t);
  plant(root, ['a/', 'b/']);
  let calls = 0;
  const fs = observed(() => calls++);
  const steps = search(fs, [{ directory: root, depth: 5 }], ENOUGH, [], () => undefined);
  steps.next();
  const before = calls;
  assert.deepEqual(steps.return('all'), { done: true, value: 'all' });
  assert.deepEqual(steps.next(), { done: true, value: undefined });
  assert.equal(calls, before);
});
