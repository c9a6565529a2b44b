// Searches in the worker: progress, an early end, and what else is asked meanwhile.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import type { SearchProgress } from '../../../../src/worker/protocol/protocol.ts';
import { VolumeClient } from '../../../../src/worker/client/volumeClient.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

function client(t: TestContext): VolumeClient {
  const settings = () => ({ historyBytes: 1e6, keepVersions: 0, warnBefore: 0 });
  const proxy = new VolumeClient(resolve('dist/worker.cjs'), settings, {
    onState: () => undefined,
    onCrash: ({ message }) => assert.fail(message),
  });
  t.after(() => proxy.dispose());
  return proxy;
}

/** Two volumes, the second behind so many directories that a search takes several slices. */
function wideTree(t: TestContext): { root: string; volumes: [string, string] } {
  const root = tempTarget(t);
  const volumes: [string, string] = [join(root, 'a'), join(root, 'z/0/z')];
  for (const volume of volumes) {
    mkdirSync(volume, { recursive: true });
    new AtomicWriter(volume).write(payload({ key: '1' }));
  }
  for (let n = 0; n < 10_000; n++) mkdirSync(join(root, `z/${n}`), { recursive: true });
  return { root, volumes };
}

const isBelow = (root: string) => (dir: string) => dir.startsWith(`${root}/`);

test('a search tells how far it is, and what it found', async (t) => {
  const { root, volumes } = wideTree(t);
  const progress: SearchProgress[] = [];
  const { found, ended, searched, subPaths, kubeletRoots } = await client(t).request(
    'discoverMounted',
    { workspaceRoots: [], extraRoots: [root] },
    { onProgress: (step) => progress.push(step) },
  );
  assert.deepEqual(found.map(({ dir }) => dir).filter(isBelow(root)), volumes);
  assert.equal(ended, 'all');
  assert.ok(searched > 10_000, `${searched} searched`);
  assert.ok(Array.isArray(subPaths) && Array.isArray(kubeletRoots));
  assert.ok(progress.length > 0);
  assert.deepEqual(
    progress.map(({ searched }) => searched),
    progress.map(({ searched }) => searched).sort((a, b) => a - b),
  );
  assert.ok(progress.every(({ searched: until }) => until > 0 && until <= searched));
});

test('a search that is ended early is answered with what it found until then', async (t) => {
  const { root, volumes } = wideTree(t);
  const stop = new AbortController();
  const { found, ended, searched } = await client(t).request(
    'discoverMounted',
    { workspaceRoots: [], extraRoots: [root] },
    // By then it has been to the first volume, however slow the machine.
    { signal: stop.signal, onProgress: ({ searched }) => searched > 1_000 && stop.abort() },
  );
  assert.equal(ended, 'cancelled');
  assert.deepEqual(found.map(({ dir }) => dir).filter(isBelow(root)), volumes.slice(0, 1));
  assert.ok(searched < 10_000, `${searched} searched`);
});

test('a search that is ended before it began is answered as well', async (t) => {
  const { root } = wideTree(t);
  const places = { workspaceRoots: [], extraRoots: [root] };
  const { ended } = await client(t).request('discoverMounted', places, {
    signal: AbortSignal.abort(),
  });
  assert.equal(ended, 'cancelled');
});

test('other requests are served while searches run', async (t) => {
  const { root, volumes } = wideTree(t);
  const [dir] = volumes;
  const proxy = client(t);
  await proxy.request('watch', { dir });
  const answered: string[] = [];
  const note = async (what: string, answer: Promise<unknown>): Promise<void> => {
    await answer;
    answered.push(what);
  };
  const edits = [{ key: 'key', content: { data: Buffer.from('2') } }];
  await Promise.all([
    note(
      'every volume',
      proxy.request('discoverMounted', { workspaceRoots: [root], extraRoots: [] }),
    ),
    note('volumes of the workspace', proxy.request('discover', { roots: [root] })),
    note('a publish', proxy.request('publish', { dir, edits })),
  ]);
  assert.equal(answered[0], 'a publish');
  const { found } = await proxy.request('discover', { roots: [join(root, 'a')] });
  assert.deepEqual(found, [dir]);
});
