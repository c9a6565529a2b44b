// Publishing to the cluster: what the question shows is what is changed, and what others changed is asked about.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import { Refused } from '../../../../src/vscode/editing/refused.ts';
import { executed, person } from '../../../shared/vscode.ts';
import { DIR, key, SECRET, settled } from '../window.ts';
import { base64 } from '../../cluster/fakeKubectl.ts';
import { clusterWindow } from './fakeCluster.ts';

const PUBLISH = 'Publish to the Cluster';
const NOTHING = 'Nothing is published until each such key has an answer. Until then both are kept.';

test('the question names context, cluster, namespace, object and keys, and the keys change at once', async (t) => {
  const { stage, run, dataOf, kubectl } = clusterWindow(t, { a: '1', b: '1', c: '1' });
  stage('a', 'mine');
  stage('b', undefined);
  person.answers = [PUBLISH];
  await run('publishToCluster');
  assert.deepEqual(dataOf(), { a: 'mine', c: '1' });
  const [question, ...others] = person.told;
  assert.equal(question?.text, 'Publish to ConfigMap my-config?');
  assert.deepEqual(question.detail?.split('\n').slice(0, 4), [
    'Context: test',
    'Cluster: kind (https://127.0.0.1:6443)',
    'Namespace: shop',
    'ConfigMap my-config: a, b (deleted)',
  ]);
  assert.deepEqual(others, []);
  const replaced = kubectl.runs.filter(({ args }) => args.includes('replace'));
  assert.deepEqual(
    replaced.map(({ args }) => args.join(' ')),
    ['?dryRun=All', ''].map(
      (dry) =>
        `--context test replace --raw /api/v1/namespaces/shop/configmaps/my-config${dry} --filename -`,
    ),
  );
});

test('all selected rows are published, and no other', async (t) => {
  const { stage, run, dataOf } = clusterWindow(t, { a: '1', b: '1', c: '1' });
  for (const name of ['a', 'b', 'c']) stage(name, 'mine');
  person.answers = [PUBLISH];
  const rows = ['a', 'b'].map((name) => ({ kind: 'stagedChange', dir: DIR, key: name }));
  await run('publishToCluster', rows[0], rows);
  assert.deepEqual(dataOf(), { a: 'mine', b: 'mine', c: '1' });
});

test('nothing is asked of the cluster before a person asks, nor changed without a yes', async (t) => {
  const { stage, run, dataOf, kubectl, notes } = clusterWindow(t, { a: '1' });
  stage('a', 'mine');
  assert.equal(kubectl.runs.length, 0);
  assert.deepEqual(notes.of(DIR), {});
  await run('publishToCluster');
  assert.deepEqual(dataOf(), { a: '1' });
  assert.ok(!kubectl.runs.some(({ args }) => args.includes('replace')));
});

test('what was published stays on the stage until the mount holds it', async (t) => {
  const { stage, run, mount, staging, notes } = clusterWindow(t, { a: '1', b: '1' });
  stage('a', 'mine');
  person.answers = [PUBLISH];
  await run('publishToCluster');
  assert.deepEqual([...(notes.of(DIR).onItsWay?.keys ?? [])], ['a']);
  assert.equal(staging.of(DIR).size, 1);
  mount({ a: '1', b: 'theirs' });
  assert.ok(notes.of(DIR).onItsWay !== undefined);
  mount({ a: 'mine', b: 'theirs' });
  assert.equal(notes.of(DIR).onItsWay, undefined);
  assert.equal(staging.of(DIR).size, 0);
});

test('a change with a mode leaves the stage when its bytes are there: modes are not the object’s', async (t) => {
  const { run, mount, staging } = clusterWindow(t, { a: '1' });
  staging.stage(DIR, key('b'), { ...bytes(Buffer.from('mine')), mode: 0o600 });
  person.answers = [PUBLISH];
  await run('publishToCluster');
  assert.equal(staging.of(DIR).size, 1);
  mount({ a: '1', b: 'mine' });
  assert.equal(staging.of(DIR).size, 0);
});

test('what a rival changed again before it arrived is told, and the change stays staged', async (t) => {
  const { stage, run, mount, staging, notes } = clusterWindow(t, { a: '1' });
  stage('a', 'mine');
  person.answers = [PUBLISH];
  await run('publishToCluster');
  person.reset();
  mount({ a: 'rival' });
  assert.equal(notes.of(DIR).onItsWay, undefined);
  assert.match(person.told[0]?.text ?? '', /it was changed there as well/);
  assert.equal(staging.of(DIR).size, 1);
});

