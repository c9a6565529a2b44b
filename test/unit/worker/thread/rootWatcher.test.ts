// What chokidar is asked to do, what it costs, and that a volume is followed by its events alone, whatever becomes of it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import { VolumeClient } from '../../../../src/worker/client/volumeClient.ts';
import { RootWatcher } from '../../../../src/worker/thread/rootWatcher.ts';
import { untilInotifyWatches } from '../../../shared/inotify.ts';
import {
  cannotMount,
  inNamespace,
  runInNamespace,
  whatInNamespace,
} from '../../../shared/mountNamespace.ts';
import { poolCalls } from '../../../shared/poolCalls.ts';
import { canServeFuse, mountUnanswered } from '../../../shared/unanswered.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { SETTINGS, versionOf, watchVolume } from '../watched.ts';

const publish = (dir: string, a: string): string =>
  new AtomicWriter(dir).write(payload({ a })).timestampDir;

const keys = (count: number, value: string) =>
  payload(Object.fromEntries(Array.from({ length: count }, (_, n) => [`key-${n}`, value])));

/** A watcher of the directory, and a promise of its next hint of which something is true. */
function watchRoot(t: TestContext, dir: string) {
  const waiting = new Set<() => void>();
  const watcher = new RootWatcher(dir, nodeFileSystem, {
    onHint: () => {
      for (const check of waiting) check();
    },
    onSilence: (reason) => assert.equal(reason, undefined),
  });
  t.after(() => watcher.close());
  watcher.follow();
  const hint = (isReached: () => boolean = () => true): Promise<void> =>
    new Promise((done) => {
      const check = (): void => {
        if (!isReached()) return;
        waiting.delete(check);
        done();
      };
      waiting.add(check);
    });
  return { watcher, hint };
}

/** Resolves with the first hint after the action, and not with one that is still to come of what happened before. */
async function hintOf(hint: () => Promise<void>, action: () => void): Promise<void> {
  await setTimeout(100);
  const heard = hint();
  action();
  await heard;
}

/** A volume on its own thread's side, followed without the look of every second. */
function followed(t: TestContext, dir: string) {
  const { until, states } = watchVolume(t, dir, { backstop: false });
  const shows = (version: string) => until((state) => versionOf(state) === version);
  const isGone = () => until(({ active }) => active.state === 'no-target-directory');
  return { until, states, shows, isGone };
}

