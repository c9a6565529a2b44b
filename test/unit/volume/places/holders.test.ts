// Processes that hold files of a version that is gone, told from /proc.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import {
  findHolders,
  type HolderLimits,
  type Holders,
  placeOf,
} from '../../../../src/volume/places/holders.ts';
import { at } from '../../../../src/volume/paths.ts';
import { parseMountInfo } from '../../../../src/volume/places/mounts.ts';
import { observed } from '../../../shared/fileSystems.ts';
import { holding, holdingInNamespace } from '../../../shared/holder.ts';
import { cannotMount } from '../../../shared/mountNamespace.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

const linux = { skip: process.platform !== 'linux' };

interface Options {
  fs?: FileSystem;
  pids?: number[];
  limits?: HolderLimits;
}

function find(dir: string, gone: string[], { fs, pids, limits }: Options = {}): Holders {
  const place = placeOf(parseMountInfo(nodeFileSystem.mountInfo()), dir);
  assert.ok(place);
  const steps = findHolders(fs ?? nodeFileSystem, place, new Set(gone), pids, limits);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

test(
  'a process that opened a key before the update is found until it closes it',
  linux,
  async (t) => {
    const dir = tempTarget(t);
    const writer = new AtomicWriter(dir);
    const { timestampDir: old } = writer.write(payload({ a: '1', 'conf/b': '1' }));
    const a = await holding(t, join(dir, 'a'));
    const b = await holding(t, join(dir, 'conf/b'));
    assert.deepEqual(find(dir, [old]).holders, [], 'the version is still there');
    writer.write(payload({ a: '2', 'conf/b': '2' }));
    // The program of this test: Node calls its main thread so.
    const name = readFileSync(`/proc/${a.pid}/comm`, 'utf8').trim();
    const expected = [
      { pid: a.pid, name, version: old, keys: ['a'] },
      { pid: b.pid, name, version: old, keys: ['conf/b'] },
    ];
    assert.deepEqual(find(dir, [old]), { holders: expected, isCut: false });
    assert.deepEqual(find(dir, [old, '..another']).holders, expected);
    assert.deepEqual(find(dir, ['..another']).holders, []);
    await a.close();
    assert.deepEqual(find(dir, [old]).holders, expected.slice(1));
    assert.deepEqual(find(dir, [old], { pids: [a.pid] }).holders, []);
  },
);

test('a file of a copy with the same names is not the volume’s', linux, async (t) => {
  const parent = tempTarget(t);
  const [dir, copy] = [at(parent, 'a'), join(parent, 'b')];
  nodeFileSystem.mkdir(dir, 0o755);
  const { timestampDir: old } = new AtomicWriter(dir).write(payload({ key: '1' }));
  cpSync(dir, copy, { recursive: true, verbatimSymlinks: true });
  await holding(t, join(copy, 'key'));
  rmSync(copy, { recursive: true });
  rmSync(dir, { recursive: true });
  assert.deepEqual(find(dir, [old]).holders, []);
});

test(
  'a process in a container is found, where the volume is mounted as something else',
  {
    skip: process.platform === 'linux' ? cannotMount() : linux.skip,
  },
  async (t) => {
    const [dir, mountPoint] = [tempTarget(t), tempTarget(t)];
    const writer = new AtomicWriter(dir);
    const { timestampDir: old } = writer.write(payload({ key: '1' }));
    const { pid, close } = await holdingInNamespace(t, dir, mountPoint, join(mountPoint, 'key'));
    writer.write(payload({ key: '2' }));
    const told = find(dir, [old]).holders.map(({ pid, keys }) => ({ pid, keys }));
    assert.deepEqual(told, [{ pid, keys: ['key'] }]);
    await close();
    assert.deepEqual(find(dir, [old]).holders, []);
  },
);

/** A process of this many open files, and 2 kB of maps, none of which is of a volume. */
function busyProcesses(count: number, files: number) {
  let calls = 0;
  let nextFd = 0;
  const texts = new Map<number, string>();
  const counted = <A extends unknown[], R>(call: (...args: A) => R) => {
    return (...args: A): R => {
      calls++;
      return call(...args);
    };
  };
  const entry = (name: number) => ({ name: String(name), kind: 'directory' as const });
  const fs: FileSystem = {
    ...nodeFileSystem,
    openDirectory: counted(() => ++nextFd),
    pathOf: () => at('/proc', 'of'),
    readdir: counted((path, atMost = Infinity) => {
      const length = path === '/proc' ? count : Math.min(files, atMost);
      return Array.from({ length }, (_, n) => entry(n + 1));
    }),
    readlink: counted((path) => {
      assert.ok(path.startsWith('/proc/of/fd/'));
      return 'socket:[1]';
    }),
    openForReading: counted((path) => {
      texts.set(++nextFd, path.endsWith('stat') ? '1 (busy) S 1' : `${'x'.repeat(2_000)}\n`);
      return nextFd;
    }),
    read: counted((fd, buffer) => {
      const text = texts.get(fd) ?? '';
      texts.delete(fd);
      return Buffer.from(buffer.buffer).write(text);
    }),
    close: counted(() => {}),
    lstat: () => assert.fail('nothing is followed'),
    realpath: () => assert.fail('nothing is followed'),
  };
  return { fs, calls: () => calls };
}

test('each process costs eleven calls and one for each of its open files', () => {
  const { fs, calls } = busyProcesses(7, 30);
  find('/', ['..old'], { fs });
  assert.equal(calls(), 1 + 7 * (11 + 30));
});

test('of 300,000 open files no more than 100,000 are looked at, and that is told', () => {
  const { fs, calls } = busyProcesses(100, 3_000);
  assert.deepEqual(find('/', ['..old'], { fs }), { holders: [], isCut: true });
  assert.ok(calls() < 103_000, String(calls()));
});

test('of one process with 100,000 open files 5,000 are looked at in one step', () => {
  const { fs, calls } = busyProcesses(1, 100_000);
  assert.deepEqual(find('/', ['..old'], { fs }), { holders: [], isCut: true });
  assert.equal(calls(), 1 + 11 + 5_000);
});

test(
  'a process that ends between any two calls, or may not be looked into, is passed over',
  linux,
  async (t) => {
    const dir = tempTarget(t);
    const writer = new AtomicWriter(dir);
    const { timestampDir: old } = writer.write(payload({ a: '1' }));
    const { pid } = await holding(t, join(dir, 'a'));
    writer.write(payload({ a: '2' }));
    let calls = 0;
    const all = find(dir, [old], { pids: [pid], fs: observed(() => calls++) });
    assert.equal(all.holders.length, 1);
    for (let n = 1; n <= calls; n++) {
      const fs = observed((count, call, args) => {
        if (count < n) return;
        if (call === 'close') nodeFileSystem.close(args[0] as number);
        throw Object.assign(new Error('ESRCH'), { code: n % 2 === 0 ? 'ESRCH' : 'EACCES' });
      });
      const { holders } = find(dir, [old], { pids: [pid], fs });
      assert.ok(holders.length <= 1, `call ${n}`);
    }
  },
);
