// What is on its way from the cluster: in the tree and the status bar, with the time, and with reasons when it is late.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { TreeDataProvider } from 'vscode';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { Journeys } from '../../../../src/vscode/volumes/journeys.ts';
import { executed, person, shownTree, statusBar } from '../../../shared/vscode.ts';
import { tooltipOf } from '../shownRows.ts';
import { DIR, settled, showRows } from '../window.ts';
import { clusterWindow } from './fakeCluster.ts';

type Options = Parameters<typeof clusterWindow>[2];

/** A key was published, and time stands still until the test lets it pass. */
async function published(t: TestContext, options?: Options) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  let elapsed = 0;
  t.mock.method(performance, 'now', () => elapsed);
  const window = clusterWindow(t, { a: '1', b: '1' }, options);
  const tree = showRows(window.volumes, window.staging, window.notes);
  t.after(() => tree.dispose());
  window.stage('a', 'mine');
  person.answers = ['Publish to the Cluster'];
  await window.run('publishToCluster');
  person.reset();
  return {
    ...window,
    pass: (milliseconds: number): void => {
      elapsed += milliseconds;
      t.mock.timers.tick(milliseconds);
    },
    row: async (node: TreeNode) =>
      (shownTree.provider as TreeDataProvider<TreeNode>).getTreeItem(node),
    tooltip: async (node: TreeNode) =>
      tooltipOf(shownTree.provider as TreeDataProvider<TreeNode>, node),
    status: () => statusBar.get('arrival'),
    close: (): void => {
      for (const each of window.subscriptions) each.dispose();
    },
  };
}

test('the volume, the staged change and the status bar say since when', async (t) => {
  const { row, tooltip, status, pass } = await published(t);
  const nodes = [
    { kind: 'volume', dir: DIR },
    { kind: 'stagedChange', dir: DIR, key: 'a' },
  ] as const;
  const volume = await row(nodes[0]);
  assert.match(
    String(volume.description),
    /changed in the cluster .*\d\d:\d\d:\d\d, not here yet · /,
  );
  const change = await row(nodes[1]);
  assert.equal(change.description, 'in the cluster, not here yet · changed');
  for (const node of nodes) {
    assert.match(await tooltip(node), /not here yet.*Hurry the Kubelet has it/);
  }
  pass(12_000);
  assert.equal(status()?.text, '$(sync~spin) config: in the cluster, not here yet · 12 s');
  assert.equal(status()?.isShown, true);
});

test('when the mount holds it the status bar says how long it took, and offers the way back', async (t) => {
  const { mount, row, status, pass, logged } = await published(t);
  pass(6_200);
  mount({ a: 'mine', b: '1' });
  assert.equal(
    status()?.text,
    '$(check) Published a to ConfigMap my-config: here after 6.2 s · Roll Back',
  );
  assert.match(logged.join('\n'), /a to ConfigMap my-config arrived after 6\.2 s/);
  const volume = await row({ kind: 'volume', dir: DIR });
  assert.doesNotMatch(String(volume.description), /cluster/);
  pass(30_000);
  assert.equal(status()?.isShown, false);
  pass(300_000);
  assert.deepEqual(person.told, []);
});

test('a volume that leaves the view takes the way back along', async (t) => {
  const { mount, status, volumes } = await published(t);
  mount({ a: 'mine', b: '1' });
  assert.equal(status()?.isShown, true);
  await volumes.unwatch(DIR);
  assert.equal(status()?.isShown, false);
});

const LATE: [name: string, options: Options, words: RegExp][] = [
  ['a busy node', {}, /syncs each pod every minute or two/],
  [
    'the kubelet’s own words',
    {
      answers: {
        'get events': JSON.stringify({
          items: [{ reason: 'FailedMount', message: 'configmap "other" not found' }],
        }),
      },
    },
    /The kubelet says: configmap "other" not found/,
  ],
  [
    'subPath',
    {
      pod: {
        metadata: { name: 'web-0', namespace: 'shop', uid: 'u-1' },
        spec: {
          volumes: [{ name: 'settings', configMap: { name: 'my-config' } }],
          containers: [{ volumeMounts: [{ name: 'settings', mountPath: '/etc/a', subPath: 'a' }] }],
        },
      },
    },
    /subPath, which no update reaches/,
  ],
];

