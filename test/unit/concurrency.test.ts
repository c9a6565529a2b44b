// Writers and readers at the same time, in threads of their own: this file is also what they run.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { publishEdits } from '../../src/volume/edits.ts';
import { AtomicWriter, nodeFileSystem, readSnapshot, VolumeError } from '../../src/volume/index.ts';
import { contents, payload, tempTarget, tree } from './volumes.ts';

const WRITERS = 3;
const ROUNDS = 100;

/** All the keys of a version carry the same number; how many keys there are changes with it. */
function numbered(n: number): Record<string, string> {
  const text = `${n}`;
  const passing = n % 2 === 0 ? { 'even/key': text } : { odd: text, even: text };
  return { first: text, 'dir/second': text, ...passing, last: text.padStart(5_000 + n) };
}

/** The number of a version, which must be whole. */
function numberOf(keys: Record<string, string>): number {
  const n = Number(keys['first']);
  assert.deepEqual(keys, sorted(numbered(n)), 'a mixture');
  return n;
}

function sorted(keys: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const roles = {
  /** Counts up by compare-and-swap of whole payloads. */
  counting(target: string): number {
    let conflicts = 0;
    for (let round = 0; round < ROUNDS;) {
      const snapshot = readSnapshot(nodeFileSystem, target);
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
  editing(target: string, writer: number): void {
    const edit = (key: string, text: string | undefined) =>
      publishEdits(nodeFileSystem, target, [
        { key, content: text === undefined ? undefined : { data: Buffer.from(text) } },
      ]);
    for (let round = 1; round <= ROUNDS / 2; round++) {
      edit(`own/${writer}`, `${round}`);
      edit(`passing${writer}`, round % 2 === 0 ? undefined : `${round}`);
    }
  },

  /** Reads until the last number, which must never go down. */
  reading(target: string): number {
    const seen = new Set<number>();
    for (let last = 0; last < WRITERS * ROUNDS;) {
      const n = numberOf(contents(target));
      assert.ok(n >= last, `${n} after ${last}`);
      seen.add((last = n));
    }
    return seen.size;
  },
};

type Role = keyof typeof roles;

interface Task {
  role: Role;
  target: string;
  writer: number;
}

function run(role: Role, target: string, writer = 0): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const task: Task = { role, target, writer };
    const thread = new Worker(new URL(import.meta.url), { workerData: task });
    thread.once('message', resolve).once('error', reject);
  });
}

/** The links are those that a fresh publish of the active version makes, and nothing else is left. */
function assertTidy(t: TestContext, target: string): void {
  const fresh = tempTarget(t);
  new AtomicWriter(fresh).write(payload(contents(target)));
  assert.deepEqual(tree(target), tree(fresh));
}

function testAll(): void {
  test('of three writers counting by compare-and-swap no count is lost and no reader sees a mixture', async (t) => {
    const target = tempTarget(t);
    new AtomicWriter(target).write(payload(numbered(0)));
    const readers = [run('reading', target), run('reading', target)];
    const writers = Array.from({ length: WRITERS }, () => run('counting', target));
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
    await Promise.all([1, 2, 3].map((writer) => run('editing', target, writer)));
    const last = `${ROUNDS / 2}`;
    assert.deepEqual(contents(target), {
      'own/1': last,
      'own/2': last,
      'own/3': last,
      untouched: 'x',
    });
    assertTidy(t, target);
  });
}

if (isMainThread) testAll();
else {
  const { role, target, writer } = workerData as Task;
  parentPort?.postMessage(roles[role](target, writer));
}
