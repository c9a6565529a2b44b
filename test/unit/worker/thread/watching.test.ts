// Watching at length, and watching where the kernel has no events to give. What is shown in the end is the last version.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import fs, { mkdirSync, type FSWatcher } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { AtomicWriter, type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { VolumeClient } from '../../../../src/worker/client/volumeClient.ts';
import { systemError } from '../../../shared/fileSystems.ts';
import {
  cannotMount,
  inNamespace,
  runInNamespace,
  whatInNamespace,
} from '../../../shared/mountNamespace.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { SETTINGS, versionOf, watchVolume } from '../watched.ts';

const SWAPS = 10_000;

/** In bursts of all sizes with pauses of all lengths between them. */
function publishAtRandom(dir: string): string {
  const writer = new AtomicWriter(dir);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let last = '';
  for (let n = 1; n <= SWAPS; n++) {
    last = writer.write(payload({ a: `${n}`, [`passing${n % 3}`]: '' })).timestampDir;
    if (Math.random() < 0.02) Atomics.wait(pause, 0, 0, Math.random() * 40);
  }
  return last;
}

function countingReads(): { fs: FileSystem; readsOf: (key: string) => number } {
  const reads: string[] = [];
  const counting: FileSystem = {
    ...nodeFileSystem,
    openForReading: (path) => {
      reads.push(basename(path));
      return nodeFileSystem.openForReading(path);
    },
  };
  return { fs: counting, readsOf: (key) => reads.filter((read) => read === key).length };
}

/** `fs.watch` as it is on a file system that tells nothing, or where there are no more watches, until `restore`. */
function replaceWatch(t: TestContext, watch: () => FSWatcher): { restore: () => void } {
  const mocked = t.mock.method(fs, 'watch', watch);
  syncBuiltinESMExports();
  const restore = (): void => {
    mocked.mock.restore();
    syncBuiltinESMExports();
  };
  t.after(restore);
  return { restore };
}

function testAll(): void {
  test('of 10,000 swaps by another thread the last is shown by events alone', async (t) => {
    const dir = tempTarget(t);
    new AtomicWriter(dir).write(payload({ a: '0' }));
    const { fs: counting, readsOf } = countingReads();
    const { volume, states, until } = watchVolume(t, dir, { fs: counting, backstop: false });
    const looks = [
      t.mock.method(volume.reader, 'readVersion'),
      t.mock.method(volume.reader, 'read'),
    ];
    const writer = new Worker(new URL(import.meta.url), { workerData: { publishInto: dir } });
    const last = await new Promise<string>((done, fail) => {
      writer.once('message', done).once('error', fail);
    });
    const state = await until((latest) => versionOf(latest) === last);
    assert.equal(state.active.state === 'read' && state.active.keys[0]?.preview, `${SWAPS}`);
    const made = 1 + looks.reduce((sum, { mock }) => sum + mock.callCount(), 0);
    const versions = new Set(states.map(versionOf)).size;
    assert.ok(versions <= made, `${made} looks showed ${versions} versions`);
    // A look reads again when the next swap comes before it has ended, 20 times at most.
    assert.ok(readsOf('a') <= 20 * made, `${made} looks read ${readsOf('a')} times`);
  });

  test('of a burst of swaps the last alone is read, once', async (t) => {
    const dir = tempTarget(t);
    const writer = new AtomicWriter(dir);
    const ends = [writer.write(payload({ a: '0' })).timestampDir];
    const { fs: counting, readsOf } = countingReads();
    const { states, until } = watchVolume(t, dir, { fs: counting, backstop: false });
    // On this thread: no look comes in the middle of a burst.
    for (const swaps of [1, 2, 10, 100]) {
      for (let n = 1; n < swaps; n++) writer.write(payload({ a: `${n} of ${swaps}` }));
      const { timestampDir } = writer.write(payload({ a: `${swaps}` }));
      await until((latest) => versionOf(latest) === timestampDir);
      await setImmediate(); // the look for problems
      ends.push(timestampDir);
    }
    assert.deepEqual([...new Set(states.map(versionOf))], ends);
    assert.equal(readsOf('a'), ends.length);
  });

  test('where inotify is silent, the next look without an event shows what is there', (t) => {
    replaceWatch(t, () => Object.assign(new EventEmitter(), { close: () => {} }) as never);
    const dir = tempTarget(t);
    const writer = new AtomicWriter(dir);
    writer.write(payload({ a: '1' }));
    const { volume, states } = watchVolume(t, dir, { backstop: false });
    const { timestampDir } = writer.write(payload({ a: '2' }));
    volume.checkWithoutEvent();
    assert.equal(states.at(-1) && versionOf(states.at(-1) as VolumeState), timestampDir);
  });

  for (const errno of ['ENOSPC', 'EMFILE']) {
    test(`where watches are exhausted (${errno}), it is looked without events, says so, and finds out when there are some`, async (t) => {
      const { restore } = replaceWatch(t, () => {
        throw systemError(errno, 'watch');
      });
      const dir = tempTarget(t);
      const writer = new AtomicWriter(dir);
      writer.write(payload({ a: '1' }));
      const { volume, until } = watchVolume(t, dir, { backstop: false });
      await until(({ polling }) => polling === errno);
      const second = writer.write(payload({ a: '2' }));
      volume.checkWithoutEvent();
      await until((state) => versionOf(state) === second.timestampDir);
      restore();
      volume.checkWithoutEvent();
      await until(({ polling }) => polling === undefined);
      const third = writer.write(payload({ a: '3' }));
      await until((state) => versionOf(state) === third.timestampDir);
    });
  }

  const skip = cannotMount();
  for (const [name, told] of Object.entries(REAL)) {
    test(`with the kernel's own: ${name}`, { skip }, async (t) => {
      assert.deepEqual(await runInNamespace(tempTarget(t), name), told);
    });
  }
}