test('of a key that may not be read nobody says that it was changed there again', async (t) => {
  const { stage, run, mount, staging, notes } = clusterWindow(t, { a: '1', b: '1' });
  stage('a', 'mine');
  person.answers = [PUBLISH];
  await run('publishToCluster');
  person.reset();
  const active = { state: 'read', version: '..v2', writtenAt: 2, keys: [] } as const;
  mount({}, { active: { ...active, unread: [{ key: 'a', reason: 'no-permission' }] } });
  assert.deepEqual(person.told, []);
  assert.ok(notes.of(DIR).onItsWay !== undefined);
  mount({ a: 'mine', b: '1' });
  assert.equal(notes.of(DIR).onItsWay, undefined);
  assert.equal(staging.of(DIR).size, 0);
});

test('a key that was changed there and has not arrived here is a conflict', async (t) => {
  const { stage, run, put, dataOf } = clusterWindow(t, { a: '1', b: '1' });
  stage('a', 'mine');
  put('ConfigMap', 'my-config', { a: 'theirs', b: 'theirs' });
  await run('publishToCluster');
  assert.deepEqual(person.told, [
    {
      severity: 'warning',
      text: 'a of ConfigMap my-config was changed by someone else meanwhile.',
      detail: `Mine: mine\nIn the cluster: theirs\n\n${NOTHING}`,
      buttons: ['Keep Mine', 'Take Theirs', 'Compare and Edit'],
    },
  ]);
  person.answers = ['Keep Mine', PUBLISH];
  await run('publishToCluster');
  assert.deepEqual(dataOf(), { a: 'mine', b: 'theirs' });
});

test('theirs can be taken, and a comparison is an answer only when the key is saved again', async (t) => {
  const { stage, run, put, dataOf, staging } = clusterWindow(t, { a: '1', b: '1', c: '1' });
  for (const name of ['a', 'b', 'c']) stage(name, 'mine');
  put('ConfigMap', 'my-config', { a: 'theirs', b: 'theirs', c: 'theirs' });
  person.answers = ['Take Theirs', 'Compare and Edit'];
  await run('publishToCluster');
  assert.equal(executed.at(-1)?.[0], 'vscode.diff');
  assert.deepEqual([...staging.of(DIR).keys()], ['b', 'c']);
  person.reset();
  await run('publishToCluster');
  assert.match(person.told.at(-1)?.text ?? '', /^b of .* changed/);
  stage('b', 'merged');
  person.answers = ['Keep Mine', PUBLISH];
  await run('publishToCluster');
  assert.deepEqual(dataOf(), { a: 'theirs', b: 'merged', c: 'mine' });
});

test('a key that a rival changes while the question is open is asked about, and another one is kept', async (t) => {
  const { stage, run, put, dataOf } = clusterWindow(t, { a: '1', b: '1' });
  stage('a', 'mine');
  person.answers = [
    () => {
      put('ConfigMap', 'my-config', { a: '1', b: 'theirs' });
      return PUBLISH;
    },
  ];
  await run('publishToCluster');
  assert.deepEqual(dataOf(), { a: 'mine', b: 'theirs' });
  stage('b', 'mine');
  person.reset();
  person.answers = [
    // It has not arrived here.
    'Keep Mine',
    () => {
      put('ConfigMap', 'my-config', { a: 'mine', b: 'theirs again' });
      return PUBLISH;
    },
    'Keep Mine',
    undefined,
  ];
  await run('publishToCluster');
  assert.deepEqual(dataOf(), { a: 'mine', b: 'theirs again' });
  assert.deepEqual(
    person.told.map(({ text }) => text.replace(/ .*/, '')),
    ['b', 'Publish', 'b', 'Publish'],
  );
});

test('an object that was deleted and made anew is asked about again', async (t) => {
  const { stage, run, put, remove, dataOf } = clusterWindow(t, { a: '1' });
  stage('a', 'mine');
  person.answers = [
    () => {
      remove('my-config');
      put('ConfigMap', 'my-config', { a: '1' });
      return PUBLISH;
    },
    undefined,
  ];
  await run('publishToCluster');
  assert.equal(person.told.length, 2);
  assert.deepEqual(dataOf(), { a: '1' });
});

