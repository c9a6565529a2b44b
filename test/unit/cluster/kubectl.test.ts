// Every way in which a run of kubectl ends, and what is asked with which arguments.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canI } from '../../../src/cluster/clusterObject.ts';
import { ClusterError, type ClusterFailure } from '../../../src/cluster/failure.ts';
import { kubectlOf } from '../../../src/cluster/kubectl.ts';
import type { Ran } from '../../../src/cluster/runner.ts';
import { currentTarget } from '../../../src/cluster/target.ts';
import { fakeKubectl } from './fakeKubectl.ts';

const ENDS: readonly [Ran, ClusterFailure][] = [
  [{ ended: 'not-found' }, { code: 'no-kubectl', command: 'kubectl' }],
  [
    { ended: 'not-started', reason: 'EACCES' },
    { code: 'kubectl-broken', command: 'kubectl', reason: 'EACCES' },
  ],
  [
    { ended: 'killed', reason: 'SIGKILL' },
    { code: 'kubectl-broken', command: 'kubectl', reason: 'SIGKILL' },
  ],
  [{ ended: 'cancelled' }, { code: 'cancelled' }],
  [
    { ended: 'timeout', seconds: 30 },
    { code: 'too-slow', seconds: 30 },
  ],
  [{ ended: 'too-much' }, { code: 'unreadable', what: 'get' }],
];

for (const [ran, failure] of ENDS) {
  test(`a kubectl that is ${ran.ended} is a failure that says so`, async () => {
    const kubectl = kubectlOf(fakeKubectl({ get: ran }));
    await assert.rejects(kubectl(['get', 'x']), (error) => {
      assert.ok(error instanceof ClusterError);
      assert.deepEqual(error.failure, failure);
      return true;
    });
  });
}

test('the context that a question named is given with each call', async () => {
  const fake = fakeKubectl({ get: 'text' });
  const { signal } = new AbortController();
  assert.equal(await kubectlOf(fake, { context: 'test', signal })(['get', 'x'], 'in'), 'text');
  assert.deepEqual(fake.runs, [{ args: ['--context', 'test', 'get', 'x'], input: 'in', signal }]);
});

test('the target is what the configuration says', async () => {
  const config = {
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u', namespace: 'team' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:16443' } }],
  };
  const fake = fakeKubectl({ 'config view --minify': JSON.stringify(config) });
  assert.deepEqual(await currentTarget(kubectlOf(fake)), {
    context: 'test',
    cluster: 'c',
    server: 'https://127.0.0.1:16443',
    namespace: 'team',
  });
});

test('without a current context kubectl uses the account of the pod', async () => {
  const stderr = 'error: current-context must exist in order to minify\n';
  const fake = fakeKubectl({ 'config view': { stderr } });
  assert.deepEqual(await currentTarget(kubectlOf(fake)), {});
});

test('only a plain no is one: what else fails is told by what is asked next', async () => {
  const ask = async (answer: { code?: number; stderr?: string }) =>
    canI(kubectlOf(fakeKubectl({ 'auth can-i': answer })), 'update', 'configmaps/cm', 'default');
  assert.equal(await ask({ code: 0 }), true);
  assert.equal(await ask({ code: 1 }), false);
  assert.equal(await ask({ code: 1, stderr: 'error: You must be logged in (Unauthorized)' }), true);
});
