// The proxy of the worker: answers, refusals, and a worker that dies.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { AtomicWriter, VolumeError } from '../../../../src/volume/index.ts';
import { VolumeClient } from '../../../../src/worker/client/volumeClient.ts';
import { failure, payload, tempTarget } from '../../../shared/volumes.ts';
import { fakeWorker } from './fakeWorker.ts';

function client(t: TestContext, script: string) {
  const versions: string[] = [];
  const crashes: string[] = [];
  const proxy = new VolumeClient(
    script,
    () => ({ historyBytes: 1e6, keepVersions: 0, warnBefore: 0 }),
    {
      onState: ({ active }) =>
        versions.push(active.state === 'read' ? active.version : active.state),
      onCrash: ({ message }) => crashes.push(message),
    },
  );
  t.after(() => proxy.dispose());
  return { proxy, versions, crashes };
}

test('the state comes before the answer to what changed it', async (t) => {
  const dir = tempTarget(t);
  const { timestampDir } = new AtomicWriter(dir).write(payload({ a: '1' }));
  const { proxy, versions } = client(t, resolve('dist/worker.cjs'));
  await proxy.request('watch', { dir });
  assert.deepEqual(versions, [timestampDir]);
  const edits = [{ key: 'a', content: { data: Buffer.from('2') } }];
  const published = await proxy.request('publish', { dir, edits });
  assert.deepEqual(versions, [timestampDir, published.timestampDir]);
  const { timestampDir: version } = published;
  const data = await proxy.request('readKey', { dir, version, key: 'a' });
  assert.equal(Buffer.from(data).toString(), '2');
});

test('a refusal arrives as what it was', async (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const { proxy } = client(t, resolve('dist/worker.cjs'));
  await proxy.request('watch', { dir });
  const edits = [{ key: '..a', content: { data: new Uint8Array() } }];
  await assert.rejects(proxy.request('publish', { dir, edits }), (error) => {
    assert.ok(error instanceof VolumeError);
    const { failure } = error;
    assert.deepEqual(failure, { code: 'invalid-key', key: '..a', rule: 'reserved-prefix' });
    return true;
  });
});

test('a manifest is read, made into a payload and written by the bundle that is loaded on demand', async (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ 'app.yaml': 'port: 8080\n', blob: Buffer.from([0xff]) }));
  const { proxy } = client(t, resolve('dist/worker.cjs'));
  await proxy.request('watch', { dir });
  const object = { kind: 'ConfigMap', name: 'app' } as const;
  const written = await proxy.request('writeManifest', { dir, object, without: [] });
  assert.ok(written.ok);
  const sources = [{ name: 'app.yaml', text: written.text }];
  const read = await proxy.request('readManifest', { sources });
  assert.ok(read.ok);
  assert.deepEqual([...(read.manifest.objects[0]?.data.keys() ?? [])], ['app.yaml', 'blob']);
  const made = await proxy.request('manifestPayload', {
    sources,
    choice: { type: 'object', index: 0, keys: ['blob'], defaultMode: 0o600 },
  });
  assert.ok(made.ok);
  assert.deepEqual(
    [...made.payload].map(([key, { data, mode }]) => [key, [...data], mode]),
    [['blob', [0xff], 0o600]],
  );
  const wrong = await proxy.request('readManifest', {
    sources: [...sources, { name: 'wrong.yaml', text: 'kind: [' }],
  });
  assert.ok(!wrong.ok && wrong.failure.code === 'syntax' && wrong.source === 1);
});

test('a worker that dies rejects what waits for it, and the next request starts another', async (t) => {
  const script = fakeWorker(
    t,
    `parentPort.on('message', ({ id, method }) => {
      if (method === 'discover') throw new Error('died');
      parentPort.postMessage({ type: 'result', id, result: method });
    });`,
  );
  const { proxy, crashes } = client(t, script);
  await assert.rejects(proxy.request('discover', { roots: [] }), /died/);
  assert.deepEqual(crashes, ['died']);
  assert.equal(await proxy.request('refresh', { dir: '/nowhere' }), 'refresh');
});

