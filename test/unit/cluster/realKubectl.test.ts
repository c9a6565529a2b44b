// The real kubectl against a small API server: what it sends, what it says, and where the values are meanwhile.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { mayChange, readObject } from '../../../src/cluster/clusterObject.ts';
import type { ClusterFailure } from '../../../src/cluster/failure.ts';
import { kubectlOf } from '../../../src/cluster/kubectl.ts';
import { kubectlRunner } from '../../../src/cluster/kubectlRunner.ts';
import { changeObject } from '../../../src/cluster/objectChange.ts';
import type { ObjectRef } from '../../../src/cluster/objectRef.ts';
import { findPod, hurryKubelet, kubeletComplaints, listNames } from '../../../src/cluster/pods.ts';
import { currentTarget } from '../../../src/cluster/target.ts';
import { startApiServer, writeKubeconfig } from '../../shared/apiServer.ts';
import { NO_KUBECTL, withKubeconfig } from '../../shared/kubectl.ts';
import { tempTarget } from '../../shared/volumes.ts';
import { base64, CONFIG_MAP, SECRET, utf8 } from './fakeKubectl.ts';

const CM: ObjectRef = { kind: 'ConfigMap', namespace: 'default', name: 'my-config' };
const SEC: ObjectRef = { kind: 'Secret', namespace: 'default', name: 'my-secret' };
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'default', uid: 'u-1' },
  spec: {},
};

async function cluster(t: TestContext, limitSeconds?: number) {
  const home = tempTarget(t);
  const { server, kubeconfig, address } = await startApiServer(t, home);
  for (const object of [CONFIG_MAP, SECRET, POD]) server.put(object);
  const runner = withKubeconfig((command) => kubectlRunner(command, limitSeconds), {
    kubeconfig,
    home,
  });
  return { server, kubeconfig, address, home, runner, kubectl: kubectlOf(runner) };
}

async function rejectedWith(work: Promise<unknown>, failure: ClusterFailure): Promise<void> {
  await assert.rejects(work, { failure });
}

test('an object is read and replaced over just what was read', { skip: NO_KUBECTL }, async (t) => {
  const { server, kubectl } = await cluster(t);
  const object = await readObject(kubectl, CM);
  const changes = new Map([['mode', utf8('off')]]);
  const before = server.get('ConfigMap', 'my-config');
  await changeObject(kubectl, object, changes, 'dry run');
  assert.deepEqual(server.get('ConfigMap', 'my-config'), before);
  await changeObject(kubectl, object, changes, 'for real');
  assert.deepEqual(server.get('ConfigMap', 'my-config')?.['data'], {
    'app.yaml': 'port: 1\n',
    mode: 'off',
  });
  await rejectedWith(changeObject(kubectl, object, changes, 'for real'), {
    code: 'conflict',
    isAnew: false,
  });
  assert.deepEqual(
    server.asked
      .map(({ method, path }) => `${method} ${path}`)
      .filter((each) => !each.includes('version')),
    [
      'GET /api/v1/namespaces/default/configmaps/my-config',
      'PUT /api/v1/namespaces/default/configmaps/my-config?dryRun=All',
      'PUT /api/v1/namespaces/default/configmaps/my-config',
      'PUT /api/v1/namespaces/default/configmaps/my-config',
    ],
  );
});

test(
  'an object that was made anew is not the one that was read',
  { skip: NO_KUBECTL },
  async (t) => {
    const { server, kubectl } = await cluster(t);
    const object = await readObject(kubectl, CM);
    server.put({ ...CONFIG_MAP, metadata: { ...CONFIG_MAP.metadata, uid: 'uid-9' } });
    const change = changeObject(kubectl, object, new Map([['mode', utf8('off')]]), 'for real');
    await rejectedWith(change, { code: 'conflict', isAnew: true });
  },
);

test(
  'a Secret’s value is in no argument, environment or file while it travels',
  { skip: NO_KUBECTL },
  async (t) => {
    const { server, kubectl, home } = await cluster(t);
    const value = 'correct-horse-battery';
    const traces = [value, base64(value), base64('hunter2'), 'hunter2'];
    const object = await readObject(kubectl, SEC);
    const changes = new Map([['password', utf8(value)]]);
    const watched = new Set<string>();
    const over = new AbortController();
    const watching = (async () => {
      while (!over.signal.aborted) {
        for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
          for (const file of ['cmdline', 'environ']) {
            watched.add(readOr('', `/proc/${pid}/${file}`));
          }
        }
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    })();
    await changeObject(kubectl, object, changes, 'dry run');
    await changeObject(kubectl, object, changes, 'for real');
    over.abort();
    await watching;
    assert.ok(
      [...watched].some((text) => text.startsWith('kubectl\0replace')),
      'it was seen',
    );
    const written = filesBelow(home);
    for (const trace of traces) {
      for (const text of watched) assert.ok(!text.includes(trace), text);
      for (const file of written) assert.ok(!readFileSync(file, 'utf8').includes(trace), file);
    }
    assert.deepEqual(server.get('Secret', 'my-secret')?.['data'], {
      ...SECRET.data,
      password: base64(value),
    });
  },
);

