// What a kubelet would write for the objects and volumes of a manifest.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type LeftOutFile,
  type Manifest,
  type ManifestFailure,
  type OverwrittenFile,
  payloadOfObject,
  payloadOfVolume,
  readManifest,
} from '../../../src/manifest/index.ts';
import type { Payload } from '../../../src/volume/index.ts';

const OBJECTS = `
{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {app.yaml: "port: 80", b: two}}
---
{apiVersion: v1, kind: Secret, metadata: {name: web}, data: {password: aHVudGVyMg==}}
---
`;

function read(text: string): Manifest {
  const result = readManifest(text);
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  return result.manifest;
}

/** A Pod of one volume, given in flow style without its name, after the objects. */
function withVolume(volume: string, metadata = '{name: p}'): Manifest {
  return read(`${OBJECTS}{apiVersion: v1, kind: Pod, metadata: ${metadata},
    spec: {volumes: [{name: v, ${volume}}]}}`);
}

/** `path mode text`, sorted. */
function told(payload: Payload): string[] {
  return [...payload].map(
    ([path, { data, mode = -1 }]) => `${path} ${mode.toString(8)} ${Buffer.from(data).toString()}`,
  );
}

function filesOf({ objects, volumes }: Manifest): string[] {
  const [volume] = volumes;
  assert.ok(volume !== undefined);
  const result = payloadOfVolume(volume, objects);
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  assert.deepEqual(structuredClone(result), result);
  const { payload, leftOut, overwritten } = result;
  return [...told(payload), ...leftOut.map(toldLeftOut), ...overwritten.map(toldOverwritten)];
}

function toldOverwritten({ path, by, lost }: OverwrittenFile): string {
  const [winner, loser] = [by, lost].map(({ kind, name = '' }) => `${kind} ${name}`.trim());
  return `! ${path} of ${winner} over ${loser}`;
}

function toldLeftOut({ source, path, reason }: LeftOutFile): string {
  return `! ${path ?? '?'} ${source} ${reason}`;
}

function failureOf({ objects, volumes }: Manifest): ManifestFailure | undefined {
  const [volume] = volumes;
  assert.ok(volume !== undefined);
  const result = payloadOfVolume(volume, objects);
  return result.ok ? undefined : result.failure;
}

