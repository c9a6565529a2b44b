// The operating system refuses one call: the old version stays, nothing is left behind and no file stays open.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import {
  AtomicWriter,
  nodeFileSystem,
  type Payload,
  VolumeError,
} from '../../../../src/volume/index.ts';
import { payloads } from '../../../shared/arbitraries.ts';
import { fresh } from '../../../shared/crashes.ts';
import { DAY, failingAt, later, observed, systemError } from '../../../shared/fileSystems.ts';
import {
  failure,
  payload,
  tempTarget,
  tempTargets,
  tree,
  versionTree,
} from '../../../shared/volumes.ts';

const before = payload({ kept: 'old', gone: 'old', 'conf/a': ['old', 0o600], type: 'file' });
const during = payload({ kept: 'new', 'conf/a': 'new', 'conf/c': 'new', 'type/x': '', added: '' });

/** What a disk, a mount or this machine says when it cannot. */
const ERRNOS = 'ENOSPC EDQUOT EROFS EACCES EPERM EMFILE EIO ENAMETOOLONG EXDEV'.split(' ');

function openFiles(): string[] {
  return readdirSync('/dev/fd');
}

function start(target: () => string, active: Payload | undefined): string {
  const dir = target();
  if (active !== undefined) new AtomicWriter(dir).write(active);
  return dir;
}

function callsOf(
  target: () => string,
  active: Payload | undefined,
  payload: Payload,
  durable = false,
): number {
  let calls = 0;
  const fileSystem = observed((count) => (calls = count));
  new AtomicWriter(start(target, active), { fileSystem, durable }).write(payload);
  return calls;
}

/** Publishes where the nth call fails (or all up to `last`); false if that was refused. */
function publishes(
  dir: string,
  payload: Payload,
  n: number,
  errno: string,
  last?: number,
  durable = false,
): boolean {
  const open = openFiles();
  try {
    new AtomicWriter(dir, { fileSystem: failingAt(n, errno, last), durable }).write(payload);
    return true;
  } catch (error) {
    assert.ok(error instanceof VolumeError, String(error));
    const { failure } = error;
    if (failure.code === 'file-system') assert.equal(failure.errno, errno);
    else assert.deepEqual(failure, { code: 'unreadable-version', reason: errno });
    return false;
  } finally {
    assert.deepEqual(openFiles(), open);
  }
}

/** Whether a failing call is refused with the volume as it was, or only keeps the writer from tidying up. */
function outcomes(
  target: () => string,
  active: Payload | undefined,
  payload: Payload,
  durable = false,
) {
  const expected = fresh(target, payload);
  return {
    calls: callsOf(target, active, payload, durable),
    isRefused: (n: number, errno: string): boolean => {
      const dir = start(target, active);
      const untouched = tree(dir);
      if (!publishes(dir, payload, n, errno, undefined, durable)) {
        assert.deepEqual(tree(dir), untouched, `call ${n}, ${errno}`);
        return true;
      }
      assert.deepEqual(versionTree(dir), expected.version, `call ${n}, ${errno}`);
      new AtomicWriter(dir, { fileSystem: later(DAY) }).write(payload);
      assert.deepEqual(tree(dir), expected.tree, `call ${n}, ${errno}`);
      return false;
    },
  };
}

const startingPoints: [string, Payload | undefined, durable?: true][] = [
  ['no version', undefined],
  ['another version', before],
  ['the same version', during],
  ['another version', before, true],
];

for (const [name, active, durable] of startingPoints) {
  const how = durable ? ', durable' : '';
  test(`a call that fails once leaves ${name} as it was, or is only tidying${how}`, (t) => {
    const target = tempTargets(t);
    const { calls, isRefused } = outcomes(target, active, during, durable);
    let refused = 0;
    for (let n = 1; n <= calls; n++) {
      refused += ERRNOS.filter((errno) => isRefused(n, errno)).length;
    }
    assert.ok(refused > ERRNOS.length, 'some call must have been refused');
  });
}

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

test('so does one in any publish of any payloads', (t) => {
  const target = tempTargets(t);
  const actives = fc.option(payloads, { nil: undefined });
  fc.assert(
    fc.property(
      actives,
      payloads,
      share,
      fc.constantFrom(...ERRNOS),
      (active, during, share, errno) => {
        const { calls, isRefused } = outcomes(target, active, during);
        isRefused(1 + Math.floor(share * calls), errno);
      },
    ),
    { numRuns: 300 },
  );
});

test('a disk that fails from any one call on leaves a whole version, and nothing a day after it works again', (t) => {
  const target = tempTargets(t);
  const expected = fresh(target, during);
  const calls = callsOf(target, before, during);
  for (let n = 1; n <= calls; n++) {
    const dir = start(target, before);
    const old = versionTree(dir);
    const isPublished = publishes(dir, during, n, 'EIO', Infinity);
    assert.deepEqual(versionTree(dir), isPublished ? expected.version : old, `call ${n}`);
    new AtomicWriter(dir, { fileSystem: later(DAY) }).write(during);
    assert.deepEqual(tree(dir), expected.tree, `call ${n}`);
  }
});

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