function readOr(fallback: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return fallback; // has ended, or is another user's
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

test('what the server refuses is told apart', { skip: NO_KUBECTL }, async (t) => {
  const { server, kubectl } = await cluster(t);
  const object = await readObject(kubectl, CM);
  const change = async () =>
    changeObject(kubectl, object, new Map([['mode', utf8('off')]]), 'for real');
  server.forbidden.add('put configmaps');
  assert.equal(await mayChange(kubectl, CM), false);
  assert.equal(await mayChange(kubectl, SEC), true);
  const place = 'in the namespace "default"';
  const forbidden = {
    code: 'forbidden',
    user: 'jane',
    verb: 'update',
    resource: 'configmaps',
  } as const;
  await rejectedWith(change(), { ...forbidden, place });
  server.forbidden.clear();
  server.put({ ...CONFIG_MAP, immutable: true });
  const immutable = await readObject(kubectl, CM);
  assert.equal(immutable.immutable, true);
  await rejectedWith(
    changeObject(kubectl, immutable, new Map([['mode', utf8('off')]]), 'dry run'),
    { code: 'immutable' },
  );
  server.remove('ConfigMap', 'my-config');
  await rejectedWith(readObject(kubectl, CM), {
    code: 'not-found',
    what: 'configmaps "my-config" not found',
  });
  server.isSignedOut = true;
  await rejectedWith(readObject(kubectl, SEC), { code: 'signed-out' });
});

test(
  'a server that hangs is given up in our own time, or when the person does',
  { skip: NO_KUBECTL },
  async (t) => {
    const { server, runner, kubectl } = await cluster(t, 1);
    server.hangs = true;
    await rejectedWith(readObject(kubectl, CM), { code: 'too-slow', seconds: 1 });
    const giveUp = new AbortController();
    const { signal } = giveUp;
    const asking = readObject(kubectlOf(runner, { signal }), CM);
    giveUp.abort();
    await rejectedWith(asking, { code: 'cancelled' });
  },
);

test('a configuration that leads nowhere says which way', { skip: NO_KUBECTL }, async (t) => {
  const { kubectl, kubeconfig, address, runner } = await cluster(t);
  const insecure = { server: address, 'insecure-skip-tls-verify': true };
  assert.deepEqual(await currentTarget(kubectl), {
    context: 'test',
    cluster: 'test-cluster',
    server: address,
  });
  await rejectedWith(readObject(kubectlOf(runner, { context: 'nope' }), CM), {
    code: 'no-context',
    context: 'nope',
  });
  const failing = async (
    user: Record<string, unknown>,
    cluster: Record<string, unknown> = insecure,
  ) => {
    writeKubeconfig(kubeconfig, cluster, user);
    return readObject(kubectl, CM);
  };
  // Without an account kubectl asks for one on its standard input: nobody may answer with a value.
  await rejectedWith(failing({}), { code: 'signed-out' });
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'no-such-plugin',
    interactiveMode: 'Never',
  };
  await rejectedWith(failing({ exec }), {
    code: 'sign-in-failed',
    reason: 'executable no-such-plugin not found',
  });
  await assert.rejects(failing({ token: 'x' }, { server: address }), /certificate/);
  await rejectedWith(failing({ token: 'x' }, { server: 'https://127.0.0.1:1' }), {
    code: 'refused-connection',
    server: '127.0.0.1:1',
  });
  writeKubeconfig(kubeconfig, {});
  await rejectedWith(readObject(kubectl, CM), { code: 'no-configuration' });
});

test('a pod is found by its uid, hurried, and asked about', { skip: NO_KUBECTL }, async (t) => {
  const { server, kubectl } = await cluster(t);
  const found = await findPod(kubectl, { uid: 'u-1' });
  assert.deepEqual(found['metadata'], server.get('Pod', 'p')?.metadata);
  const { metadata: pod } = POD;
  await hurryKubelet(kubectl, pod, new Date(0));
  assert.deepEqual(server.get('Pod', 'p')?.metadata.annotations, {
    'projected-volumes-hurried': '1970-01-01T00:00:00.000Z',
  });
  assert.deepEqual(await kubeletComplaints(kubectl, pod), []);
  assert.deepEqual(await listNames(kubectl, 'configmaps', 'default'), ['my-config']);
  server.forbidden.add('list pods');
  await assert.rejects(findPod(kubectl, { uid: 'u-1' }), {
    failure: {
      code: 'forbidden',
      user: 'jane',
      verb: 'list',
      resource: 'pods',
      place: 'in the namespace "default"',
    },
  });
});
