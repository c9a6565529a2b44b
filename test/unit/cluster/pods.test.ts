// Finding a volume's pod, who manages an object, and what else is asked of a pod.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubectlOf } from '../../../src/cluster/kubectl.ts';
import { managersOf } from '../../../src/cluster/managers.ts';
import { findPod, hurryKubelet, kubeletComplaints, listNames } from '../../../src/cluster/pods.ts';
import { fakeKubectl } from './fakeKubectl.ts';

const POD = { metadata: { name: 'p', namespace: 'team', uid: 'u-1' } };
const NOT_FOUND = { stderr: 'Error from server (NotFound): pods "p" not found\n' };
const FORBIDDEN = {
  // As it is printed beside an empty list.
  stdout: '{"items": []}',
  stderr:
    'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope\n',
};

/** The arguments of each call up to the first that begins with a dash, and namespaces. */
function asked(fake: ReturnType<typeof fakeKubectl>): string[] {
  return fake.runs.map(({ args }) => args.filter((each) => !each.startsWith('jsonpath')).join(' '));
}

test('in a container the pod is asked for by the host’s name', async () => {
  const fake = fakeKubectl({ 'get pod p': JSON.stringify(POD) });
  assert.deepEqual(await findPod(kubectlOf(fake), { name: 'p', uid: 'u-1' }), POD);
  assert.deepEqual(asked(fake), ['get pod p --output json']);
});

test('another pod of that name is not taken for it: then the pod is looked for by its uid', async () => {
  const other = { metadata: { ...POD.metadata, uid: 'u-2' } };
  const fake = fakeKubectl({
    'get pod p --namespace team': JSON.stringify(POD),
    'get pod p': JSON.stringify(other),
    'get pods': 'team p',
  });
  assert.deepEqual(await findPod(kubectlOf(fake), { name: 'p', uid: 'u-1' }), POD);
  assert.deepEqual(asked(fake), [
    'get pod p --output json',
    'get pods --all-namespaces --output',
    'get pod p --namespace team --output json',
  ]);
});

test('whoever may not list all pods is asked about those of one namespace', async () => {
  const fake = fakeKubectl({
    'get pods --all-namespaces': FORBIDDEN,
    'get pods --namespace team': 'team p',
    'get pod p': JSON.stringify(POD),
  });
  assert.deepEqual(await findPod(kubectlOf(fake), { uid: 'u-1', namespace: 'team' }), POD);
});

test('a forbidden list is no empty one', async () => {
  const fake = fakeKubectl({ 'get pods': FORBIDDEN });
  await assert.rejects(findPod(kubectlOf(fake), { uid: 'u-1' }), {
    failure: {
      code: 'forbidden',
      user: 'jane',
      verb: 'list',
      resource: 'pods',
      place: 'at the cluster scope',
    },
  });
});

test('a pod that is not there is named by what was looked for', async () => {
  const fake = fakeKubectl({ 'get pods': '', 'get pod ': NOT_FOUND });
  await assert.rejects(findPod(kubectlOf(fake), { uid: 'u-9', name: 'p' }), {
    failure: { code: 'no-pod', by: 'uid', value: 'u-9' },
  });
  await assert.rejects(findPod(kubectlOf(fake), { name: 'p' }), {
    failure: { code: 'no-pod', by: 'name', value: 'p' },
  });
  fake.runs.length = 0;
  // Neither an option nor a piece of the query language is made of a name.
  await assert.rejects(findPod(kubectlOf(fake), { name: '--kubeconfig=x', uid: '"]}{.x}' }));
  assert.deepEqual(fake.runs, []);
});

test('the kubelet is hurried by an annotation of the pod', async () => {
  const fake = fakeKubectl({ annotate: '' });
  await hurryKubelet(kubectlOf(fake), POD.metadata, new Date('2026-11-27T12:00:00Z'));
  assert.deepEqual(fake.runs[0]?.args, [
    'annotate',
    'pod',
    'p',
    '--namespace',
    'team',
    '--overwrite',
    'projected-volumes-hurried=2026-11-27T12:00:00.000Z',
  ]);
});

test('the kubelet’s complaints are those about mounts, newest first, and none where events are forbidden', async () => {
  const event = (reason: string, lastTimestamp: string, message: string) => ({
    reason,
    lastTimestamp,
    message,
  });
  const items = [
    event('FailedMount', '2026-11-27T12:00:00Z', 'older'),
    event('BackOff', '2026-11-27T12:00:02Z', 'about something else'),
    event('FailedMount', '2026-11-27T12:00:01Z', 'newer'),
  ];
  const readable = fakeKubectl({ 'get events': JSON.stringify({ items }) });
  assert.deepEqual(await kubeletComplaints(kubectlOf(readable), POD.metadata), ['newer', 'older']);
  const forbidden = fakeKubectl({ 'get events': FORBIDDEN });
  assert.deepEqual(await kubeletComplaints(kubectlOf(forbidden), POD.metadata), []);
});

test('names to choose from', async () => {
  const fake = fakeKubectl({ 'get configmaps --namespace team': 'configmap/a\nconfigmap/b\n' });
  assert.deepEqual(await listNames(kubectlOf(fake), 'configmaps', 'team'), ['a', 'b']);
});

const MANAGED: readonly [name: string, metadata: object, managers: object[]][] = [
  ['no one', { name: 'cm' }, []],
  [
    'Helm',
    { annotations: { 'meta.helm.sh/release-name': 'shop' } },
    [{ by: 'Helm', name: 'shop' }],
  ],
  ['Helm, by its label', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } }, [{ by: 'Helm' }]],
  [
    'Argo CD',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:/ConfigMap:default/cm' } },
    [{ by: 'Argo CD', name: 'shop' }],
  ],
  [
    'Flux',
    { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } },
    [{ by: 'Flux', name: 'apps' }],
  ],
  [
    'a SealedSecret',
    { ownerReferences: [{ kind: 'SealedSecret', name: 'db' }] },
    [{ by: 'owner', kind: 'SealedSecret', name: 'db' }],
  ],
  [
    'an ExternalSecret, once',
    {
      ownerReferences: [{ kind: 'ExternalSecret', name: 'db' }],
      annotations: { 'reconcile.external-secrets.io/data-hash': 'x' },
    },
    [{ by: 'owner', kind: 'ExternalSecret', name: 'db' }],
  ],
  [
    'an ExternalSecret that merges',
    { annotations: { 'reconcile.external-secrets.io/data-hash': 'x' } },
    [{ by: 'External Secrets' }],
  ],
  [
    'cert-manager',
    { annotations: { 'cert-manager.io/certificate-name': 'web' } },
    [{ by: 'cert-manager', name: 'web' }],
  ],
  ['the controller manager', { name: 'kube-root-ca.crt' }, [{ by: 'kube-controller-manager' }]],
];

for (const [name, metadata, managers] of MANAGED) {
  test(`an object is managed by ${name}`, () => {
    assert.deepEqual(managersOf({ metadata }), managers);
  });
}
