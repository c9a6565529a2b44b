// A file system that does not answer: its volumes say so and recover, and nothing else waits for it.

import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import { fileSystemOf, parseMountInfo } from '../../../../src/volume/places/mounts.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import { VolumeClient } from '../../../../src/worker/client/volumeClient.ts';
import { mountLines } from '../../../shared/mountTables.ts';
import { cannotMount, inNamespace, runInNamespace } from '../../../shared/mountNamespace.ts';
import { canServeFuse, mountUnanswered } from '../../../shared/unanswered.ts';
import { failure, payload, tempTarget } from '../../../shared/volumes.ts';
import { SETTINGS, versionOf } from '../watched.ts';
import { fakeWorker } from './fakeWorker.ts';

const WORKER = resolve('dist/worker.cjs');

/** A client, and the first state from now on, or the latest, of a volume of which something is true. */
function watching(script: string, laneOf?: (dir: string) => string) {
  const latest = new Map<string, VolumeState>();
  const waiting = new Set<() => void>();
  const client = new VolumeClient(
    script,
    () => SETTINGS,
    {
      onState: (state) => {
        latest.set(state.dir, state);
        for (const check of waiting) check();
      },
      onCrash: (error) => {
        throw error;
      },
    },
    laneOf,
  );
  const until = (dir: string, isReached: (state: VolumeState) => boolean): Promise<VolumeState> =>
    new Promise((done) => {
      const check = (): void => {
        const state = latest.get(dir);
        if (state === undefined || !isReached(state)) return;
        waiting.delete(check);
        done(state);
      };
      waiting.add(check);
      check();
    });
  return { client, until };
}

const publish = (dir: string, a: string): string =>
  new AtomicWriter(dir).write(payload({ a })).timestampDir;

const editOf = (text: string) => [{ key: 'a', content: { data: Buffer.from(text) } }];

/**
 * A worker in which no call returns that names a path below `hung` from the time on that `hanging` says; and with this
 * table of mounts.
 */
function hangingWorker(root: string, mounts: string): string {
  const script = join(root, 'worker.cjs');
  writeFileSync(
    script,
    `const fs = require('node:fs');
    const { readFileSync } = fs;
    const hung = ${JSON.stringify(join(root, 'hung'))};
    const hangs = () => {
      try {
        return readFileSync(${JSON.stringify(join(root, 'hanging'))}) < Date.now();
      } catch {
        return false;
      }
    };
    const nothing = new Int32Array(new SharedArrayBuffer(4));
    for (const [name, call] of Object.entries(fs)) {
      if (!name.endsWith('Sync')) continue;
      fs[name] = (path, ...args) => {
        if (path === '/proc/self/mountinfo') path = ${JSON.stringify(mounts)};
        while (String(path).startsWith(hung) && hangs()) Atomics.wait(nothing, 0, 0, 10);
        return call(path, ...args);
      };
    }
    fs.realpathSync.native = fs.realpathSync;
    require(${JSON.stringify(WORKER)});`,
  );
  return script;
}

/** Two volumes on file systems of their own, as far as the worker can tell; the one of `hung` can be stopped. */
function twoFileSystems(t: TestContext) {
  const ends: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const end of ends) await end();
  });
  const root = tempTarget(t);
  const [hung, fine] = [join(root, 'hung'), join(root, 'fine')];
  mkdirSync(hung);
  mkdirSync(fine);
  const table = join(root, 'mountinfo');
  const setMounts = (mounts: Record<string, string>) => {
    writeFileSync(`${table}.new`, mountLines(mounts));
    renameSync(`${table}.new`, table);
  };
  setMounts({ [hung]: '/ on fuse.sshfs' });
  const laneOf = (dir: string) =>
    fileSystemOf(parseMountInfo(mountLines({ [hung]: '/ on fuse' })), dir);
  const flag = join(root, 'hanging');
  const stop = () => writeFileSync(flag, `${Date.now()}`);
  const stopSoon = () => writeFileSync(flag, `${Date.now() + 200}`);
  const goOn = () => rmSync(flag, { force: true });
  const { client, until } = watching(hangingWorker(root, table), laneOf);
  ends.push(async () => {
    goOn();
    await client.dispose();
  });
  return { hung, fine, client, until, stop, stopSoon, goOn, setMounts };
}