const files: [what: string, volume: string, files: string[]][] = [
  ['all keys of a ConfigMap', 'configMap: {name: web}', ['app.yaml 644 port: 80', 'b 644 two']],
  ['all keys of a Secret', 'secret: {secretName: web}', ['password 644 hunter2']],
  ['no items', 'configMap: {name: web, items: []}', ['app.yaml 644 port: 80', 'b 644 two']],
  [
    'some keys, at other paths',
    'configMap: {name: web, items: [{key: b, path: x/y}, {key: b, path: ./z}]}',
    ['x/y 644 two', 'z 644 two'],
  ],
  [
    'the mode of an item over that of the volume',
    `configMap: {name: web, defaultMode: 0440,
      items: [{key: b, path: b}, {key: app.yaml, path: a, mode: 0400}]}`,
    ['a 400 port: 80', 'b 440 two'],
  ],
  ['a mode of nothing', 'secret: {secretName: web, defaultMode: 0}', ['password 0 hunter2']],
  ['an optional object that is missing', 'configMap: {name: x, optional: true}', []],
  [
    'an optional key that is missing',
    'configMap: {name: web, optional: true, items: [{key: x, path: x}, {key: b, path: b}]}',
    ['b 644 two'],
  ],
  ['an empty projection', 'projected: {sources: []}', []],
  [
    'a projection of several sources with one mode',
    `projected: {defaultMode: 0400, sources: [
      {secret: {name: web, items: [{key: password, path: secret/password, mode: 0440}]}},
      {configMap: {name: web}},
      {configMap: {name: x, optional: true}}]}`,
    ['app.yaml 400 port: 80', 'b 400 two', 'secret/password 440 hunter2'],
  ],
  [
    'later sources over earlier ones',
    `projected: {sources: [
      {secret: {name: web, items: [{key: password, path: b}, {key: password, path: app.yaml}]}},
      {configMap: {name: web, items: [{key: b, path: b}]}}]}`,
    ['app.yaml 644 hunter2', 'b 644 two', '! b of ConfigMap web over Secret web'],
  ],
  [
    'later items over earlier ones',
    'configMap: {name: web, items: [{key: app.yaml, path: x}, {key: b, path: x, mode: 0400}]}',
    ['x 400 two', '! x of ConfigMap web over ConfigMap web'],
  ],
  [
    'the same twice, of which nothing is lost',
    'projected: {sources: [{configMap: {name: web}}, {configMap: {name: web}}]}',
    ['app.yaml 644 port: 80', 'b 644 two'],
  ],
  [
    'what the cluster makes over a key, which is left out then',
    `projected: {sources: [{configMap: {name: web}}, {serviceAccountToken: {path: ./b}}]}`,
    [
      'app.yaml 644 port: 80',
      '! b serviceAccountToken cluster',
      '! b of serviceAccountToken over ConfigMap web',
    ],
  ],
  [
    'a key over what the cluster makes',
    `projected: {sources: [{clusterTrustBundle: {path: b}}, {downwardAPI: {items: [
      {path: app.yaml, fieldRef: {fieldPath: metadata.uid}}]}}, {configMap: {name: web}}]}`,
    [
      'app.yaml 644 port: 80',
      'b 644 two',
      '! app.yaml of ConfigMap web over downwardAPI metadata.uid',
      '! b of ConfigMap web over clusterTrustBundle',
    ],
  ],
  [
    'what the cluster makes is left out',
    `projected: {sources: [
      {serviceAccountToken: {path: token, expirationSeconds: 3600}},
      {clusterTrustBundle: {name: x, path: ca.crt}},
      {podCertificate: {keyType: ED25519, keyPath: tls.key, certificateChainPath: tls.crt}},
      {podCertificate: {keyType: ED25519}},
      {configMap: {name: web}, secret: null}]}`,
    [
      'app.yaml 644 port: 80',
      'b 644 two',
      '! token serviceAccountToken cluster',
      '! ca.crt clusterTrustBundle cluster',
      '! tls.key podCertificate cluster',
      '! tls.crt podCertificate cluster',
      '! ? podCertificate cluster',
    ],
  ],
];

for (const [what, volume, expected] of files) {
  test(`a volume with ${what}`, () => assert.deepEqual(filesOf(withVolume(volume)), expected));
}

const PODINFO = `downwardAPI: {defaultMode: 0440, items: [
  {path: name, fieldRef: {fieldPath: metadata.name}},
  {path: namespace, fieldRef: {fieldPath: metadata.namespace}},
  {path: labels, fieldRef: {fieldPath: metadata.labels}, mode: 0400},
  {path: annotations, fieldRef: {fieldPath: metadata.annotations}},
  {path: one, fieldRef: {fieldPath: "metadata.labels['a']"}},
  {path: none, fieldRef: {fieldPath: "metadata.annotations['a']"}},
  {path: uid, fieldRef: {fieldPath: metadata.uid}},
  {path: cpu, resourceFieldRef: {containerName: c, resource: limits.cpu}}]}`;

test('the downward API tells what the manifest of a Pod says', () => {
  const metadata = `{name: p, namespace: shop, labels: {b: two, a: one, none: null},
    annotations: {x: "say \\"hi\\"\\n\\t\\\\ü😀\\x07\\x01\\u200b\\U000E0001"}}`;
  assert.deepEqual(filesOf(withVolume(PODINFO, metadata)), [
    'annotations 440 x="say \\"hi\\"\\n\\t\\\\ü😀\\a\\x01\\u200b\\U000e0001"',
    'labels 400 a="one"\nb="two"\nnone=""',
    'name 440 p',
    'namespace 440 shop',
    'none 440 ',
    'one 440 one',
    '! uid metadata.uid running',
    '! cpu limits.cpu running',
  ]);
});

test('the namespace of a Pod that names none is not known', () => {
  const told = filesOf(withVolume(PODINFO));
  assert.deepEqual(
    told.filter((line) => line.startsWith('!')),
    [
      '! namespace metadata.namespace running',
      '! uid metadata.uid running',
      '! cpu limits.cpu running',
    ],
  );
});

