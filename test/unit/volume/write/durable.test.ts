// What a durable publish syncs, in which order, and what a failing sync means.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { later, namedPath, observed, systemError } from '../../../shared/fileSystems.ts';
import { contents, failure, payload, tempTarget, tree } from '../../../shared/volumes.ts';

const before = payload({ a: '1', gone: '1' });
const after = payload({ a: '2', 'dir/b': '2', 'dir/sub/c': '2' });

const PUBLISH = 'publish';
const [, , task, tracedTarget] = process.argv;
if (task === PUBLISH && tracedTarget !== undefined) {
  // This file as the process that is traced.
  const writer = new AtomicWriter(tracedTarget, { durable: true });
  writer.write(before);
  writer.write(after);
  process.exit();
}

/** The order that survives a power failure. */
const ORDER = [
  'fsync <new>/a',
  'fsync <new>/dir/b',
  'fsync <new>/dir/sub/c',
  'fsync <new>/dir/sub',
  'fsync <new>/dir',
  'fsync <new>',
  'symlink dir',
  'fsync .',
  'symlink ..data_tmp',
  'rename ..data_tmp',
  'fsync .',
  'unlink gone',
  'unlink <old>/a',
  'unlink <old>/gone',
  'rmdir <old>',
];

/** Publishes both and tells what of the second reached the disk, in order. */
function publishTold(target: string, durable: boolean): string[] {
  const names = new Map<number, string>();
  const told: string[] = [];
  const opened = (fd: number, path: string) => {
    names.set(fd, namedPath(path).replace(/\/\.$/, ''));
    return fd;
  };
  const changing = new Set<string>(['symlink', 'rename', 'unlink', 'rmdir']);
  const fileSystem = observed(
    (_count, call, args) => {
      if (call === 'fsync') told.push(`fsync ${names.get(args[0] as number)}`);
      else if (changing.has(call)) {
        told.push(`${call} ${String(args[call === 'symlink' ? 1 : 0])}`);
      }
    },
    {
      ...nodeFileSystem,
      create: (path, mode) => opened(nodeFileSystem.create(path, mode), path),
      openForReading: (path) => opened(nodeFileSystem.openForReading(path), path),
    },
  );
  const writer = new AtomicWriter(target, { fileSystem, durable });
  const old = writer.write(before).timestampDir;
  told.length = 0;
  const { timestampDir, ...result } = writer.write(after);
  assert.deepEqual(result, { changed: true, previous: old });
  return told.map((line) => shown(line, target, old, timestampDir));
}

function shown(line: string, target: string, old: string, timestampDir: string): string {
  return line
    .replaceAll(`${target}/`, '')
    .replaceAll(target, '.')
    .replaceAll(old, '<old>')
    .replaceAll(timestampDir, '<new>');
}

test('a durable publish syncs files, directories from the innermost, links and swap, and then removes', (t) => {
  assert.deepEqual(publishTold(tempTarget(t), true), ORDER);
});

test('any other publish syncs nothing', (t) => {
  const told = publishTold(tempTarget(t), false);
  assert.deepEqual(
    told,
    ORDER.filter((line) => !line.startsWith('fsync')),
  );
});

/** With the paths of open directories in place of `/proc/1/fd/2`. */
function namedPaths(trace: readonly string[]): string[] {
  const directories = new Map<string, string>();
  return trace.map((line) => {
    const [, fd, path] = /O_PATH.* = (\d+)<(.*)>/.exec(line) ?? [];
    if (fd !== undefined && path !== undefined) directories.set(fd, path);
    return line.replace(
      /\/proc\/\d+\/fd\/(\d+)/,
      (open, fd: string) => directories.get(fd) ?? open,
    );
  });
}