/** What is told of a volume while these happen to it. */
const REAL: Record<string, string[]> = {
  'watches exhausted': ['1, polling: ENOSPC', '2, polling: ENOSPC', '3'],
  'a tmpfs mounted, changed, unmounted, and another mounted': ['1', '2', '3', '1', '4'],
};

/** In a namespace of its own, with the worker and its own backstop. */
async function watchForReal(root: string, what: string): Promise<string[]> {
  const dir = join(root, 'volume');
  mkdirSync(dir);
  const told: string[] = [];
  let waiting = (): void => {};
  const client = new VolumeClient(resolve('dist/worker.cjs'), () => SETTINGS, {
    onState: ({ active, polling }) => {
      const value = active.state === 'read' ? active.keys[0]?.key : undefined;
      const text = `${value ?? active.state}${polling === undefined ? '' : `, polling: ${polling}`}`;
      if (text !== told.at(-1)) told.push(text);
      waiting();
    },
    onCrash: (error) => {
      throw error;
    },
  });
  const until = (text: string): Promise<void> =>
    new Promise((done) => {
      waiting = () => {
        if (told.at(-1) === text) done();
      };
      waiting();
    });
  // Told by the name of the key: values of what is on a tmpfs of its own are not shown.
  const publish = (key: string): void => {
    new AtomicWriter(dir).write(payload({ [key]: '' }));
  };
  publish('1');
  if (what === 'watches exhausted') {
    const limit = '/proc/sys/user/max_inotify_watches';
    const before = fs.readFileSync(limit, 'utf8');
    fs.writeFileSync(limit, '0');
    await client.request('watch', { dir });
    await until('1, polling: ENOSPC');
    publish('2');
    await until('2, polling: ENOSPC');
    fs.writeFileSync(limit, before);
    publish('3');
    await until('3');
  } else {
    await client.request('watch', { dir });
    await until('1');
    const mountWith = async (key: string): Promise<void> => {
      // Filled before it is put in its place, as a kubelet does.
      const other = join(root, `other${key}`);
      mkdirSync(other);
      execFileSync('mount', ['-t', 'tmpfs', 'none', other]);
      new AtomicWriter(other).write(payload({ [key]: '' }));
      execFileSync('mount', ['--bind', other, dir]);
      await until(key);
    };
    await mountWith('2');
    publish('3');
    await until('3');
    execFileSync('umount', [dir]);
    await until('1');
    await mountWith('4');
  }
  await client.dispose();
  // chokidar tells later than the volume is read whether there is a watch.
  const passing = what === 'watches exhausted' ? ['1', '3, polling: ENOSPC'] : [];
  return told.filter((text) => !passing.includes(text));
}

const here = inNamespace();
const task = workerData as { publishInto?: string } | null;
if (!isMainThread && task?.publishInto !== undefined) {
  parentPort?.postMessage(publishAtRandom(task.publishInto));
} else if (here === undefined) testAll();
else console.log(JSON.stringify(await watchForReal(here, whatInNamespace())));