test('of the Pods of a Deployment the downward API knows nothing', () => {
  const manifest =
    read(`{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, labels: {a: b}},
    spec: {template: {metadata: {labels: {a: b}}, spec: {volumes: [{name: v, ${PODINFO}}]}}}}`);
  assert.equal(
    filesOf(manifest).every((line) => line.startsWith('! ')),
    true,
  );
});

const POD_SPEC = 'spec: {volumes: [{name: v, configMap: {name: web}}, {name: w, emptyDir: {}}]}';
const TEMPLATE = `spec: {template: {${POD_SPEC}}}`;
const owners: [kind: string, apiVersion: string, spec: string][] = [
  ['Pod', 'v1', POD_SPEC],
  ['Deployment', 'apps/v1', TEMPLATE],
  ['StatefulSet', 'apps/v1', TEMPLATE],
  ['DaemonSet', 'apps/v1', TEMPLATE],
  ['ReplicaSet', 'apps/v1beta2', TEMPLATE],
  ['Deployment', 'extensions/v1beta1', TEMPLATE],
  ['ReplicationController', 'v1', TEMPLATE],
  ['PodTemplate', 'v1', `template: {${POD_SPEC}}`],
  ['Job', 'batch/v1', TEMPLATE],
  ['CronJob', 'batch/v1', `spec: {jobTemplate: {${TEMPLATE}}}`],
];

for (const [kind, apiVersion, spec] of owners) {
  test(`the volumes of a ${kind} of ${apiVersion} are found, also in a list`, () => {
    const object = `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}, ${spec}}`;
    const text = `\n${object}`;
    const { volumes, leftOut } = read(text);
    const list = read(`{apiVersion: ${apiVersion}, kind: ${kind}List, items: [\n${object}]}`);
    assert.deepEqual(list, { objects: [], volumes, leftOut });
    assert.deepEqual(leftOut, []);
    assert.deepEqual(volumes, [
      {
        name: 'v',
        type: 'configMap',
        owner: { kind, name: 'x' },
        sources: [{ type: 'configMap', name: 'web', items: [], optional: false }],
        at: { line: 2, column: text.indexOf('{name: v') },
      },
    ]);
  });
}

const refused: [what: string, volume: string, failure: ManifestFailure][] = [
  [
    'an object that is missing',
    'configMap: {name: x}',
    { code: 'missing-object', object: { kind: 'ConfigMap', name: 'x' }, volume: 'v' },
  ],
  [
    'a Secret where only a ConfigMap has the name',
    'projected: {sources: [{secret: {name: x}}]}',
    { code: 'missing-object', object: { kind: 'Secret', name: 'x' }, volume: 'v' },
  ],
  [
    'a key that is missing',
    'secret: {secretName: web, items: [{key: user, path: user}]}',
    { code: 'missing-key', object: { kind: 'Secret', name: 'web' }, key: 'user' },
  ],
  [
    'a path out of the volume',
    'configMap: {name: web, items: [{key: b, path: a/../../b}]}',
    { code: 'invalid-path', path: 'a/../../b', rule: 'dot-dot-element' },
  ],
  [
    'an absolute path',
    'downwardAPI: {items: [{path: /etc/name, fieldRef: {fieldPath: metadata.name}}]}',
    { code: 'invalid-path', path: '/etc/name', rule: 'absolute' },
  ],
  [
    'a reserved path',
    'configMap: {name: web, items: [{key: b, path: ..data}]}',
    { code: 'invalid-path', path: '..data', rule: 'reserved-prefix' },
  ],
  [
    'a file where another needs a directory',
    `projected: {sources: [
      {configMap: {name: web}}, {secret: {name: web, items: [{key: password, path: b/c}]}}]}`,
    { code: 'file-and-directory', path: 'b/c', other: 'b' },
  ],
  [
    'one path in two spellings',
    'configMap: {name: web, items: [{key: b, path: a//b}, {key: app.yaml, path: a/b}]}',
    { code: 'same-path', path: 'a/b', other: 'a//b' },
  ],
];