test('what was published from here and arrives after another publish is no one else’s change', async (t) => {
  const { stage, run, mount, staging, notes } = clusterWindow(t, { a: '1' });
  for (const text of ['first', 'second']) {
    stage('a', text);
    person.answers = [PUBLISH];
    await run('publishToCluster');
  }
  person.reset();
  mount({ a: 'first' });
  assert.deepEqual(person.told, []);
  assert.deepEqual([...(notes.of(DIR).onItsWay?.keys ?? [])], ['a']);
  mount({ a: 'second' });
  assert.equal(notes.of(DIR).onItsWay, undefined);
  assert.equal(staging.of(DIR).size, 0);
});

test('what was published from here and is on its way is no one else’s change', async (t) => {
  const { stage, run, dataOf } = clusterWindow(t, { a: '1' });
  stage('a', 'first');
  person.answers = [PUBLISH];
  await run('publishToCluster');
  stage('a', 'second');
  person.reset();
  person.answers = [PUBLISH];
  await run('publishToCluster');
  assert.equal(person.told.length, 1);
  assert.deepEqual(dataOf(), { a: 'second' });
  person.reset();
  await run('publishToCluster');
  assert.match(person.told[0]?.text ?? '', /holds that already. It has not arrived/);
});

const PROJECTED = {
  metadata: { name: 'web-0', namespace: 'shop', uid: 'u-1' },
  spec: {
    volumes: [
      {
        name: 'settings',
        projected: {
          sources: [
            { configMap: { name: 'my-config' } },
            { secret: { name: 'my-secret', items: [{ key: 'password', path: 'creds/password' }] } },
            { serviceAccountToken: { path: 'token' } },
          ],
        },
      },
    ],
  },
};

test('objects of a projected volume change one after the other, and a token has none', async (t) => {
  const { stage, run, putSecret, mount, dataOf } = clusterWindow(t, { a: '1' }, { pod: PROJECTED });
  putSecret('my-secret', { password: 'old' });
  mount({ a: '1', 'creds/password': 'old', token: 'x' }, { secrecy: SECRET });
  stage('a', 'mine');
  stage('creds/password', 'correct-horse');
  person.answers = [PUBLISH];
  await run('publishToCluster');
  assert.deepEqual([dataOf(), dataOf('my-secret')], [{ a: 'mine' }, { password: 'correct-horse' }]);
  assert.match(person.told[0]?.text ?? '', /^Publish to ConfigMap my-config, Secret my-secret\?$/);
  assert.match(person.told[0]?.detail ?? '', /the 2 objects change one after the other/);
  stage('token', 'mine');
  await assert.rejects(
    run('publishToCluster', { kind: 'stagedChange', dir: DIR, key: 'token' }),
    /token comes from no object: the kubelet makes it \(serviceAccountToken\)/,
  );
});

for (const [name, more] of [
  ['that hides its values', { secrecy: SECRET }],
  ['that does not know of it', {}],
] as const) {
  test(`no value of a Secret is in a question, a log or an argument, of a mount ${name}`, async (t) => {
    const { stage, run, putSecret, mount, kubectl, logged, notes } = clusterWindow(
      t,
      { a: '1' },
      { pod: PROJECTED },
    );
    putSecret('my-secret', { password: 'hunter2' });
    mount({ a: '1', 'creds/password': 'before' }, more);
    stage('creds/password', 'correct-horse');
    person.answers = ['Keep Mine', PUBLISH];
    await run('publishToCluster');
    assert.equal(person.told.length, 2);
    const args = kubectl.runs.map((each) => each.args);
    const shown = JSON.stringify([person.told, executed, logged, args, notes.of(DIR).objects]);
    for (const value of ['hunter2', 'correct-horse', 'before']) {
      assert.ok(!shown.includes(value), value);
      assert.ok(!shown.includes(Buffer.from(value).toString('base64')), value);
    }
  });
}

test('who manages the object is told before it is changed, and shown with it', async (t) => {
  const { stage, run, put, notes } = clusterWindow(t, { a: '1' });
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps' };
  put('ConfigMap', 'my-config', { a: '1' }, { metadata: { labels } });
  stage('a', 'mine');
  await run('publishToCluster');
  const warning = /managed by Flux apps, which will set back what you change/;
  assert.match(person.told[0]?.detail ?? '', warning);
  const [note] = notes.of(DIR).objects ?? [];
  assert.equal(note?.label, 'ConfigMap my-config');
  assert.equal(note.description, 'shop · test · Flux apps');
  assert.match(note.tooltip.join('\n'), warning);
});

