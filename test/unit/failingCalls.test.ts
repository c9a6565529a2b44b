// The operating system refuses one call: the old version stays, nothing is left behind and no file stays open.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AtomicWriter,
  type FileSystem,
  nodeFileSystem,
  VolumeError,
} from '../../src/volume/index.ts';
import { failingAt, observed, systemError } from './fileSystems.ts';
import { failure, payload, tempTarget, tempTargets, tree, versionTree } from './volumes.ts';

const before = payload({ kept: 'old', gone: 'old', 'conf/a': ['old', 0o600], type: 'file' });
const during = payload({ kept: 'new', 'conf/a': 'new', 'conf/c': 'new', 'type/x': '', added: '' });

/** The open files of a file system, by what was opened and closed. */
function openFiles(fileSystem: FileSystem): { fileSystem: FileSystem; open: Set<number> } {
  const open = new Set<number>();
  const opened = (fd: number) => {
    open.add(fd);
    return fd;
  };
  return {
    open,
    fileSystem: {
      ...fileSystem,
      openForReading: (path) => opened(fileSystem.openForReading(path)),
      create: (path, mode) => opened(fileSystem.create(path, mode)),
      close: (fd) => {
        open.delete(fd);
        fileSystem.close(fd);
      },
    },
  };
}

const startingPoints: [string, ReadonlyMap<string, { data: Uint8Array }> | undefined, true?][] = [
  ['no version', undefined],
  ['another version', before],
  ['the same version', during],
  ['another version', before, true],
];

for (const [name, active, durable = false] of startingPoints) {
  const how = durable ? ', durable' : '';
  test(`a call that fails once leaves ${name} as it was, or is only tidying${how}`, (t) => {
    const target = tempTargets(t);
    const start = () => {
      const dir = target();
      if (active !== undefined) new AtomicWriter(dir).write(active);
      return dir;
    };
    let calls = 0;
    const counting = observed((count) => (calls = count));
    const whole = start();
    new AtomicWriter(whole, { fileSystem: counting, durable }).write(during);

    const errnos = ['ENOSPC', 'EACCES', 'EROFS', 'EMFILE', 'EIO'];
    let refused = 0;
    for (let n = 1; n <= calls; n++) {
      for (const errno of errnos) {
        const dir = start();
        const untouched = tree(dir);
        const { fileSystem, open } = openFiles(failingAt(n, errno));
        try {
          new AtomicWriter(dir, { fileSystem, durable }).write(during);
          assert.deepEqual(versionTree(dir), versionTree(whole), `call ${n}, ${errno}`);
        } catch (error) {
          assert.ok(error instanceof VolumeError, String(error));
          const { failure } = error;
          if (failure.code === 'file-system') assert.equal(failure.errno, errno);
          else assert.deepEqual(failure, { code: 'unreadable-version', reason: errno });
          assert.deepEqual(tree(dir), untouched, `call ${n}, ${errno}`);
          refused++;
        }
        assert.deepEqual([...open], [], `call ${n}, ${errno}`);
      }
    }
    assert.ok(refused > errnos.length, 'some call must have been refused');
  });
}

test('a disk that stays full refuses the publish and is left as it was', (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  writer.write(before);
  const untouched = tree(dir);
  for (const full of ['mkdir', 'create', 'write', 'symlink', 'rename', 'close'] as const) {
    const fileSystem = observed((_count, call, args) => {
      if (call !== full) return;
      if (call === 'close') nodeFileSystem.close(args[0] as number);
      throw Object.assign(systemError('ENOSPC', full), { path: '/some/where' });
    });
    assert.throws(
      () => new AtomicWriter(dir, { fileSystem }).write(during),
      failure({ code: 'file-system', errno: 'ENOSPC', call: full, path: '/some/where' }),
    );
    assert.deepEqual(tree(dir), untouched, full);
  }
});

test('what a wrong call throws is a bug and is not dressed up as a failure', (t) => {
  const noBytes = new Map([['key', { data: { length: 1 } as Uint8Array }]]);
  const dir = tempTarget(t);
  assert.throws(() => new AtomicWriter(dir).write(noBytes), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.deepEqual(tree(dir), []);
});