function testAll(): void {
  test('a watch begins with three calls on the pool, whatever the number of keys, and lists nothing', async (t) => {
    const dirs = [10, 1_000].map((count) => {
      const dir = tempTarget(t);
      new AtomicWriter(dir).write(keys(count, 'x'));
      return dir;
    });
    const calls = poolCalls(t);
    for (const dir of dirs) {
      calls.length = 0;
      await watchRoot(t, dir).hint();
      assert.deepEqual(calls, [
        ['lstat', join(dir, '..data')],
        ['readlink', join(dir, '..data')],
        ['stat', dir],
      ]);
    }
  });

  test('a swap takes two calls on the pool, with 1,000 keys of which all change and some come and go', async (t) => {
    const dir = tempTarget(t);
    const writer = new AtomicWriter(dir);
    writer.write(keys(1_000, '0'));
    const calls = poolCalls(t);
    const { hint } = watchRoot(t, dir);
    await hint();
    for (let swap = 1; swap <= 5; swap++) {
      calls.length = 0;
      const verified = hint(() => calls.some(([name]) => name === 'readlink'));
      writer.write(keys(1_000 - (swap % 2) * 100, `${swap}`));
      await verified;
      assert.deepEqual(calls, [
        ['lstat', join(dir, '..data')],
        ['readlink', join(dir, '..data')],
      ]);
    }
  });

  test('a directory that is removed and returns is followed at once, also one that was never there', async (t) => {
    const dir = join(tempTarget(t), 'pod', 'volumes', 'mount');
    const { shows, isGone } = followed(t, dir);
    for (const a of ['1', '2', '3']) {
      await isGone();
      mkdirSync(dir, { recursive: true });
      await shows(publish(dir, a));
      await shows(publish(dir, `${a} again`));
      rmSync(resolve(dir, a === '2' ? '../..' : '.'), { recursive: true });
    }
    await isGone();
  });

  test('a directory that is replaced is followed at once, and the one that was there is not', async (t) => {
    const root = tempTarget(t);
    const [dir, away, other] = ['mount', 'away', 'other'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(dir);
    publish(dir, '1');
    mkdirSync(other);
    const second = publish(other, '2');
    await untilInotifyWatches(0);
    const { shows } = followed(t, dir);
    renameSync(dir, away);
    renameSync(other, dir);
    await shows(second);
    await shows(publish(dir, '3'));
    await untilInotifyWatches(1);
  });

  test('a directory that is made anew before anyone looks is followed at once, perhaps with the same inode', async (t) => {
    // tmpfs gives no inode number twice; disks do.
    const parent = mkdtempSync(join(tmpdir(), 'pv-'));
    t.after(() => rmSync(parent, { recursive: true }));
    const dir = join(parent, 'mount');
    mkdirSync(dir);
    const { shows } = followed(t, dir);
    for (let n = 1; n <= 5; n++) {
      rmSync(dir, { recursive: true });
      mkdirSync(dir);
      await shows(publish(dir, `${n}`));
      await shows(publish(dir, `${n} again`));
    }
  });

  test('nothing in a directory that returns is looked at but ..data, however fast it does', async (t) => {
    const root = tempTarget(t);
    const [dir, away] = [join(root, 'mount'), join(root, 'away')];
    mkdirSync(dir);
    publish(dir, '1');
    const { shows, isGone } = followed(t, dir);
    const calls = poolCalls(t);
    for (const a of ['2', '3', '4']) {
      renameSync(dir, away);
      if (a !== '2') await isGone();
      renameSync(away, dir);
      await shows(publish(dir, a));
    }
    // The last path: an event of the directory itself has its name, and chokidar asks whether an entry is meant. Where it
    // found no ..data, it reads the names in the directory, to know whether that is gone as well.
    const looked = new Set([root, dir, join(dir, '..data'), join(dir, basename(dir))]);
    const allowed = ([name, path]: [string, string]): boolean =>
      name === 'readdir'
        ? path === dir
        : ['lstat', 'readlink', 'stat'].includes(name) && looked.has(path);
    // A watch of the test before may only end now.
    const here = calls.filter(([, path]) => path.startsWith(root));
    assert.deepEqual(
      here.filter((call) => !allowed(call)),
      [],
    );
  });

  for (const name of ['with\\backslash', 'b\\', 'space and # ?']) {
    test(`a directory named "${name}" is followed, and when it is back`, async (t) => {
      const dir = join(tempTarget(t), name, name);
      mkdirSync(dir, { recursive: true });
      publish(dir, '1');
      const { watcher, hint } = watchRoot(t, dir);
      await hint();
      await hintOf(hint, () => publish(dir, '2'));
      await hintOf(hint, () => rmSync(dir, { recursive: true }));
      watcher.follow();
      await hintOf(hint, () => mkdirSync(dir));
      await hintOf(hint, () => publish(dir, '3'));
    });
  }

  test('a link to the directory is followed to what is in it, from its first version on', async (t) => {
    const root = tempTarget(t);
    const [dir, link] = [join(root, 'mount'), join(root, 'link')];
    mkdirSync(dir);
    symlinkSync(basename(dir), link);
    const { hint } = watchRoot(t, link);
    await hint();
    for (const a of ['1', '2']) await hintOf(hint, () => publish(dir, a));
  });

  test('where ..data is a directory, or becomes one, the target directory is watched all the same', async (t) => {
    const dir = tempTarget(t);
    mkdirSync(join(dir, '..data'));
    const { watcher, hint } = watchRoot(t, dir);
    await hint();
    await hintOf(hint, () => mkdirSync(join(dir, 'other')));
    rmSync(join(dir, '..data'), { recursive: true });
    publish(dir, '1');
    watcher.follow();
    await hint();
    rmSync(join(dir, '..data'));
    mkdirSync(join(dir, '..data'));
    watcher.follow();
    await hint();
    await hintOf(hint, () => mkdirSync(join(dir, 'another')));
  });

  test('a hundred volumes watched at once take a watch each', async (t) => {
    const root = tempTarget(t);
    const dirs = Array.from({ length: 100 }, (_, n) => join(root, `${n}`));
    for (const dir of dirs) {
      mkdirSync(dir);
      publish(dir, '1');
    }
    await untilInotifyWatches(0);
    const watched = dirs.map((dir) => followed(t, dir));
    await Promise.all(watched.map(({ shows }, n) => shows(publish(dirs[n] ?? '', '2'))));
    // And soon one more each, on the active version.
    await untilInotifyWatches(100, 200);
  });

  test('settings for other tools in the environment change nothing, and stay there', async (t) => {
    const settings = { CHOKIDAR_USEPOLLING: 'true', CHOKIDAR_INTERVAL: '60000' };
    Object.assign(process.env, settings);
    t.after(() => {
      for (const name of Object.keys(settings)) delete process.env[name];
    });
    const dir = tempTarget(t);
    publish(dir, '1');
    await untilInotifyWatches(0);
    const client = new VolumeClient(resolve('dist/worker.cjs'), () => SETTINGS, {
      onState: () => {},
      onCrash: (error) => {
        throw error;
      },
    });
    t.after(() => client.dispose());
    await client.request('watch', { dir });
    await untilInotifyWatches(1);
    for (const [name, value] of Object.entries(settings)) assert.equal(process.env[name], value);
  });

  const skip = cannotMount();
  test('an unmount is followed at once', { skip }, async (t) => {
    assert.deepEqual(await runInNamespace(tempTarget(t), 'unmount'), [
      'mounted',
      'below',
      'below again',
    ]);
  });
  test(
    'a dead mount among the entries, or beside the volume, keeps back no event and no thread of the pool',
    { skip: skip || (!canServeFuse() && 'there is no FUSE') },
    async (t) => {
      assert.deepEqual(await runInNamespace(tempTarget(t), 'dead mounts'), [
        '2',
        '3',
        'is back beside it',
        'the pool answers',
      ]);
    },
  );
}

/** In a namespace of its own. */
const inNamespaceOfItsOwn: Record<string, (t: TestContext, root: string) => Promise<string[]>> = {
  unmount: async (t, root) => {
    const dir = join(root, 'mount');
    mkdirSync(dir);
    const below = publish(dir, 'below');
    execFileSync('mount', ['-t', 'tmpfs', 'none', dir]);
    const { shows } = followed(t, dir);
    await shows(publish(dir, 'mounted'));
    execFileSync('umount', [dir]);
    await shows(below);
    await shows(publish(dir, 'below again'));
    return ['mounted', 'below', 'below again'];
  },
  'dead mounts': async (t, root) => {
    const [dir, inDir, beside] = ['volume', 'volume/dead', 'dead'].map((name) =>
      join(root, name),
    ) as [string, string, string];
    for (const dead of [inDir, beside]) mkdirSync(dead, { recursive: true });
    publish(dir, '1');
    const mounts = [inDir, beside].map(mountUnanswered);
    const told: string[] = [];
    // Without a reader, which would wait for the dead entry on its own thread.
    const { watcher, hint } = watchRoot(t, dir);
    await hint();
    for (const a of ['2', '3']) {
      const heard = hint();
      publish(dir, a);
      await heard;
      told.push(a);
    }
    watcher.close();
    mounts[0]?.end();
    mounts[0]?.unmount();
    const { shows, isGone } = followed(t, dir);
    rmSync(dir, { recursive: true });
    await isGone();
    mkdirSync(dir);
    await shows(publish(dir, '4'));
    told.push('is back beside it');
    // More than the pool has threads.
    await Promise.all(Array.from({ length: 8 }, () => lstat(dir)));
    told.push('the pool answers');
    mounts[1]?.end();
    mounts[1]?.unmount();
    return told;
  },
};

const here = inNamespace();
if (here === undefined) testAll();
else {
  const ends: (() => unknown)[] = [];
  const context = { after: (end: () => unknown) => ends.push(end) } as unknown as TestContext;
  console.log(JSON.stringify(await inNamespaceOfItsOwn[whatInNamespace()]?.(context, here)));
  for (const end of ends) end();
}
