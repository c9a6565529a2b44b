// A writer that dies or fails at any of its calls: what is on disk then, and after the next publish.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../src/volume/index.ts';
import { payloads, type RandomPayload } from './arbitraries.ts';
import { Crash, crashingAt, DAY, impatient, later, observed } from './fileSystems.ts';
import { payload, tempTargets, tree, versionTree } from './volumes.ts';

interface Sequence {
  before: RandomPayload;
  during: RandomPayload;
  after: RandomPayload;
}

/** The payload that a writer dies with, what was there before it, and what is published next. */
const sequences = fc.record({ before: payloads, during: payloads, after: payloads });

/** One publish that replaces, adds, removes and nests keys, of which every call is tried. */
const typical: Sequence = {
  before: sized({ kept: 'old', gone: 'old', 'conf/a': 'old', 'conf/b': 'old', type: 'file' }),
  during: sized({ kept: 'new', 'conf/a': 'new', 'conf/c': 'new', 'type/dir': 'x', added: 'x' }),
  after: sized({ kept: 'last', 'conf/b': 'last', other: '' }),
};

function sized(keys: Record<string, string>): RandomPayload {
  return new Map([...payload(keys)].map(([key, { data }]) => [key, { data, mode: 0o640 }]));
}

/** What a target directory holds after nothing but this publish. */
function fresh(target: () => string, keys: RandomPayload) {
  const dir = target();
  new AtomicWriter(dir).write(keys);
  return { tree: tree(dir), version: versionTree(dir) };
}

/** A program that opens the active version's keys by their names in the target directory gets all of it. */
function assertVisible(dir: string, keys: RandomPayload): void {
  for (const [key, { data }] of keys) {
    const seen = readFileSync(join(dir, key));
    assert.equal(seen.toString('hex'), Buffer.from(data).toString('hex'), key);
  }
}

/** Publishes `before`, lets `die` begin to publish `during`, and looks at what a crash leaves. */
function survives(
  target: () => string,
  sequence: Sequence,
  die: (dir: string, during: RandomPayload) => void,
): void {
  const dir = target();
  new AtomicWriter(dir).write(sequence.before);
  const old = versionTree(dir);
  die(dir, sequence.during);

  const active = versionTree(dir);
  if (isDeepStrictEqual(active, old)) assertVisible(dir, sequence.before);
  else {
    assert.deepEqual(active, fresh(target, sequence.during).version, 'neither old nor new');
    assertVisible(dir, sequence.during);
  }

  // At once: a ..data_tmp is waited for, a directory left behind is let be.
  const expected = fresh(target, sequence.after);
  new AtomicWriter(dir, { fileSystem: impatient() }).write(sequence.after);
  const leftBehind = / \.\.\d/;
  assert.deepEqual(
    tree(dir).filter((line) => !leftBehind.test(line)),
    expected.tree,
  );
  new AtomicWriter(dir, { fileSystem: later(DAY) }).write(sequence.after);
  assert.deepEqual(tree(dir), expected.tree);
}

function dieAt(n: number, durable = false) {
  return (dir: string, during: RandomPayload): void => {
    try {
      new AtomicWriter(dir, { fileSystem: crashingAt(n), durable }).write(during);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  };
}

function callsOf(target: () => string, { before, during }: Sequence, durable = false): number {
  const dir = target();
  new AtomicWriter(dir).write(before);
  let calls = 0;
  const fileSystem = observed((count) => (calls = count));
  new AtomicWriter(dir, { fileSystem, durable }).write(during);
  return calls;
}

test('a crash before any one call leaves a whole version, and the next publish works', (t) => {
  const target = tempTargets(t);
  for (const durable of [false, true]) {
    const calls = callsOf(target, typical, durable);
    assert.ok(calls > 50, `only ${calls} calls`);
    for (let n = 1; n <= calls; n++) survives(target, typical, dieAt(n, durable));
  }
});

test('so does a crash in any publish of any payloads', (t) => {
  const target = tempTargets(t);
  fc.assert(
    fc.property(sequences, fc.double({ min: 0, max: 1, noNaN: true }), (sequence, share) => {
      const n = 1 + Math.floor(share * callsOf(target, sequence));
      survives(target, sequence, dieAt(n));
    }),
    { numRuns: 150 },
  );
});

test('so does one after any of the steps', (t) => {
  const target = tempTargets(t);
  const steps = [...new AtomicWriter(target()).steps(typical.before)];
  for (let done = 0; done <= steps.length; done++) {
    survives(target, typical, (dir, during) => {
      const writer = new AtomicWriter(dir).steps(during);
      for (let step = 0; step < done; step++) writer.next();
    });
  }
});

test('the steps come in the order of the algorithm', (t) => {
  const writer = new AtomicWriter(tempTargets(t)());
  const beforeTidying = [
    'validate',
    'read active version',
    'compare',
    'find missing links',
    'make timestamp directory',
    'write files',
    'link new keys',
    'take ..data_tmp',
    'swap',
  ];
  const tidying = ['match links', 'remove old version', 'clear leftovers'];
  assert.deepEqual([...writer.steps(typical.before)], [...beforeTidying, ...tidying]);
  assert.deepEqual(
    [...writer.steps(typical.before)],
    ['validate', 'read active version', 'compare', 'match links', 'clear leftovers'],
  );
});

test('a publish given up before the swap leaves no trace', (t) => {
  const target = tempTargets(t);
  for (const before of [undefined, typical.before]) {
    const dir = target();
    if (before !== undefined) new AtomicWriter(dir).write(before);
    const untouched = tree(dir);
    for (let done = 1; done <= 8; done++) {
      const writer = new AtomicWriter(dir).steps(typical.during);
      for (let step = 0; step < done; step++) writer.next();
      assert.notDeepEqual(writer.return(undefined as never), { done: false });
      assert.deepEqual(tree(dir), untouched, `after step ${done}`);
    }
  }
});

test('a writer asleep for too long never makes active what others took for an orphan', (t) => {
  const dir = tempTargets(t)();
  let offset = 0;
  const fileSystem: FileSystem = { ...nodeFileSystem, now: () => Date.now() + offset };
  const sleeper = new AtomicWriter(dir, { fileSystem }).steps(typical.during);
  for (let step = 0; step < 7; step++) sleeper.next();
  offset = DAY;
  new AtomicWriter(dir, { fileSystem }).write(typical.after);
  assert.throws(() => [...sleeper], { failure: { code: 'busy' } });
  assert.deepEqual(tree(dir), fresh(tempTargets(t), typical.after).tree);
});
