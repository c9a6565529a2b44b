// What else is asked of the cluster: the object, the comparison, the way back, the annotation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeDataProvider } from 'vscode';
import { ChosenObjects } from '../../../../src/vscode/cluster/chosenObjects.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import {
  contentProviders,
  executed,
  person,
  shownTree,
  window,
  workspace,
} from '../../../shared/vscode.ts';
import { Uri } from '../../../shared/vscodeBasics.ts';
import { tooltipOf } from '../shownRows.ts';
import { DIR, SECRET, showRows, stateOf } from '../window.ts';
import { clusterWindow } from './fakeCluster.ts';

const VOLUME = { kind: 'volume', dir: DIR };

test('the object is a row and in the tooltip once a person has asked; until then that is said', async (t) => {
  const { run, volumes, staging, notes } = clusterWindow(t, { a: '1' });
  const shown = showRows(volumes, staging, notes);
  t.after(() => shown.dispose());
  const tree = shownTree.provider as TreeDataProvider<TreeNode>;
  const volume: TreeNode = { kind: 'volume', dir: DIR };
  const tooltip = async () => tooltipOf(tree, volume);
  const kinds = async () => ((await tree.getChildren(volume)) ?? []).map(({ kind }) => kind);
  assert.match(await tooltip(), /The cluster has not been asked about it/);
  assert.ok(!(await kinds()).includes('object'));
  await run('showObject', VOLUME);
  assert.match(await tooltip(), /ConfigMap my-config in namespace shop: 1 key,/);
  assert.doesNotMatch(await tooltip(), /has not been asked/);
  assert.ok((await kinds()).includes('object'));
  const row = await tree.getTreeItem({ kind: 'object', dir: DIR, index: 0 });
  assert.equal(row.label, 'ConfigMap my-config');
  assert.equal(row.description, 'shop · test');
});

test('the object is found also while other volumes are in the view', async (t) => {
  const { run, volumes, receive, notes } = clusterWindow(t, { a: '1' });
  volumes.watch('/etc/other');
  receive(stateOf({ b: '1' }, { dir: '/etc/other' }));
  await run('showObject', VOLUME);
  assert.equal(notes.of(DIR).objects?.[0]?.label, 'ConfigMap my-config');
});

test('a mount is compared with its object, and one key with both values', async (t) => {
  const { run, put } = clusterWindow(t, { a: '1', b: '1', old: '1' });
  put('ConfigMap', 'my-config', { a: '2', b: '1', new: '1' });
  person.answers = ['$(diff-modified) a'];
  await run('compareWithCluster', VOLUME);
  assert.deepEqual(person.told[0]?.buttons, [
    '$(diff-modified) a',
    '$(diff-added) new',
    '$(diff-removed) old',
    '$(check) b',
  ]);
  const [command, left, right, title] = executed.at(-1) ?? [];
  assert.equal(command, 'vscode.diff');
  assert.equal(String(left), 'projected-volume://active/etc/config/a');
  assert.equal(title, 'a: here ↔ in the cluster');
  assert.equal(contentOf(right), '2');
});

test('a key that cannot be read here is not said to be in the cluster only', async (t) => {
  const { run, put, volumes, receive } = clusterWindow(t, { a: '1' });
  put('ConfigMap', 'my-config', { a: '1', 'conf.d': '1' });
  const state = volumes.state(DIR);
  assert.ok(state?.active.state === 'read');
  const unread = [{ key: 'conf.d', reason: 'no-permission' }] as const;
  receive({ ...state, active: { ...state.active, unread } });
  const pick = t.mock.method(window, 'showQuickPick');
  await run('compareWithCluster', VOLUME);
  const [rows, options] = pick.mock.calls[0]?.arguments ?? [];
  assert.equal(options?.title, 'config is up to date with the cluster as far as it can be read');
  assert.deepEqual(
    rows?.map(({ label }) => label),
    ['$(lock) conf.d', '$(check) a'],
  );
});

function contentOf(uri: unknown): string {
  const provider = contentProviders.get('projected-volume-cluster') as {
    provideTextDocumentContent(uri: unknown): string;
  };
  return provider.provideTextDocumentContent(uri);
}

test('the value of a Secret shows only when a person says so, and for as long as it is revealed', async (t) => {
  const pod = {
    metadata: { name: 'web-0', namespace: 'shop', uid: 'u-1' },
    spec: { volumes: [{ name: 'settings', secret: { secretName: 'my-secret' } }] },
  };
  const { run, putSecret, mount, reveals } = clusterWindow(t, {}, { pod });
  putSecret('my-secret', { password: 'hunter2' });
  mount({ password: 'before' }, { secrecy: SECRET });
  person.answers = ['$(diff-modified) password', undefined];
  await run('compareWithCluster', VOLUME);
  assert.ok(!executed.some(([name]) => name === 'vscode.diff'));
  // Nor is a value kept in memory that no one looks at.
  const address = Uri.file(`${DIR}/password`).with({ scheme: 'projected-volume-cluster' });
  assert.throws(() => contentOf(address), /Compare once more/);
  person.answers = ['$(diff-modified) password', 'Show Values'];
  await run('compareWithCluster', VOLUME);
  const [, , right] = executed.at(-1) ?? [];
  assert.equal(contentOf(right), 'hunter2');
  assert.doesNotMatch(JSON.stringify([person.told, executed]), /hunter2/);
  reveals.isRevealed = () => false;
  assert.throws(() => contentOf(right), /hidden/);
});

