// What an earlier window left is gone on with at once; all else waits until it is needed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasLeftovers, RememberedVolumes } from '../../../../src/vscode/volumes/remembered.ts';
import { storageOf } from '../editing/storageOf.ts';

test('a workspace whose volumes were only looked for has nothing to go on with', async () => {
  const { memento } = storageOf();
  assert.equal(hasLeftovers(memento), false);
  await new RememberedVolumes(memento).discovered();
  assert.equal(hasLeftovers(memento), false);
});

test('volumes that were added, and whatever else is kept, are gone on with', async () => {
  const { memento } = storageOf();
  await new RememberedVolumes(memento).add('/etc/app');
  assert.equal(hasLeftovers(memento), true);
  const { memento: other } = storageOf();
  await other.update('staged', {});
  assert.equal(hasLeftovers(other), true);
});