for (const [name, options, words] of LATE) {
  test(`after three minutes it is told why it may not come: ${name}`, async (t) => {
    const { pass } = await published(t, options);
    pass(179_000);
    await settled();
    assert.equal(person.told.length, 0);
    person.answers = ['Hurry the Kubelet…'];
    pass(1_000);
    await settled();
    assert.match(person.told[0]?.text ?? '', words);
    assert.deepEqual(executed.at(-1), [
      'projectedVolumes.hurryKubelet',
      { kind: 'volume', dir: DIR },
    ]);
  });
}

test('a volume that leaves the view is waited for no longer', async (t) => {
  const { volumes, pass, status } = await published(t);
  await volumes.remove(DIR);
  assert.equal(status()?.isShown, false);
  pass(300_000);
  await settled();
  assert.deepEqual(person.told, []);
});

test('after a reload it is still waited for, and what was published is no one else’s change', async (t) => {
  const { storage, pass, close } = await published(t);
  await settled();
  pass(8_000);
  close();
  const again = clusterWindow(t, { a: '1', b: '1' }, { storage });
  await settled();
  assert.equal(again.kubectl.runs.length, 0);
  assert.deepEqual([...(again.notes.of(DIR).onItsWay?.keys ?? [])], ['a']);
  again.put('ConfigMap', 'my-config', { a: 'mine', b: '1' });
  again.stage('a', 'mine, again');
  person.answers = ['Publish to the Cluster'];
  await again.run('publishToCluster');
  assert.deepEqual(again.dataOf(), { a: 'mine, again', b: '1' });
  again.mount({ a: 'mine', b: '1' });
  again.mount({ a: 'mine, again', b: '1' });
  await settled();
  assert.match(
    statusBar.get('arrival')?.text ?? '',
    /Published a to ConfigMap my-config: here after/,
  );
  assert.equal(storage.plain.get('volumes.journeys'), '{}');
});

test('the time goes on over a reload, and what arrived meanwhile is waited for no longer', async (t) => {
  const { storage, pass, close } = await published(t);
  await settled();
  pass(8_000);
  close();
  const again = clusterWindow(t, { a: '1', b: '1' }, { storage });
  await settled();
  pass(2_000);
  assert.match(statusBar.get('arrival')?.text ?? '', /not here yet · 10 s/);
  again.mount({ a: 'mine', b: '1' });
  const { text } = statusBar.get('arrival') ?? {};
  assert.equal(text, '$(check) Published a to ConfigMap my-config: here after 10.0 s');
  pass(300_000);
  await settled();
  assert.deepEqual(person.told, []);
});

test('of a journey only the names of keys are kept, and of a key that was edited since, nothing', async (t) => {
  const { storage, stage } = await published(t);
  await settled();
  const kept = () => storage.plain.get('volumes.journeys') ?? '';
  const { [DIR]: journey } = JSON.parse(kept()) as Record<string, object>;
  assert.deepEqual(Object.keys(journey ?? {}), ['what', 'since', 'keys']);
  assert.doesNotMatch(kept(), /mine/);
  stage('a', 'another');
  await settled();
  assert.equal(kept(), '{}');
});

test('a day later what has not arrived is waited for no longer, be its volume there or not', async (t) => {
  const { storage, memento, pass, close } = await published(t);
  await settled();
  assert.equal(new Journeys(memento).isEmpty(), false);
  close();
  pass(86_400_000);
  assert.equal(new Journeys(memento).isEmpty(), true);
  const again = clusterWindow(t, { a: '1', b: '1' }, { storage });
  await settled();
  assert.equal(again.notes.of(DIR).onItsWay, undefined);
});
