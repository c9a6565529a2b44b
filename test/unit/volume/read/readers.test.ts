// Four programs that read while one publishes, in threads of their own.

import assert from 'node:assert/strict';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { errnoOf } from '../../../../src/volume/failure.ts';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import { assertTidy, COMMON_KEYS, numbered, numberOf } from '../../../shared/numbered.ts';
import { play, testsAndRoles } from '../../../shared/threads.ts';
import { payload, readSettled, tempTarget, told } from '../../../shared/volumes.ts';

const PUBLISHES = 10_000;

/** Reads until the last version; numbers never go down. Returns how many versions it saw. */
function readToTheEnd(read: () => number): number {
  const seen = new Set<number>();
  for (let last = 0; last < PUBLISHES;) {
    const n = read();
    assert.ok(n >= last, `${n} after ${last}`);
    seen.add((last = n));
  }
  return seen.size;
}

/** Finds out where ..data leads once, and reads below that; again when it is replaced and removed meanwhile. */
function readOneVersion(target: string): number {
  for (;;) {
    const version = join(target, readlinkSync(join(target, '..data')));
    try {
      const texts = COMMON_KEYS.map((key) => readFileSync(join(version, key), 'utf8').trim());
      assert.equal(new Set(texts).size, 1, `a mixture of ${texts.join()}`);
      return Number(texts[0]);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }
}

/**
 * To open a key the kernel follows three links one after the other. Whoever is put to sleep between two of them until
 * the version is replaced and removed gets ENOENT, with any writer of this layout, and finds the key at once again.
 */
function readKey(target: string, key: string): number {
  const path = join(target, key);
  const attempts = 5;
  for (let attempt = 1; ; attempt++) {
    try {
      return Number(readFileSync(path, 'utf8'));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      assert.ok(attempt < attempts, `${key} is not there`);
    }
  }
}

const roles = {
  publishing(target: string): void {
    const writer = new AtomicWriter(target);
    for (let n = 1; n <= PUBLISHES; n++) writer.write(payload(numbered(n)));
  },
  'reading snapshots': (target: string) => readToTheEnd(() => numberOf(told(readSettled(target)))),
  'reading ..data': (target: string) => readToTheEnd(() => readOneVersion(target)),
  'reading keys': (target: string) =>
    readToTheEnd(() => {
      // One after the other they may be of different versions, but never of an earlier one than the key before.
      const numbers = COMMON_KEYS.map((key) => readKey(target, key));
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
      return numbers[0] ?? Number.NaN;
    }),
};

function testAll(): void {
  test('none of four readers sees a mixture, a half or nothing while 10,000 versions are published', async (t) => {
    const target = tempTarget(t);
    new AtomicWriter(target).write(payload(numbered(0)));
    const [, ...seen] = await Promise.all([
      play('publishing', target),
      play('reading snapshots', target),
      play('reading snapshots', target),
      play('reading ..data', target),
      play('reading keys', target),
    ]);
    assert.ok(
      seen.every((versions) => Number(versions) > 100),
      `they saw ${seen.join()} versions`,
    );
    assertTidy(t, target);
  });
}

testsAndRoles(testAll, roles);
