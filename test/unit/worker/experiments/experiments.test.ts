// The two experiments: how events are counted, and a short run of each on real threads.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { WRITERS } from '../../../../src/volume/updates/update.ts';
import { runExperiment } from '../../../../src/worker/client/experiment.ts';
import { resultOf } from '../../../../src/worker/experiments/compareWatchers.ts';
import { compareWays } from '../../../../src/worker/experiments/compareWays.ts';
import { scratchKeys } from '../../../../src/worker/experiments/scratch.ts';
import { BEGUN, type Threads } from '../../../../src/worker/experiments/threads.ts';
import type { Found } from '../../../../src/worker/protocol/experiments.ts';

const SCRIPT = resolve('dist/experiments.cjs');
const KEYS = [
  { key: 'app.yaml', size: 300 },
  { key: 'log.level', size: 5 },
];

/** A folder for temporary files that nobody else makes scratch copies in meanwhile. */
const temporary = mkdtempSync(join(tmpdir(), 'experiments-'));
process.env['TMPDIR'] = temporary;
after(() => rmSync(temporary, { recursive: true }));

function following(controller = new AbortController()) {
  const progress: number[] = [];
  return {
    progress,
    onProgress: (done: number) => void progress.push(done),
    signal: controller.signal,
  };
}

test('an update is noticed by the first read that shows it whole, and repeated by others', () => {
  const made = [100, 200, 300, 400].map((at) => ({ begunAt: at, shownAt: at + 5 }));
  const sights = [
    { at: 101, number: 0 },
    { at: 106, number: 1 },
    { at: 109, number: 1 },
    // The second one is noticed when the third has begun: too late.
    { at: 204, number: 'half-made' },
    { at: 301, number: 2 },
    { at: 325, number: 3 },
  ] as const;
  assert.deepEqual(resultOf('chokidar key', { sights }, made), {
    watcher: 'chokidar key',
    events: 6,
    noticed: 2,
    missed: 2,
    repeated: 1,
    median: 20,
    worst: 20,
    halfMade: 1,
    isAlive: false,
  });
  assert.deepEqual(resultOf('fs.watch key', { sights: [], errno: 'ENOSPC' }, made), {
    watcher: 'fs.watch key',
    events: 0,
    noticed: 0,
    missed: 4,
    repeated: 0,
    halfMade: 0,
    isAlive: false,
    errno: 'ENOSPC',
  });
});

test('the watch on a key goes dead with the first update of a kubelet, the one on the directory does not', async () => {
  const follow = following();
  const found = (await runExperiment(
    SCRIPT,
    { kind: 'watchers', keys: KEYS, writer: 'kubelet', updates: 3, apart: 300 },
    follow,
  )) as Extract<Found, { kind: 'watchers' }>;
  assert.deepEqual(follow.progress, [1, 2, 3]);
  assert.equal(found.keys, 2);
  assert.equal(found.bytes, 310);
  const alive = Object.fromEntries(
    found.watchers.map(({ watcher, isAlive }) => [watcher, isAlive]),
  );
  assert.equal(alive['fs.watch key'], false);
  assert.equal(alive['fs.watch ..data'], false);
  assert.equal(alive['fs.watch directory'], true);
  assert.equal(alive['chokidar ..data'], true);
  assert.equal(alive['fs.watchFile key'], true);
  assert.equal(found.watchers.length, 9);
  assert.deepEqual(readdirSync(temporary), []);
});

test('whoever reads both keys in the directory that ..data leads to never gets a mixture', async () => {
  const follow = following();
  const found = (await runExperiment(
    SCRIPT,
    { kind: 'ways', keys: KEYS, milliseconds: 300 },
    follow,
  )) as Extract<Found, { kind: 'ways' }>;
  assert.deepEqual(
    found.ways.map(({ writer }) => writer),
    WRITERS,
  );
  for (const { writer, updates, byPath, byVersion, left } of found.ways) {
    assert.ok(updates > 0 && byPath.reads > 0, writer);
    assert.ok(left.length > 0, writer);
    if (byVersion === undefined) assert.ok(['one-link', 'in-place'].includes(writer));
    else {
      const { reads, ...wrong } = byVersion;
      assert.ok(reads > 0, writer);
      assert.deepEqual(wrong, { mixtures: 0, missing: 0, torn: 0 });
    }
  }
});

test('the time of a writer begins when all its threads have begun', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'ways-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const stoppedEarly: string[] = [];
  /** Threads that take longer to begin than they have to work. */
  const start: Threads['start'] = (role, onMessage) => {
    assert.ok('stop' in role);
    const { stop, writer } = role;
    setTimeout(() => {
      if (Atomics.load(stop, 0) !== 0) stoppedEarly.push(writer);
      onMessage(BEGUN);
      const untilStopped = setInterval(() => {
        if (Atomics.load(stop, 0) === 0) return;
        clearInterval(untilStopped);
        onMessage(role.role);
      });
    }, 20);
    return () => {};
  };
  const scratch = { directory, keys: scratchKeys(KEYS) };
  const experiment = { kind: 'ways', keys: KEYS, milliseconds: 1 } as const;
  const ways = await compareWays(experiment, scratch, { start, onProgress: () => {} });
  assert.deepEqual(stoppedEarly, []);
  assert.deepEqual(
    ways.map(({ writer }) => writer),
    WRITERS,
  );
});

test('one that is cancelled before it has begun does not begin', async () => {
  const controller = new AbortController();
  const follow = following(controller);
  const running = runExperiment(SCRIPT, { kind: 'ways', keys: KEYS, milliseconds: 300 }, follow);
  controller.abort();
  assert.equal(await running, undefined);
  assert.deepEqual(follow.progress, []);
  assert.deepEqual(readdirSync(temporary), []);
});

test('one whose thread cannot be started leaves nothing', async () => {
  await assert.rejects(
    runExperiment('', { kind: 'ways', keys: KEYS, milliseconds: 300 }, following()),
  );
  assert.deepEqual(readdirSync(temporary), []);
});

test('one that is cancelled ends at once and leaves nothing', async () => {
  const controller = new AbortController();
  const follow = following(controller);
  const found = await runExperiment(
    SCRIPT,
    { kind: 'watchers', keys: KEYS, writer: 'kubelet', updates: 10_000, apart: 1 },
    {
      ...follow,
      onProgress: (done) => {
        if (done === 2) controller.abort();
      },
    },
  );
  assert.equal(found, undefined);
  assert.deepEqual(readdirSync(temporary), []);
});
