// A writer that dies before or after any of the changes that it makes: what is on disk then, and after the next publish.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import { payloads, type RandomPayload } from '../../../shared/arbitraries.ts';
import {
  assertVisible,
  changesOf,
  fresh,
  type Sequence,
  survival,
  typical,
} from '../../../shared/crashes.ts';
import { Crash, crashingAtChange, DAY, impatient, later } from '../../../shared/fileSystems.ts';
import { tempTargets, tree, versionTree } from '../../../shared/volumes.ts';

const sequences = fc.record({
  before: fc.option(payloads, { nil: undefined }),
  during: payloads,
  after: payloads,
});

function die(dir: string, during: RandomPayload, atChange: number, durable = false): void {
  try {
    new AtomicWriter(dir, { fileSystem: crashingAtChange(atChange), durable }).write(during);
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
}

function survivesAll(target: () => string, sequence: Sequence, durable = false): number {
  const changes = changesOf(target, sequence, durable);
  const { begin, check } = survival(target, sequence);
  for (let change = 1; change <= changes + 1; change++) {
    const dir = begin();
    die(dir, sequence.during, change, durable);
    check(dir);
  }
  return changes;
}

const publishes: [string, Sequence, durable?: true][] = [
  ['a publish', typical],
  ['a durable publish', typical, true],
  ['a first publish', { ...typical, before: undefined }],
];

for (const [name, sequence, durable] of publishes) {
  test(`a crash before or after any one change of ${name} leaves a whole version, and the next publish works`, (t) => {
    const target = tempTargets(t);
    const changes = survivesAll(target, sequence, durable);
    assert.ok(changes > 10, `only ${changes}`);
  });
}

test('a publish that changes nothing makes no change to crash at', (t) => {
  assert.equal(changesOf(tempTargets(t), { ...typical, during: typical.before }), 0);
});

test('so does a crash before or after any one change of publishes of random payloads', (t) => {
  const target = tempTargets(t);
  fc.assert(
    fc.property(sequences, (sequence) => {
      survivesAll(target, sequence);
    }),
    { numRuns: 20 },
  );
});

const shares = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

test('so do crashes one after the other, each over what the one before left', (t) => {
  const target = tempTargets(t);
  const crashes = fc.array(fc.tuple(payloads, shares), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(payloads, crashes, payloads, (before, crashes, after) => {
      const dir = target();
      new AtomicWriter(dir).write(before);
      let old = before;
      for (const [during, share] of crashes) {
        const changes = changesOf(target, { before: old, during, after });
        // Healing what is there takes more changes than were counted; so it may well live, too.
        die(dir, during, 1 + Math.floor(share * (changes + 1)));
        const isNew = versionTree(dir).join() === fresh(target, during).version.join();
        old = isNew ? during : old;
        assert.deepEqual(versionTree(dir), fresh(target, old).version);
        assertVisible(dir, old);
      }
      new AtomicWriter(dir, { fileSystem: impatient() }).write(after);
      assertVisible(dir, after);
      new AtomicWriter(dir, { fileSystem: later(DAY) }).write(after);
      assert.deepEqual(tree(dir), fresh(target, after).tree);
    }),
    { numRuns: 50 },
  );
});

test('so does one after any of the steps', (t) => {
  const target = tempTargets(t);
  const steps = [...new AtomicWriter(target()).steps(typical.before)];
  const { begin, check } = survival(target, typical);
  for (let done = 0; done <= steps.length; done++) {
    const dir = begin();
    const writer = new AtomicWriter(dir).steps(typical.during);
    for (let step = 0; step < done; step++) writer.next();
    check(dir);
  }
});