test('the object holds again what a version of the mount held', async (t) => {
  const { run, mount, dataOf, put, answers, volumes } = clusterWindow(t, { a: '1', gone: '1' });
  const first = volumes.state(DIR)?.versions[0]?.id;
  answers.listVersion = () => ({
    keys: ['a', 'gone'].map((name) => ({ key: name, size: 1, mode: 0o644, digest: '' })),
    unread: [],
  });
  answers.readKey = ({ version, key: name }) => {
    assert.equal(version, first);
    return Buffer.from(name === 'a' ? '1' : 'back');
  };
  put('ConfigMap', 'my-config', { a: '2', added: '2' });
  mount({ a: '2', added: '2' });
  person.answers = ['Roll Back in the Cluster'];
  await run('rollBackInCluster', { kind: 'version', dir: DIR, version: first });
  assert.match(person.told[0]?.text ?? '', /^Roll ConfigMap my-config back to what config held/);
  assert.match(person.told[0]?.detail ?? '', /ConfigMap my-config: a, gone, added \(deleted\)/);
  assert.deepEqual(dataOf(), { a: '1', gone: 'back' });
});

test('the kubelet is hurried when a person agrees to the annotation, and has the right to it', async (t) => {
  const { run, kubectl } = clusterWindow(t, { a: '1' });
  const annotated = () => kubectl.runs.filter(({ args }) => args.includes('annotate'));
  await run('hurryKubelet', VOLUME);
  assert.match(
    person.told[0]?.detail ?? '',
    /projected-volumes-hurried.*get and patch pods.*stays.*downward API/,
  );
  assert.deepEqual(annotated(), []);
  person.answers = ['Hurry the Kubelet'];
  await run('hurryKubelet', VOLUME);
  assert.deepEqual(annotated()[0]?.args.slice(0, 6), [
    '--context',
    'test',
    'annotate',
    'pod',
    'web-0',
    '--namespace',
  ]);
  const denied = clusterWindow(t, { a: '1' }, { answers: { 'auth can-i patch': { code: 1 } } });
  person.answers = ['Hurry the Kubelet'];
  await assert.rejects(denied.run('hurryKubelet', VOLUME), /may not patch pods/);
});

test('another object can be chosen, and is remembered for the volume in this context', async (t) => {
  const { run, storage, put, notes } = clusterWindow(
    t,
    { a: '1' },
    {
      answers: {
        'get configmaps': {
          stderr:
            'Error from server (Forbidden): configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" in the namespace "default"\n',
        },
      },
    },
  );
  put('ConfigMap', 'other', { a: '1' });
  person.answers = ['shop/other'];
  await run('chooseObject', VOLUME);
  assert.deepEqual(new ChosenObjects(storage.memento).of(DIR), {
    context: 'test',
    kind: 'ConfigMap',
    namespace: 'shop',
    name: 'other',
  });
  assert.equal(notes.of(DIR).objects?.[0]?.label, 'ConfigMap other');
});

test('in restricted mode nothing is changed, and nothing asked for that', async (t) => {
  const { run, stage, kubectl } = clusterWindow(t, { a: '1' });
  stage('a', 'mine');
  workspace.isTrusted = false;
  t.after(() => (workspace.isTrusted = true));
  for (const [name, node] of [
    ['publishToCluster', { kind: 'staged', dir: DIR }],
    ['rollBackInCluster', { kind: 'version', dir: DIR, version: '..v3' }],
    ['hurryKubelet', VOLUME],
  ] as const) {
    await assert.rejects(run(name, node), /restricted mode/);
  }
  assert.deepEqual(kubectl.runs, []);
});

test('a volume that comes from no object is not looked for in the cluster', async (t) => {
  const { run, mount, kubectl } = clusterWindow(t, { a: '1' });
  mount({ a: '1' }, { origin: { kind: 'atomicWriter', knownBy: 'layout' } });
  await assert.rejects(run('showObject', VOLUME), /comes from no ConfigMap or Secret/);
  assert.deepEqual(kubectl.runs, []);
});

test('what could not be read of a version is not deleted in the cluster when it is rolled back to', async (t) => {
  const { run, mount, dataOf, put, answers, volumes } = clusterWindow(t, { a: '1' });
  const first = volumes.state(DIR)?.versions[0]?.id;
  put('ConfigMap', 'my-config', { a: '2', locked: '1' });
  mount({ a: '2' });
  answers.listVersion = () => ({
    keys: [{ key: 'a', size: 1, mode: 0o644, digest: '' }],
    unread: [{ key: 'locked', reason: 'no-permission' }],
  });
  answers.readKey = () => Buffer.from('1');
  person.answers = ['Roll Back in the Cluster'];
  await assert.rejects(
    run('rollBackInCluster', { kind: 'version', dir: DIR, version: first }),
    /unread-key/,
  );
  assert.deepEqual(dataOf(), { a: '2', locked: '1' });
});