test('of many states that come at once each has a turn of the event loop', async (t) => {
  const script = fakeWorker(
    t,
    `parentPort.on('message', ({ id, method, params: { dir } }) => {
      const active = { state: 'emptied' };
      for (let disk = 0; disk < 100; disk++) {
        if (id !== 0) parentPort.postMessage({ type: 'state', state: { dir, disk, active, versions: [] } });
      }
      parentPort.postMessage({ type: 'result', id, result: method });
    });`,
  );
  const { proxy, versions } = client(t, script);
  const atTurns: number[] = [];
  const watched = proxy.request('watch', { dir: '/a' });
  while (versions.length < 100) {
    await setImmediate();
    atTurns.push(versions.length);
  }
  await watched;
  const batches = atTurns.map((count, turn) => count - (atTurns[turn - 1] ?? 0));
  assert.ok(Math.max(...batches) <= 2, batches.join());
});

test('a worker that is started again watches what the one before did, and hides the same', async (t) => {
  const script = fakeWorker(
    t,
    `const watched = [];
    parentPort.on('message', ({ id, method, params }) => {
      if (method === 'linkChain') throw new Error('died');
      if (id === 0 && method === 'watch') watched.push(params);
      parentPort.postMessage({ type: 'result', id, result: watched });
    });`,
  );
  const { proxy } = client(t, script);
  await proxy.request('watch', { dir: '/a' });
  await proxy.request('watch', { dir: '/b', overrule: 'plain' });
  await proxy.request('watch', { dir: '/c' });
  await proxy.request('watch', { dir: '/a', overrule: 'secret' });
  await proxy.request('unwatch', { dir: '/c' });
  await assert.rejects(proxy.request('linkChain', { dir: '/b', key: 'key' }), /died/);
  assert.deepEqual(await proxy.request('refresh', { dir: '/a' }), [
    { dir: '/a', overrule: 'secret' },
    { dir: '/b', overrule: 'plain' },
  ]);
});

test('a thread ends with its last volume, also when that goes while it is waited for', async (t) => {
  // A watch is answered when the volume is not watched any more; all else with the number of messages until then.
  const script = fakeWorker(
    t,
    `let messages = 0;
    let watching;
    parentPort.on('message', ({ id, method }) => {
      messages++;
      if (method === 'watch') watching = id;
      else if (method === 'unwatch') parentPort.postMessage({ type: 'result', id: watching });
      else parentPort.postMessage({ type: 'result', id, result: messages });
    });`,
  );
  const { proxy } = client(t, script);
  const watched = proxy.request('watch', { dir: '/a' });
  await proxy.request('unwatch', { dir: '/a' });
  await watched;
  const ofNewThread = 2; // its settings, and this
  assert.equal(await proxy.request('linkChain', { dir: '/a', key: 'key' }), ofNewThread);
  assert.equal(await proxy.request('linkChain', { dir: '/a', key: 'key' }), ofNewThread);
});

test('what is still asked when it is disposed of gets no answer, and is not waited for', async (t) => {
  const script = fakeWorker(t, '');
  const { proxy } = client(t, script);
  const refused = assert.rejects(
    proxy.request('watch', { dir: '/volume' }),
    failure({ code: 'no-answer' }),
  );
  await proxy.dispose();
  await refused;
});

test('a thread ends by itself, not in the middle of a call', async (t) => {
  const ended = join(tempTarget(t), 'ended');
  const script = fakeWorker(
    t,
    // A thread that is terminated tells nobody.
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(ended)}, ''));`,
  );
  const { proxy } = client(t, script);
  const watched = proxy.request('watch', { dir: '/volume' });
  await Promise.all([assert.rejects(watched, failure({ code: 'no-answer' })), proxy.dispose()]);
  assert.ok(existsSync(ended));
});

test('no thread begins when it has been disposed of: not for a volume that moves, nor for what is asked then', async (t) => {
  const posted = join(tempTarget(t), 'posted');
  const script = fakeWorker(
    t,
    `parentPort.on('message', ({ method, params }) => {
      if (workerData.lane !== 'one' || method !== 'watch') return;
      parentPort.postMessage({ type: 'elsewhere', dir: params.dir, lane: 'another', carried: {} });
      require('node:fs').writeFileSync(${JSON.stringify(posted)}, '');
    });`,
  );
  let started = 0;
  const proxy = new VolumeClient(
    script,
    () => {
      started++;
      return { historyBytes: 1e6, keepVersions: 0, warnBefore: 0 };
    },
    { onState: () => {}, onCrash: () => {} },
    () => 'one',
  );
  const refused = assert.rejects(proxy.request('watch', { dir: '/volume' }));
  // The event loop stands still, so that the message waits to be received.
  while (!existsSync(posted)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  await proxy.dispose();
  await refused;
  await assert.rejects(proxy.request('discover', { roots: [] }), failure({ code: 'no-answer' }));
  assert.equal(started, 1);
});