/** The same with a mount of the kernel's own; this file runs again where it may mount, and prints what happened. */
async function overARealMount(root: string): Promise<string[]> {
  const [hung, fine] = [join(root, 'hung'), join(root, 'fine')];
  mkdirSync(hung);
  mkdirSync(fine);
  const version = publish(hung, '1');
  publish(fine, '1');
  const { client, until } = watching(WORKER);
  await Promise.all([
    client.request('watch', { dir: hung }),
    client.request('watch', { dir: fine }),
  ]);
  const told: string[] = [];
  // Nothing to await: a look that has begun when the file system is mounted meets it on the thread of both.
  await setTimeout(500);
  const mount = mountUnanswered(hung);
  const silent = await until(hung, ({ hangs }) => hangs === true);
  told.push(
    versionOf(silent) === version ? 'hangs, and shows what was seen' : 'lost what was seen',
  );
  const other = publish(fine, '2');
  await until(fine, (state) => versionOf(state) === other);
  told.push('the other volume goes on');
  mount.end();
  await until(hung, ({ hangs, active }) => hangs === undefined && active.state === 'unreadable');
  told.push('fails instead of hanging');
  mount.unmount();
  await until(hung, (state) => versionOf(state) === version);
  told.push('is back');
  await client.dispose();
  return told;
}

const here = inNamespace();
// Side by side: each waits for the two seconds after which a file system is said to hang.
if (here === undefined) suite('a file system that hangs', { concurrency: true }, registerTests);
else console.log(JSON.stringify(await overARealMount(here)));