test('the system calls come in the same order', (t) => {
  const target = tempTarget(t);
  const trace = join(tempTarget(t), 'trace');
  const calls = ['openat', 'fsync', 'fdatasync', 'symlink', 'rename', 'unlink', 'rmdir'];
  const flags = ['-f', '-y', '-s', '4096', '-e', `trace=${calls.join()}`, '-o', trace];
  const { status, error } = spawnSync('strace', [
    ...flags,
    process.execPath,
    fileURLToPath(import.meta.url),
    PUBLISH,
    target,
  ]);
  if (error !== undefined || status !== 0) {
    t.skip('there is no strace, or it may not trace here');
    return;
  }
  const lines = namedPaths(readFileSync(trace, 'utf8').split('\n'))
    .filter((line) => line.includes(target) && !line.includes('openat('))
    .map((line) => {
      assert.match(line, /= 0$/);
      const [, call = ''] = /(\w+)\(/.exec(line) ?? [];
      const [, path = ''] =
        (call === 'fsync' ? /<(.*)>\)/ : call === 'symlink' ? /, "(.*)"\)/ : /\("([^"]*)"/).exec(
          line,
        ) ?? [];
      return `${call} ${path}`;
    });
  const [old = '', timestampDir = ''] = [...new Set(lines.join('\n').match(/\.\.2[\d_.]+/g))];
  const second = lines.findIndex((line) => line.includes(timestampDir));
  assert.deepEqual(
    lines.slice(second).map((line) => shown(line, target, old, timestampDir)),
    ORDER,
  );
});

/** The nth sync fails. */
function failingSync(n: number, fileSystem = nodeFileSystem): FileSystem {
  let syncs = 0;
  return observed((_count, call) => {
    if (call === 'fsync' && ++syncs === n) throw systemError('EIO', 'fsync');
  }, fileSystem);
}

const SYNCS_BEFORE_SWAP = 7;

function published(t: TestContext): { target: string; old: string } {
  const target = tempTarget(t);
  return { target, old: new AtomicWriter(target).write(before).timestampDir };
}

test('a sync that fails before the swap refuses the publish, and nothing is left of it', (t) => {
  const { target } = published(t);
  const untouched = tree(target);
  for (let n = 1; n <= SYNCS_BEFORE_SWAP; n++) {
    const writer = new AtomicWriter(target, { fileSystem: failingSync(n), durable: true });
    assert.throws(
      () => writer.write(after),
      failure({ code: 'file-system', errno: 'EIO', call: 'fsync', path: '' }),
    );
    assert.deepEqual(tree(target), untouched);
  }
});

test('a sync that fails after the swap is told, and the old version stays for a power failure', (t) => {
  const { target, old } = published(t);
  // The old version is old enough to be taken for an orphan.
  const fileSystem = failingSync(SYNCS_BEFORE_SWAP + 1, later(11 * 60_000));
  const { timestampDir, ...result } = new AtomicWriter(target, { fileSystem, durable: true }).write(
    after,
  );
  assert.deepEqual(result, { changed: true, previous: old, notDurable: 'EIO' });
  assert.deepEqual(contents(target), { a: '2', 'dir/b': '2', 'dir/sub/c': '2' });
  assert.deepEqual(readdirSync(join(target, old)).sort(), ['a', 'gone']);
  new AtomicWriter(target, { fileSystem, durable: true }).write(before);
  assert.deepEqual(
    readdirSync(target).filter((name) => [old, timestampDir].includes(name)),
    [],
    'the next publish removes both',
  );
});

test('so does the version of another writer that came between', (t) => {
  const { target } = published(t);
  const fileSystem = failingSync(SYNCS_BEFORE_SWAP + 1, later(11 * 60_000));
  const slow = new AtomicWriter(target, { fileSystem, durable: true }).steps(after);
  for (let step = 0; step < 7; step++) slow.next();
  const between = new AtomicWriter(target).write(payload({ a: 'between' })).timestampDir;
  assert.equal([...slow].at(-1), 'clear leftovers');
  assert.ok(readdirSync(target).includes(between));
});
