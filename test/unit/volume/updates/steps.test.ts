// What the steps of every writer say of readers, and of what a crash leaves: at every step it is so.

import assert from 'node:assert/strict';
import { readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  AtomicWriter,
  nodeFileSystem,
  type Payload,
  type VolumeError,
} from '../../../../src/volume/index.ts';
import { givenVolume } from '../../../../src/volume/updates/givenVolume.ts';
import { updateOf } from '../../../../src/volume/updates/perform.ts';
import { planUpdate } from '../../../../src/volume/updates/planUpdate.ts';
import {
  type Moment,
  NEW_VERSION,
  type WriterId,
  WRITERS,
} from '../../../../src/volume/updates/update.ts';
import { payloads } from '../../../shared/arbitraries.ts';
import { fc } from '../../../shared/fastCheck.ts';
import { payload, tempTargets, tree } from '../../../shared/volumes.ts';
import { findLeft, readKey, textSeen, told } from './onDisk.ts';

const before = payload({ kept: 'old', gone: 'old', 'conf/a': 'old', 'conf/b': 'old' });
const after = payload({ kept: 'new', 'conf/a': 'new', 'conf/c': 'new', added: 'x' });

function assertTold(dir: string, moment: Moment, version: string, now: Payload, then: Payload) {
  for (const [key, seen] of moment.seen) {
    assert.equal(readKey(dir, key), textSeen(seen, key, then, now), `reading ${key}`);
  }
  assert.deepEqual(findLeft(dir, version, then, now), told(moment.left));
}

/** Steps it to its end; returns the ids of the steps. */
function stepThrough(writer: WriterId, dir: string, then: Payload, now: Payload): string[] {
  const { timestampDir: version } = new AtomicWriter(dir).write(then);
  const update = planUpdate(writer, nodeFileSystem, dir, now);
  assert.equal(update.before, version);
  const ids: string[] = [];
  for (const step of update.run()) {
    assertTold(dir, step, version, now, then);
    ids.push(step.id);
    if (step.fails !== undefined) return ids;
  }
  assertTold(dir, update.end, version, now, then);
  assert.deepEqual(
    ids,
    update.steps.map(({ id }) => id),
  );
  return ids;
}

function writable(then: Payload): Payload {
  return new Map(
    [...then].map(([key, { data, mode = 0o644 }]) => [key, { data, mode: mode | 0o200 }]),
  );
}

for (const writer of WRITERS) {
  test(`${writer}: at every step readers see, and a crash leaves, what the step says`, (t) => {
    const target = tempTargets(t);
    assert.ok(stepThrough(writer, target(), before, after).length > 6);
    stepThrough(writer, target(), before, before);
    stepThrough(writer, target(), payload({}), after);
    stepThrough(writer, target(), before, payload({}));
    fc.assert(
      fc.property(payloads, payloads, (then, now) => {
        // An editor cannot write into what its owner may not write; root may.
        stepThrough(writer, target(), writer === 'in-place' ? writable(then) : then, now);
      }),
      { numRuns: 60 },
    );
  });
}

test('ours takes the steps of AtomicWriter, and each does what it says', (t) => {
  const target = tempTargets(t);
  fc.assert(
    fc.property(payloads, payloads, (then, now) => {
      const [ours, direct] = [target(), target()];
      for (const dir of [ours, direct]) new AtomicWriter(dir).write(then);
      const update = planUpdate('projected-volumes', nodeFileSystem, ours, now);
      const ids = [...update.run()].map(({ id }) => id);
      assert.deepEqual(ids, [...new AtomicWriter(direct).steps(now)]);
      assert.deepEqual(tree(ours), tree(direct));
    }),
    { numRuns: 60 },
  );
});

test('the acts of ours, done one by one, leave what AtomicWriter leaves', (t) => {
  const target = tempTargets(t);
  fc.assert(
    fc.property(payloads, payloads, (then, now) => {
      const [ours, acted] = [target(), target()];
      for (const dir of [ours, acted]) new AtomicWriter(dir).write(then);
      new AtomicWriter(ours).write(now);
      const { steps, end } = planUpdate('projected-volumes', nodeFileSystem, acted, now);
      const volume = givenVolume(nodeFileSystem, acted, now);
      for (const _ of updateOf(volume, steps, end).run());
      assert.deepEqual(tree(acted), tree(ours));
    }),
    { numRuns: 60 },
  );
});

test('the steps of a kubelet name what they touch, and no value', (t) => {
  const target = tempTargets(t)();
  const { timestampDir: version } = new AtomicWriter(target).write(before);
  const { steps } = planUpdate('kubelet', nodeFileSystem, target, after);
  assert.deepEqual(
    steps.filter(({ does }) => does.length > 0).map(({ id, does }) => [id, does]),
    [
      ['make timestamp directory', [{ act: 'make version' }]],
      [
        'write files',
        [
          {
            act: 'write version',
            files: [
              { key: 'added', bytes: 1, mode: 0o644 },
              { key: 'conf/a', bytes: 3, mode: 0o644 },
              { key: 'conf/c', bytes: 3, mode: 0o644 },
              { key: 'kept', bytes: 3, mode: 0o644 },
            ],
          },
        ],
      ],
      ['take ..data_tmp', [{ act: 'link', path: '..data_tmp', target: NEW_VERSION }]],
      ['swap', [{ act: 'rename', path: '..data_tmp', onto: '..data' }]],
      ['link new keys', [{ act: 'link', path: 'added', target: '..data/added' }]],
      ['remove links', [{ act: 'unlink', path: 'gone' }]],
      ['remove old version', [{ act: 'remove version', path: version }]],
    ],
  );
});

for (const writer of ['kubelet', 'kubelet-1.10', 'one-link'] as const) {
  test(`${writer} fails on the ..data_tmp of another writer, and leaves the volume to it`, (t) => {
    const target = tempTargets(t)();
    new AtomicWriter(target).write(before);
    symlinkSync('..2026_01_01_00_00_00.1', join(target, '..data_tmp'));
    const update = planUpdate(writer, nodeFileSystem, target, after);
    const path = join(target, '..data_tmp');
    assert.throws(
      () => [...update.run()],
      ({ failure }: VolumeError) => failure.code === 'file-system' && failure.errno === 'EEXIST',
    );
    assert.equal(readlinkSync(path), '..2026_01_01_00_00_00.1');
    assert.equal(readKey(target, 'kept'), 'old');
  });
}
