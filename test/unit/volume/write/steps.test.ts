// The steps of a publish: their order, and publishes that are given up or held up between them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import { fresh, typical } from '../../../shared/crashes.ts';
import { DAY, later } from '../../../shared/fileSystems.ts';
import { tempTargets, tree } from '../../../shared/volumes.ts';

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
  new AtomicWriter(dir, { fileSystem: later(DAY) }).write(typical.after);
  assert.throws(() => [...sleeper], { failure: { code: 'busy' } });
  assert.deepEqual(tree(dir), fresh(tempTargets(t), typical.after).tree);
});
