// Writers at the same time, in threads of their own, and readers beside them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publishEdits } from '../../../../src/volume/edit/edits.ts';
import { AtomicWriter, nodeFileSystem, VolumeError } from '../../../../src/volume/index.ts';
import { assertTidy, numbered, numberOf } from '../../../shared/numbered.ts';
import { play, testsAndRoles } from '../../../shared/threads.ts';
import { contents, payload, readSettled, tempTarget, told } from '../../../shared/volumes.ts';

const WRITERS = 3;
const ROUNDS = 300;
const EDITS = 50;

const roles = {
  /** Counts up by compare-and-swap of whole payloads. */
  counting(target: string): number {
    let conflicts = 0;
    for (let round = 0; round < ROUNDS;) {
      const snapshot = readSettled(target);
      assert.ok(snapshot.state === 'read', snapshot.state);
      const n = Number(Buffer.from(snapshot.files.values().next().value?.data ?? []).toString());
      try {
        new AtomicWriter(target).write(payload(numbered(n + 1)), snapshot.version.name);
        round++;
      } catch (error) {
        const isConflict = error instanceof VolumeError && error.failure.code === 'conflict';
        if (!isConflict) throw error;
        conflicts++;
      }
    }
    return conflicts;
  },

  /** Edits one key of its own, and adds and deletes another, beside what others edit. */
  editing(target: string, nth: number): void {
    const edit = (key: string, text: string | undefined) =>
      publishEdits(nodeFileSystem, target, [
        { key, content: text === undefined ? undefined : { data: Buffer.from(text) } },
      ]);
    for (let round = 1; round <= EDITS; round++) {
      edit(`own/${nth}`, `${round}`);
      edit(`passing${nth}`, round % 2 === 0 ? undefined : `${round}`);
    }
  },

  /** Reads until the last number, which must never go down; returns how many there were. */
  reading(target: string): number {
    const seen = new Set<number>();
    for (let last = 0; last < WRITERS * ROUNDS;) {
      const n = numberOf(told(readSettled(target)));
      assert.ok(n >= last, `${n} after ${last}`);
      seen.add((last = n));
    }
    return seen.size;
  },
};

function testAll(): void {
  test('of three writers counting by compare-and-swap no count is lost and no reader sees a mixture', async (t) => {
    const target = tempTarget(t);
    new AtomicWriter(target).write(payload(numbered(0)));
    const readers = [1, 2].map(() => play('reading', target));
    const writers = Array.from({ length: WRITERS }, () => play('counting', target));
    const conflicts = await Promise.all(writers);
    const seen = await Promise.all(readers);
    assert.equal(numberOf(contents(target)), WRITERS * ROUNDS);
    assert.ok(
      conflicts.some((count) => Number(count) > 0),
      'the writers never met',
    );
    assert.ok(
      seen.every((versions) => Number(versions) > 10),
      `readers saw ${seen.join()} versions`,
    );
    assertTidy(t, target);
  });

  test('edits of different keys by three writers at once are all kept', async (t) => {
    const target = tempTarget(t);
    new AtomicWriter(target).write(payload({ untouched: 'x' }));
    await Promise.all([1, 2, 3].map((nth) => play('editing', target, nth)));
    const last = `${EDITS}`;
    assert.deepEqual(contents(target), {
      'own/1': last,
      'own/2': last,
      'own/3': last,
      untouched: 'x',
    });
    assertTidy(t, target);
  });
}

testsAndRoles(testAll, roles);
