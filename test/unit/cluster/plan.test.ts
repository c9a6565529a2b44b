// What publishing would change in which object, what it keeps, and what it refuses first.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf } from '../../../src/volume/read/snapshot.ts';
import { arrivalOf } from '../../../src/cluster/arrival.ts';
import { type ClusterObject, parseObject } from '../../../src/cluster/clusterObject.ts';
import { compareKeys } from '../../../src/cluster/comparison.ts';
import { ClusterError } from '../../../src/cluster/failure.ts';
import { kubectlOf } from '../../../src/cluster/kubectl.ts';
import { changedText, changeObject } from '../../../src/cluster/objectChange.ts';
import { idOf, type ObjectRef } from '../../../src/cluster/objectRef.ts';
import { type PathChange, planChanges } from '../../../src/cluster/plan.ts';
import type { KeySource } from '../../../src/cluster/podVolume.ts';
import { volumeKeys } from '../../../src/cluster/volumeKeys.ts';
import { base64, CONFIG_MAP, fakeKubectl, SECRET, utf8 } from './fakeKubectl.ts';

const CM: ObjectRef = { kind: 'ConfigMap', namespace: 'default', name: 'my-config' };
const SEC: ObjectRef = { kind: 'Secret', namespace: 'default', name: 'my-secret' };

function objectOf(json: object, ref: ObjectRef): ClusterObject {
  return parseObject(JSON.stringify(json), ref);
}

const WHOLE: KeySource[] = [{ object: CM, optional: false }];

function planned(
  changes: readonly PathChange[],
  { sources = WHOLE, configMap = CONFIG_MAP }: { sources?: KeySource[]; configMap?: object } = {},
) {
  const objects = new Map([
    [idOf(CM), objectOf(configMap, CM)],
    [idOf(SEC), objectOf(SECRET, SEC)],
  ]);
  return planChanges({ name: 'v', sources, hasSubPath: false }, objects, changes, new Map());
}

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ClusterError, String(error));
    return error.failure;
  }
  return undefined;
}

const digest = (text: string): string => digestOf(utf8(text));

test('changes of a projected volume are changes of its objects, one after the other', () => {
  const sources: KeySource[] = [
    { object: CM, optional: false, items: [{ key: 'app.yaml', path: 'conf/app.yaml' }] },
    { object: SEC, optional: false, items: [{ key: 'password', path: 'creds/password' }] },
  ];
  const { objects, conflicts, expected } = planned(
    [
      { path: 'creds/password', data: utf8('new'), base: digest('hunter2') },
      { path: 'conf/app.yaml', data: undefined, base: digest('port: 1\n') },
    ],
    { sources },
  );
  assert.deepEqual(
    objects.map(({ object, changes }) => [object.ref.name, [...changes]]),
    [
      ['my-secret', [['password', utf8('new')]]],
      ['my-config', [['app.yaml', undefined]]],
    ],
  );
  assert.equal(conflicts.size, 0);
  assert.deepEqual(
    [...expected],
    [
      ['creds/password', digest('new')],
      ['conf/app.yaml', null],
    ],
  );
});

test('a key that was changed there since is a conflict, whether it has arrived here or not', () => {
  const change = (data: string, base: string | null) =>
    planned([{ path: 'mode', data: utf8(data), base }]).conflicts;
  assert.deepEqual([...change('mine', digest('off'))], [['mode', utf8('on')]]);
  assert.deepEqual([...change('mine', null)], [['mode', utf8('on')]]);
  assert.equal(change('mine', digest('on')).size, 0);
  // Both made the same change.
  assert.equal(change('on', digest('off')).size, 0);
  const gone = planned([{ path: 'gone', data: utf8('mine'), base: digest('was') }]);
  assert.deepEqual([...gone.conflicts], [['gone', null]]);
});

test('what the objects hold already changes none of them', () => {
  const { objects } = planned([
    { path: 'mode', data: utf8('on') },
    { path: 'gone', data: undefined },
  ]);
  assert.deepEqual(objects, []);
});

test('the rules of the API are checked before anything is asked', () => {
  const rule = (path: string) => failureOf(() => planned([{ path, data: utf8('x') }]));
  assert.deepEqual(rule('a b'), { code: 'key-rule', key: 'a b', rule: 'characters' });
  assert.deepEqual(rule('a/b'), { code: 'key-rule', key: 'a/b', rule: 'characters' });
  const bytes = 2 ** 20 + 1;
  assert.deepEqual(
    failureOf(() => planned([{ path: 'big', data: new Uint8Array(2 ** 20 - 14) }])),
    { code: 'too-large', object: CM, bytes, limit: 2 ** 20 },
  );
  assert.deepEqual(
    failureOf(() =>
      planned([{ path: 'mode', data: utf8('x') }], {
        configMap: { ...CONFIG_MAP, immutable: true },
      }),
    ),
    { code: 'immutable' },
  );
});

