// Modes, owners and groups of what is published.

import assert from 'node:assert/strict';
import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { observed, systemError } from '../../../shared/fileSystems.ts';
import { contents, payload, tempTarget, tempTargets, tree } from '../../../shared/volumes.ts';

test('a change of the mode alone is published', (t) => {
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  writer.write(payload({ key: ['1', 0o644] }));
  assert.equal(writer.write(payload({ key: ['1', 0o600] })).changed, true);
  assert.deepEqual(tree(target), [
    'd <ts> 755',
    'f <ts>/key 600 31',
    'l ..data -> <ts>',
    'l key -> ..data/key',
  ]);
});

test('the umask has no say in the modes', (t) => {
  const umask = process.umask();
  t.after(() => process.umask(umask));
  const target = tempTargets(t);
  for (const umask of [0o022, 0o077, 0o000, 0o777]) {
    const dir = target();
    process.umask(umask);
    const keys = (text: string) =>
      payload({
        'a/b': text,
        'a/c': text,
        c: [text, 0o666],
        d: [text, 0o400],
        e: [text, 0o666],
        f: [text, 0o666],
      });
    const writer = new AtomicWriter(dir);
    writer.write(keys('1'));
    writer.write(keys('2'));
    assert.deepEqual(
      tree(dir),
      [
        'd <ts> 755',
        'd <ts>/a 755',
        'f <ts>/a/b 644 32',
        'f <ts>/a/c 644 32',
        'f <ts>/c 666 32',
        'f <ts>/d 400 32',
        'f <ts>/e 666 32',
        'f <ts>/f 666 32',
        'l ..data -> <ts>',
        ...['a', 'c', 'd', 'e', 'f'].map((name) => `l ${name} -> ..data/${name}`),
      ],
      umask.toString(8),
    );
  }
});

test('no file is readable by more than its final mode, from its first byte on', (t) => {
  const umask = process.umask(0);
  t.after(() => process.umask(umask));
  const target = tempTarget(t);
  const modes: Record<string, number> = { all: 0o644, group: 0o640, owner: 0o600, write: 0o200 };
  let looked = 0;
  const fileSystem = observed(() => {
    for (const path of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
      const stat = lstatSync(join(target, path));
      const mode = modes[path.replace(/^.*\//, '')];
      if (mode === undefined || !stat.isFile()) continue;
      looked++;
      assert.equal(stat.mode & 0o777 & ~mode, 0, `${path} is ${(stat.mode & 0o777).toString(8)}`);
    }
  });
  const keys = Object.entries(modes).map(([name, mode]) => [`dir/${name}`, [name, mode]]);
  new AtomicWriter(target, { fileSystem }).write(payload(Object.fromEntries(keys)));
  assert.ok(looked > 20);
});

test('a key of another group is not readable by ours while it is written, whatever the keys before it', (t) => {
  if (process.getuid?.() !== 0) {
    t.skip('only root gives files away');
    return;
  }
  const target = tempTarget(t);
  const keys = (text: string) =>
    payload(Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, [text, 0o640]])));
  const old = new AtomicWriter(target).write(keys('1')).timestampDir;
  const own = (key: string) => lchownSync(join(target, old, key), 1000, 2000);
  own('c');
  let looked = 0;
  const fileSystem = observed(() => {
    for (const name of readdirSync(target).filter(
      (name) => name.startsWith('..2') && name !== old,
    )) {
      const stat = lstatSync(join(target, name, 'c'), { throwIfNoEntry: false });
      if (stat === undefined || stat.gid === 2000) continue;
      looked++;
      assert.equal(stat.mode & 0o077, 0);
    }
  });
  const { timestampDir } = new AtomicWriter(target, { fileSystem }).write(keys('2'));
  assert.ok(looked > 0);
  const { uid, gid, mode } = lstatSync(join(target, timestampDir, 'c'));
  assert.deepEqual([uid, gid, mode & 0o777], [1000, 2000, 0o640]);
});

test('owner and group stay what they were', (t) => {
  if (process.getuid?.() !== 0) {
    t.skip('only root gives files away');
    return;
  }
  const target = tempTarget(t);
  const writer = new AtomicWriter(target);
  const { timestampDir } = writer.write(payload({ 'a/one': '1', two: '1', three: '1' }));
  const own = (path: string, uid: number, gid: number) =>
    lchownSync(join(target, timestampDir, path), uid, gid);
  own('.', 1000, 2000);
  own('a/one', 1001, 2001);
  own('two', 0, 2002);
  const second = writer.write(payload({ 'a/one': '2', two: '2', 'new/key': '2' }));
  const owners = ['.', 'a', 'a/one', 'two', 'new', 'new/key'].map((path) => {
    const { uid, gid } = lstatSync(join(target, second.timestampDir, path));
    return `${path} ${uid}:${gid}`;
  });
  assert.deepEqual(owners, [
    '. 1000:2000',
    'a 1000:2000',
    'a/one 1001:2001',
    'two 0:2002',
    'new 1000:2000',
    'new/key 1000:2000',
  ]);
});

test('an owner that may not be kept is given up, a group that may is kept', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ key: '1' }));
  const changes: [number, number][] = [];
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    lstat: (path) => ({ ...nodeFileSystem.lstat(path), uid: 7, gid: 8 }),
    fchown: (_fd, uid, gid) => {
      changes.push([uid, gid]);
      if (uid !== -1) throw systemError('EPERM', 'fchown');
    },
  };
  new AtomicWriter(target, { fileSystem }).write(payload({ key: '2' }));
  assert.deepEqual(contents(target), { key: '2' });
  assert.deepEqual(changes, [
    [7, 8],
    [-1, 8],
  ]);
});