function registerTests(): void {
  test('a volume whose file system hangs says so, keeps what was seen, and recovers; others go on', async (t) => {
    const { hung, fine, client, until, stop, goOn } = twoFileSystems(t);
    const first = publish(hung, '1');
    publish(fine, '1');
    await Promise.all([
      client.request('watch', { dir: hung }),
      client.request('watch', { dir: fine }),
    ]);
    stop();
    const silent = await until(hung, ({ hangs }) => hangs === true);
    assert.equal(versionOf(silent), first);

    await assert.rejects(
      client.request('publish', { dir: hung, edits: editOf('never') }),
      failure({ code: 'no-answer' }),
    );
    const second = publish(fine, '2');
    await until(fine, (state) => versionOf(state) === second);
    const { timestampDir } = await client.request('publish', { dir: fine, edits: editOf('3') });
    const shown = await until(fine, (state) => versionOf(state) === timestampDir);
    assert.equal(shown.hangs, undefined);

    const behind = publish(hung, 'published meanwhile');
    goOn();
    const back = await until(hung, (state) => versionOf(state) === behind);
    assert.equal(back.hangs, undefined);
    assert.deepEqual(
      back.versions.map(({ name, isKept }) => [name, isKept]),
      [
        [behind, true],
        [first, true],
      ],
    );
    await client.request('publish', { dir: hung, edits: editOf('4') });
  });

  test('a volume that has never answered says just that, and shows when it does', async (t) => {
    const { hung, client, until, stop, goOn } = twoFileSystems(t);
    const version = publish(hung, '1');
    stop();
    const watched = client.request('watch', { dir: hung });
    const silent = await until(hung, ({ hangs }) => hangs === true);
    assert.deepEqual(silent.active, { state: 'unreadable', errno: 'ETIMEDOUT' });
    goOn();
    await watched;
    await until(hung, (state) => versionOf(state) === version && state.hangs === undefined);
  });

  test('a search that meets a file system that hangs has found the rest, can be cancelled with that, and another one begun', async (t) => {
    const { hung, fine, client, until, stop, setMounts } = twoFileSystems(t);
    setMounts({ [hung]: '/ on fuse' });
    publish(fine, '1');
    await client.request('watch', { dir: hung });
    stop();
    const cancelled = new AbortController();
    // Named first, or by nobody: on the way to a root.
    const places = { workspaceRoots: [hung], extraRoots: [dirname(fine)] };
    let shown = 0;
    const search = client.request('discoverMounted', places, {
      signal: cancelled.signal,
      onProgress: ({ found }) => (shown = found),
    });
    await until(hung, ({ hangs }) => hangs === true);
    assert.ok(shown >= 1, `${shown} shown`);
    cancelled.abort();
    const { found, ended, subPaths } = await search;
    assert.equal(ended, 'cancelled');
    assert.deepEqual(
      found.map(({ dir }) => dir).filter((dir) => dir === fine),
      [fine],
    );
    assert.deepEqual(subPaths, []);
    const again = await client.request('discover', { roots: [fine] });
    assert.deepEqual([again.found, again.ended], [[fine], 'all']);
  });

  test('a search that nobody can cancel ends at a file system that hangs, with what there is elsewhere', async (t) => {
    const { hung, fine, client, stop, setMounts } = twoFileSystems(t);
    setMounts({ [hung]: '/ on fuse' });
    publish(fine, '1');
    stop();
    const below = await client.request('discover', { roots: [hung, dirname(fine)] });
    assert.deepEqual([below.found, below.ended], [[fine], 'cancelled']);
  });

  test('a volume goes to the thread of what is mounted over it, with its history, before that is touched', async (t) => {
    const { hung, fine, client, until, stopSoon, goOn, setMounts } = twoFileSystems(t);
    setMounts({});
    const first = publish(hung, '1');
    publish(fine, '1');
    await Promise.all([
      client.request('watch', { dir: hung }),
      client.request('watch', { dir: fine }),
    ]);
    await until(hung, (state) => versionOf(state) === first);
    const second = publish(hung, '2');
    await until(hung, (state) => versionOf(state) === second);
    setMounts({ [hung]: '/ on fuse.sshfs' });
    stopSoon(); // after the mount is in the table
    await until(hung, ({ hangs }) => hangs === true);
    const other = publish(fine, '2');
    await until(fine, (state) => versionOf(state) === other);
    goOn();
    const { versions } = await until(hung, (state) => state.hangs === undefined);
    assert.deepEqual(
      versions.map(({ name }) => name),
      [second, first],
    );
    const read = await client.request('readKey', { dir: hung, version: first, key: 'a' });
    assert.equal(Buffer.from(read).toString(), '1');
  });

  test('a volume that moves to a thread that hangs says so at once', async (t) => {
    const script = fakeWorker(
      t,
      `const { lane, pulse } = workerData;
      if (lane === 'hanging') Atomics.store(pulse, 0, 1);
      parentPort.on('message', ({ method, params }) => {
        if (lane === 'hanging' || method !== 'watch') return;
        parentPort.postMessage({ type: 'elsewhere', dir: params.dir, lane: 'hanging', carried: {} });
      });`,
    );
    const { client, until } = watching(script, (dir) => (dir === '/hangs' ? 'hanging' : 'other'));
    const unanswered = (dir: string) =>
      assert.rejects(client.request('watch', { dir }), failure({ code: 'no-answer' }));
    const hangs = unanswered('/hangs');
    await until('/hangs', ({ hangs }) => hangs === true);
    const moves = unanswered('/moves');
    await until('/moves', ({ hangs }) => hangs === true);
    await client.dispose();
    await Promise.all([hangs, moves]);
  });

  const skip = cannotMount() || (canServeFuse() ? false : 'this user may not serve FUSE');
  test('so it is with a FUSE mount that nobody answers for', { skip }, async (t) => {
    assert.deepEqual(await runInNamespace(tempTarget(t)), [
      'hangs, and shows what was seen',
      'the other volume goes on',
      'fails instead of hanging',
      'is back',
    ]);
  });
}
