// What an update changes, as somebody asks for it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem, VolumeError } from '../../../../src/volume/index.ts';
import { readBase } from '../../../../src/volume/edit/edits.ts';
import { payloadAfter, type UpdateChanges } from '../../../../src/volume/updates/changes.ts';
import { payload, tempTarget, tempTargets } from '../../../shared/volumes.ts';

const filesOf = (target: string) => readBase(nodeFileSystem, target).files;

function after(target: string, changes?: UpdateChanges): Record<string, string> {
  const payload = payloadAfter(filesOf(target), changes);
  return Object.fromEntries(
    [...payload].map(([key, { data }]) => [key, Buffer.from(data).toString('latin1')]),
  );
}

test('keys are set and deleted; the others, and their modes, stay', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ a: ['1', 0o400], b: ['2', 0o400], c: ['3', 0o400] }));
  const changes = { set: { a: 'x', 'conf/new': 'y' }, delete: ['b'] };
  assert.deepEqual(after(target, changes), { a: 'x', c: '3', 'conf/new': 'y' });
  const modes = [...payloadAfter(filesOf(target), changes).values()].map(({ mode }) => mode);
  assert.deepEqual(modes, [0o400, 0o400, 0o400]);
});

test('without changes the first key of text gets a line end more, and next time one less', (t) => {
  const target = tempTarget(t);
  const seen = [];
  new AtomicWriter(target).write(payload({ blob: Buffer.of(0, 255), text: 'x\n', z: '' }));
  for (let time = 0; time < 3; time++) {
    const changed = payloadAfter(filesOf(target));
    new AtomicWriter(target).write(changed);
    seen.push(after(target, { delete: ['blob', 'z'] })['text']);
  }
  assert.deepEqual(seen, ['x\n\n', 'x\n', 'x\n\n']);
});

test('any volume can be changed: one without text, one without keys, one without a version', (t) => {
  const target = tempTargets(t);
  const [binary, empty] = [target(), target()];
  new AtomicWriter(binary).write(payload({ blob: Buffer.of(0, 255) }));
  new AtomicWriter(empty).write(payload({}));
  assert.deepEqual(after(binary), { blob: '\0\u00FF\n' });
  assert.deepEqual(after(empty), { updated: 'yes\n' });
  assert.deepEqual(after(target()), { updated: 'yes\n' });
});

test('a key that cannot be one is refused', (t) => {
  const target = tempTarget(t);
  assert.throws(() => after(target, { set: { '../out': 'x' } }), VolumeError);
});