for (const [what, volume, failure] of refused) {
  test(`a volume is refused for ${what}`, () => {
    assert.deepEqual(failureOf(withVolume(volume)), failure);
  });
}

const inNamespace = (kind: string, namespace: string, rest: string) =>
  `{apiVersion: v1, kind: ${kind}, metadata: {name: x${namespace}}, ${rest}}\n---\n`;

const namespaces: [what: string, objects: string[], pod: string, value: string | undefined][] = [
  ['the same', [', namespace: a', ', namespace: b'], ', namespace: b', '1'],
  ['another', [', namespace: a'], ', namespace: b', undefined],
  ['none for the object', [''], ', namespace: b', '0'],
  ['none for the Pod', [', namespace: a'], '', '0'],
  ['the same rather than none', [', namespace: b', ''], ', namespace: b', '0'],
  ['the last of the same', ['', ''], '', '1'],
];

for (const [what, objects, pod, value] of namespaces) {
  test(`an object is found by its namespace: ${what}`, () => {
    const texts = objects.map((namespace, index) =>
      inNamespace('ConfigMap', namespace, `data: {k: "${index}"}`),
    );
    const volumes = 'spec: {volumes: [{name: v, configMap: {name: x}}]}';
    const manifest = read(texts.join('') + inNamespace('Pod', pod, volumes));
    if (value === undefined) assert.equal(failureOf(manifest)?.code, 'missing-object');
    else assert.deepEqual(filesOf(manifest), [`k 644 ${value}`]);
  });
}

test('the later of two Secrets with one key wins (kubernetes#140635)', () => {
  const manifest = read(`apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  volumes:
  - name: all
    projected:
      sources:
      - secret: {name: one}
      - secret: {name: two}
---
apiVersion: v1
kind: Secret
metadata: {name: one}
stringData: {toto: first}
---
apiVersion: v1
kind: Secret
metadata: {name: two}
stringData: {toto: second}
`);
  assert.deepEqual(filesOf(manifest), ['toto 644 second', '! toto of Secret two over Secret one']);
});

test('no volume is of an object whose name the cluster makes', () => {
  const manifest = read(`{apiVersion: v1, kind: ConfigMap, metadata: {generateName: x}, data: {}}
---
{apiVersion: v1, kind: Pod, metadata: {generateName: p-},
  spec: {volumes: [{name: v, configMap: {name: x}}]}}`);
  assert.equal(failureOf(manifest)?.code, 'missing-object');
  assert.deepEqual(manifest.volumes[0]?.owner, { kind: 'Pod', generateName: 'p-' });
});

test('an object alone is projected as a volume of it would be', () => {
  const [object] = read(OBJECTS).objects;
  assert.ok(object !== undefined);
  const all = payloadOfObject(object);
  assert.deepEqual(all.ok && told(all.payload), ['app.yaml 644 port: 80', 'b 644 two']);
  const items = [
    { key: 'b', path: 'x/b' },
    { key: 'app.yaml', path: 'a', mode: 0o600 },
  ];
  const some = payloadOfObject(object, { items, defaultMode: 0o440 });
  assert.deepEqual(some.ok && told(some.payload), ['a 600 port: 80', 'x/b 440 two']);
});

test('an object alone needs the keys of its items, unless they are optional', () => {
  const [object] = read(OBJECTS).objects;
  assert.ok(object !== undefined);
  const items = [{ key: 'x', path: 'x' }];
  assert.deepEqual(payloadOfObject(object, { items }), {
    ok: false,
    failure: { code: 'missing-key', object: { kind: 'ConfigMap', name: 'web' }, key: 'x' },
  });
  assert.deepEqual(payloadOfObject(object, { items, optional: true }), {
    ok: true,
    payload: new Map(),
  });
});

test('a mode that is passed in is checked as one that is read', () => {
  const [object] = read(OBJECTS).objects;
  assert.ok(object !== undefined);
  assert.deepEqual(payloadOfObject(object, { defaultMode: 0o1000 }), {
    ok: false,
    failure: { code: 'invalid-mode', mode: 0o1000 },
  });
});