test('an object that is immutable says so, before any question', async (t) => {
  const { stage, run, put, notes } = clusterWindow(t, { a: '1' });
  put('ConfigMap', 'my-config', { a: '1' }, { immutable: true });
  stage('a', 'mine');
  await assert.rejects(run('publishToCluster'), /The object is immutable/);
  assert.match(notes.of(DIR).objects?.[0]?.description ?? '', /immutable/);
  assert.deepEqual(person.told, []);
});

for (const [what, answers, words] of [
  ['kubectl', { 'config view': { ended: 'not-found' } }, /There is no kubectl here/],
  [
    'a sign-in',
    { 'get pod': { stderr: 'error: You must be logged in to the server (Unauthorized)\n' } },
    /sign-in has expired/,
  ],
  [
    'a network',
    {
      'get pod': { stderr: 'Unable to connect to the server: dial tcp: lookup x: no such host\n' },
    },
    /cannot be reached \(no such host\)/,
  ],
  ['the right to change it', { 'auth can-i': { code: 1 } }, /may not update configmaps\/my-config/],
  [
    'a yes of the server',
    { 'replace --raw': { stderr: 'The request is invalid: no changes on Fridays\n' } },
    /The cluster refuses the change. no changes on Fridays/,
  ],
] as const) {
  test(`without ${what} nothing is changed, a sentence says why, and it stays staged`, async (t) => {
    const { stage, run, dataOf, staging } = clusterWindow(t, { a: '1' }, { answers });
    stage('a', 'mine');
    person.answers = [PUBLISH];
    await assert.rejects(run('publishToCluster'), (error) => {
      assert.ok(error instanceof Refused);
      assert.match(error.message, words);
      assert.match(error.message, /Nothing was changed\.$/);
      return true;
    });
    assert.deepEqual(dataOf(), { a: '1' });
    assert.equal(staging.of(DIR).size, 1);
  });
}

test('a server that does not answer the change leaves open what has happened, and that is said', async (t) => {
  let replaced = 0;
  const { stage, run } = clusterWindow(
    t,
    { a: '1' },
    {
      answers: {
        'replace --raw': () => (replaced++ === 0 ? '{}' : { ended: 'timeout', seconds: 30 }),
      },
    },
  );
  stage('a', 'mine');
  person.answers = [PUBLISH];
  await assert.rejects(
    run('publishToCluster'),
    /Whether ConfigMap my-config was changed is not known: compare/,
  );
});

test('the second object that fails does not hide that the first was changed', async (t) => {
  const { stage, run, putSecret, mount, dataOf, notes } = clusterWindow(
    t,
    { a: '1' },
    {
      pod: PROJECTED,
      answers: {
        'replace --raw /api/v1/namespaces/shop/secrets/my-secret --filename': {
          stderr:
            'Error from server (Forbidden): secrets "my-secret" is forbidden: User "jane" cannot update resource "secrets" in API group "" in the namespace "shop"\n',
        },
      },
    },
  );
  putSecret('my-secret', { password: 'old' });
  mount({ a: '1', 'creds/password': 'old' });
  stage('a', 'mine');
  stage('creds/password', 'new');
  person.answers = [PUBLISH];
  await assert.rejects(
    run('publishToCluster'),
    /^Error: ConfigMap my-config was changed\. jane may not/,
  );
  assert.deepEqual(dataOf(), { a: 'mine' });
  assert.deepEqual([...(notes.of(DIR).onItsWay?.keys ?? [])], ['a']);
});

