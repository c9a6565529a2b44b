// A writer that dies before or after any of its calls: what is on disk then, and after the next publish.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import { payloads, type RandomPayload } from '../../../shared/arbitraries.ts';
import {
  assertVisible,
  deathsOf,
  fresh,
  type Sequence,
  survival,
  typical,
} from '../../../shared/crashes.ts';
import {
  Crash,
  crashingAt,
  DAY,
  type Death,
  impatient,
  later,
} from '../../../shared/fileSystems.ts';
import { tempTargets, tree, versionTree } from '../../../shared/volumes.ts';

const sequences = fc.record({
  before: fc.option(payloads, { nil: undefined }),
  during: payloads,
  after: payloads,
});

function die(dir: string, during: RandomPayload, death: Death, durable = false): void {
  try {
    new AtomicWriter(dir, { fileSystem: crashingAt(death), durable }).write(during);
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
}

function survivesAll(target: () => string, sequence: Sequence, durable = false): number {
  const deaths = deathsOf(target, sequence, durable);
  const { begin, check } = survival(target, sequence);
  for (const death of deaths) {
    const dir = begin();
    die(dir, sequence.during, death, durable);
    check(dir);
  }
  return deaths.length;
}

const publishes: [string, Sequence, durable?: true][] = [
  ['a publish', typical],
  ['a durable publish', typical, true],
  ['a first publish', { ...typical, before: undefined }],
  ['a publish that changes nothing', { ...typical, during: typical.before }],
];

for (const [name, sequence, durable] of publishes) {
  test(`a crash before or after any one call of ${name} leaves a whole version, and the next publish works`, (t) => {
    const target = tempTargets(t);
    const deaths = survivesAll(target, sequence, durable);
    assert.ok(deaths > 20, `only ${deaths}`);
  });
}

test('so does a crash before or after any one call of publishes of random payloads', (t) => {
  const target = tempTargets(t);
  fc.assert(
    fc.property(sequences, (sequence) => {
      survivesAll(target, sequence);
    }),
    { numRuns: 8 },
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
        const deaths = deathsOf(target, { before: old, during, after });
        const death = deaths[Math.floor(share * deaths.length)];
        assert.ok(death !== undefined);
        // Healing what is there takes more calls than were counted; so it may well live, too.
        die(dir, during, death);
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