test('one key that shows at two paths takes one value only', () => {
  const items = ['a', 'b'].map((path) => ({ key: 'mode', path }));
  const sources: KeySource[] = [{ object: CM, optional: false, items }];
  const both = (a: string, b: string) =>
    planned(
      [
        { path: 'a', data: utf8(a) },
        { path: 'b', data: utf8(b) },
      ],
      { sources },
    );
  assert.deepEqual(
    failureOf(() => both('x', 'y')),
    {
      code: 'two-values',
      object: CM,
      key: 'mode',
      paths: ['a', 'b'],
    },
  );
  assert.equal(both('x', 'x').objects.length, 1);
});

test('text goes to data and other bytes to binaryData, each leaving the other; all else stays as it was', () => {
  const json = {
    ...CONFIG_MAP,
    metadata: { ...CONFIG_MAP.metadata, labels: { a: 'b' } },
    immutable: false,
  };
  const changes = new Map<string, Uint8Array | undefined>([
    ['blob', utf8('text')],
    ['mode', Uint8Array.of(0xff, 0)],
    ['app.yaml', undefined],
    ['bom', utf8('\uFEFFx')],
    ['__proto__', utf8('kept')],
  ]);
  const text = changedText(objectOf(json, CM), changes);
  assert.deepEqual(Object.entries((JSON.parse(text) as { data: object }).data), [
    ['blob', 'text'],
    ['bom', '\uFEFFx'],
    ['__proto__', 'kept'],
  ]);
  const { data: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
  const { data: _before, ...before } = json;
  assert.deepEqual(rest, { ...before, binaryData: { mode: '/wA=' } });
});

test('values of a Secret are base64, and there is no binaryData in it', () => {
  const changes = new Map([['password', utf8('new')]]);
  assert.deepEqual(JSON.parse(changedText(objectOf(SECRET, SEC), changes)), {
    ...SECRET,
    data: { ...SECRET.data, password: base64('new') },
  });
});

test('values travel through standard input, and not in what a server says of them', async () => {
  const words = 'data: Invalid value: "correct-horse"';
  const fake = fakeKubectl({ replace: { stderr: `The request is invalid: ${words}\n` } });
  for (const [json, ref] of [
    [SECRET, SEC],
    [CONFIG_MAP, CM],
  ] as const) {
    const changes = new Map([['password', utf8('correct-horse')]]);
    const refused = changeObject(kubectlOf(fake), objectOf(json, ref), changes, 'dry run');
    await assert.rejects(refused, { failure: { code: 'invalid' } });
  }
  const harmless = new Map([['password', utf8('other')]]);
  await assert.rejects(
    changeObject(kubectlOf(fake), objectOf(CONFIG_MAP, CM), harmless, 'for real'),
    {
      failure: { code: 'invalid', words },
    },
  );
  assert.deepEqual(
    fake.runs.map(({ args }) => args.join(' ')),
    [
      'replace --raw /api/v1/namespaces/default/secrets/my-secret?dryRun=All --filename -',
      'replace --raw /api/v1/namespaces/default/configmaps/my-config?dryRun=All --filename -',
      'replace --raw /api/v1/namespaces/default/configmaps/my-config --filename -',
    ],
  );
});

test('a mount waits, holds what was published, or was overtaken', () => {
  const expected = new Map([
    ['a', digest('new')],
    ['b', null],
  ]);
  const before = new Map([
    ['a', [digest('old'), digest('first')]],
    ['b', [digest('old')]],
  ]);
  const mounted = (keys: Record<string, string>) =>
    new Map(Object.entries(keys).map(([path, text]) => [path, { digest: digest(text) }]));
  const at = (keys: Record<string, string>) => arrivalOf(expected, before, mounted(keys));
  assert.equal(at({ a: 'old', b: 'old' }), 'waiting');
  assert.equal(at({ a: 'first', b: 'old' }), 'waiting');
  assert.equal(at({ a: 'new', b: 'old' }), 'waiting');
  assert.equal(at({ a: 'new' }), 'arrived');
  assert.equal(at({ a: 'rival', b: 'old' }), 'overtaken');
});

test('a mount is compared with its objects key by key', () => {
  const sources: KeySource[] = [...WHOLE, { made: 'serviceAccountToken', paths: ['token'] }];
  const objects = new Map([[idOf(CM), objectOf(CONFIG_MAP, CM)]]);
  const keys = volumeKeys({ name: 'v', sources, hasSubPath: false }, objects);
  const mounted = new Map([
    ['mode', { digest: digest('off') }],
    ['app.yaml', { digest: digest('port: 1\n') }],
    ['old', { digest: digest('x') }],
    ['token', { digest: digest('y') }],
  ]);
  assert.deepEqual(
    compareKeys(keys, mounted, () => true),
    [
      { path: 'app.yaml', is: 'same' },
      { path: 'blob', is: 'only in the cluster' },
      { path: 'mode', is: 'differs' },
      { path: 'old', is: 'only here' },
      { path: 'token', is: 'made' },
    ],
  );
  const withoutBlob = compareKeys(keys, mounted, (path) => path !== 'blob');
  assert.deepEqual(withoutBlob[1], { path: 'blob', is: 'unread' });
});