for (const [what, reads, words] of [
  [
    'whose rival never rests',
    Infinity,
    /^Error: ConfigMap my-config was changed\. The object is changed by someone else all the time\.$/,
  ],
  [
    'that cannot be read again',
    1,
    /^Error: ConfigMap my-config was changed\. The cluster cannot be reached/,
  ],
] as const) {
  test(`a second object ${what} does not hide that the first was changed`, async (t) => {
    const secret = {
      kind: 'Secret',
      metadata: { name: 'my-secret', uid: 's', resourceVersion: '1' },
    };
    let read = 0;
    const { stage, run, mount, dataOf } = clusterWindow(
      t,
      { a: '1' },
      {
        pod: PROJECTED,
        answers: {
          'get --raw /api/v1/namespaces/shop/secrets': () =>
            read++ < reads
              ? JSON.stringify({ ...secret, data: { password: base64('old') } })
              : { stderr: 'Unable to connect to the server: dial tcp: lookup x: no such host\n' },
          'replace --raw /api/v1/namespaces/shop/secrets': ({ args }) =>
            args.join().includes('dryRun')
              ? '{}'
              : { stderr: 'Error from server (Conflict): the object has been modified\n' },
        },
      },
    );
    mount({ a: '1', 'creds/password': 'old' });
    stage('a', 'mine');
    stage('creds/password', 'new');
    person.answers = [PUBLISH];
    await assert.rejects(run('publishToCluster'), words);
    assert.deepEqual(dataOf(), { a: 'mine' });
  });
}

test('where the pod cannot be read the person chooses the object, once', async (t) => {
  const forbidden = {
    stderr:
      'Error from server (Forbidden): pods is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "shop"\n',
  };
  const { stage, run, dataOf, mount } = clusterWindow(
    t,
    { a: '1' },
    {
      answers: {
        'get pod': forbidden,
        'get configmaps': 'configmap/my-config\nconfigmap/other\n',
      },
    },
  );
  stage('a', 'mine');
  person.answers = ['my-config'];
  await run('publishToCluster');
  assert.match(person.told[0]?.text ?? '', /jane may not get pods/);
  // The names were those of the default namespace.
  assert.match(person.told.at(-1)?.text ?? '', /my-config/);
  person.reset();
  person.answers = [PUBLISH];
  await run('publishToCluster');
  assert.deepEqual(dataOf(), { a: 'mine' });
  mount({ a: 'mine' });
  await settled();
});

test('a new key that two objects would take is put where the person says', async (t) => {
  const pod = {
    ...PROJECTED,
    spec: {
      volumes: [
        {
          name: 'settings',
          projected: {
            sources: [{ configMap: { name: 'my-config' } }, { secret: { name: 'my-secret' } }],
          },
        },
      ],
    },
  };
  const { stage, run, putSecret, dataOf } = clusterWindow(t, { a: '1' }, { pod });
  putSecret('my-secret', {});
  stage('new', 'x');
  person.answers = ['Secret my-secret', PUBLISH];
  await run('publishToCluster');
  assert.deepEqual([dataOf(), dataOf('my-secret')], [{ a: '1' }, { new: 'x' }]);
});

test('of a new key in both objects the question is about the one that was chosen, and hides its value', async (t) => {
  const sources = [{ secret: { name: 'my-secret' } }, { configMap: { name: 'my-config' } }];
  const pod = { ...PROJECTED, spec: { volumes: [{ name: 'settings', projected: { sources } }] } };
  const { stage, run, put, putSecret } = clusterWindow(t, { a: '1' }, { pod });
  putSecret('my-secret', {});
  stage('new', 'x');
  person.answers = [
    'Secret my-secret',
    () => {
      putSecret('my-secret', { new: 'hunter2' });
      put('ConfigMap', 'my-config', { a: '1', new: 'theirs' });
      return PUBLISH;
    },
  ];
  await run('publishToCluster');
  const { text, detail } = person.told.at(-1) ?? {};
  assert.equal(text, 'new of Secret my-secret was changed by someone else meanwhile.');
  assert.equal(detail, NOTHING);
});

test('only a mode is nothing for an object', async (t) => {
  const { staging, run } = clusterWindow(t, { a: '1' });
  staging.stage(DIR, key('a'), { mode: 0o600 });
  await assert.rejects(run('publishToCluster'), /Modes are in the pod’s spec/);
});

test('what is discarded while the cluster is asked is not published', async (t) => {
  const { stage, run, dataOf, staging, kubectl } = clusterWindow(t, { a: '1', b: '1' });
  stage('a', 'mine');
  stage('b', 'mine');
  const { run: ask } = kubectl;
  t.mock.method(kubectl, 'run', async (asked: Parameters<typeof ask>[0]) => {
    staging.discard(
      DIR,
      [...staging.of(DIR).values()].filter((change) => change.key === 'b'),
    );
    return ask(asked);
  });
  person.answers = [PUBLISH];
  await run('publishToCluster');
  assert.match(person.told[0]?.detail ?? '', /my-config: a$/m);
  assert.deepEqual(dataOf(), { a: 'mine', b: '1' });
});
