// Which ConfigMaps and Secrets a text holds, as YAML and as JSON.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ManifestObject, readManifest } from '../../../src/manifest/index.ts';

/** The text of a manifest, one line an argument. */
function lines(...text: string[]): string {
  return text.map((line) => `${line}\n`).join('');
}

function read(text: string) {
  const result = readManifest(text);
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  assert.deepEqual(structuredClone(result), result);
  return result.manifest;
}

/** `ConfigMap default/my-config`, its flags, and key → text. */
function told({ kind, name, namespace, immutable, type, data }: ManifestObject) {
  const title = [kind, namespace === undefined ? name : `${namespace}/${name}`];
  if (type !== undefined) title.push(type);
  if (immutable) title.push('immutable');
  const texts = [...data].map(([key, bytes]) => [key, Buffer.from(bytes).toString()] as const);
  return [title.join(' '), Object.fromEntries(texts)];
}

const objectsIn = (text: string) => read(text).objects.map(told);

const CONFIG = lines('apiVersion: v1', 'kind: ConfigMap', 'metadata:', '  name: c');
const SECRET = lines('apiVersion: v1', 'kind: Secret', 'metadata:', '  name: s');

test('a ConfigMap has its data and binaryData', () => {
  const text = lines(
    'apiVersion: v1',
    'kind: ConfigMap',
    'metadata: {name: my-config, namespace: default}',
    'binaryData:',
    '  blob: /wA=',
    'data:',
    '  app.yaml: |',
    '    port: 8080',
    '  empty: ""',
  );
  assert.deepEqual(read(text), {
    objects: [
      {
        kind: 'ConfigMap',
        name: 'my-config',
        namespace: 'default',
        immutable: false,
        data: new Map([
          ['app.yaml', new Uint8Array(Buffer.from('port: 8080\n'))],
          ['empty', new Uint8Array()],
          ['blob', new Uint8Array([0xff, 0])],
        ]),
        at: { line: 1, column: 1 },
      },
    ],
    volumes: [],
    leftOut: [],
  });
});

test('a Secret has its data decoded, and stringData wins', () => {
  const text = `${SECRET}type: kubernetes.io/tls\ndata:\n  a: b25l\n  b: dHdv\nstringData:\n  b: three\n`;
  assert.deepEqual(objectsIn(text), [['Secret s kubernetes.io/tls', { a: 'one', b: 'three' }]]);
});

test('base64 may be broken over lines, as the tools do it', () => {
  assert.deepEqual(objectsIn(`${SECRET}data:\n  a: |\n    b25l\n    LCB0\n    d28=\n`), [
    ['Secret s', { a: 'one, two' }],
  ]);
});

test('no data at all is no data, also when it says null', () => {
  assert.deepEqual(objectsIn(CONFIG), [['ConfigMap c', {}]]);
  assert.deepEqual(objectsIn(`${CONFIG}data:\nbinaryData: ~\n`), [['ConfigMap c', {}]]);
  assert.deepEqual(objectsIn(`${CONFIG}data: {}\n`), [['ConfigMap c', {}]]);
});

test('what is immutable says so', () => {
  assert.deepEqual(objectsIn(`${CONFIG}immutable: true\n`), [['ConfigMap c immutable', {}]]);
  assert.deepEqual(objectsIn(`${CONFIG}immutable: false\n`), [['ConfigMap c', {}]]);
});

test('several documents are read in order, and empty ones are nothing', () => {
  const text = `# first\n---\n${CONFIG}---\n---\n# none\n---\n${SECRET}...\n---\n`;
  assert.deepEqual(objectsIn(text), [
    ['ConfigMap c', {}],
    ['Secret s', {}],
  ]);
  assert.deepEqual(read(''), { objects: [], volumes: [], leftOut: [] });
});

test('a List is read, and what a typed list leaves out of its items is known', () => {
  const text = lines(
    'apiVersion: v1',
    'kind: List',
    'items:',
    '  - apiVersion: v1',
    '    kind: ConfigMapList',
    '    items:',
    '      - metadata: {name: a}',
    '      - metadata: {name: b}',
    '  - {apiVersion: v1, kind: Secret, metadata: {name: c}}',
    '  - {apiVersion: v1, kind: SecretList, items: []}',
  );
  assert.deepEqual(objectsIn(text), [
    ['ConfigMap a', {}],
    ['ConfigMap b', {}],
    ['Secret c', {}],
  ]);
});

const json = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', labels: { yes: 'no' } },
      data: { key: 'tab\t, slash /, "quote", 😀, \u2028, \u007f, \u0000, \\n', '1': '' },
    },
  ],
};

for (const indent of [undefined, 2, '\t']) {
  test(`JSON is read, indented with ${JSON.stringify(indent) ?? 'nothing'}`, () => {
    const text = JSON.stringify(json, null, indent).replace('slash /', 'slash \\/');
    assert.deepEqual(objectsIn(`\n${text}\n`), [['ConfigMap c', json.items[0]?.data]]);
  });
}

test('JSON may write a character as two escapes', () => {
  const text = JSON.stringify(json).replace('😀', '\\ud83d\\ude00');
  assert.deepEqual(objectsIn(text), [['ConfigMap c', json.items[0]?.data]]);
});

test('a byte order mark and CRLF are no part of the values', () => {
  const text = `\uFEFF${CONFIG}data:\n  a: |\n    one\n    two\n`.replaceAll('\n', '\r\n');
  assert.deepEqual(objectsIn(text), [['ConfigMap c', { a: 'one\ntwo\n' }]]);
});

test('anchors and aliases are followed', () => {
  const text = `${CONFIG}data: &d\n  a: &a one\n  b: *a\n---\n${CONFIG}data: {c: &a two, d: *a}\n`;
  assert.deepEqual(objectsIn(text), [
    ['ConfigMap c', { a: 'one', b: 'one' }],
    ['ConfigMap c', { c: 'two', d: 'two' }],
  ]);
});

test('an alias means the anchor last before it', () => {
  const text = `${CONFIG}data: {a: &x one, b: &x two, c: *x}\n`;
  assert.deepEqual(objectsIn(text), [['ConfigMap c', { a: 'one', b: 'two', c: 'two' }]]);
});

test('lines of blanks at the end of a block belong to it as far as they are longer', () => {
  const text = `${CONFIG}data:\n  a: |\n    one\n      \n   \n  b: |2\n      two\n`;
  assert.deepEqual(objectsIn(text), [['ConfigMap c', { a: 'one\n  \n', b: '  two\n' }]]);
});

test('a quoted "<<" is no merge key', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {"<<": a}, name: c}\n';
  assert.deepEqual(objectsIn(text), [['ConfigMap c', {}]]);
});

test('keys that are numbers as they stand are keys', () => {
  assert.deepEqual(objectsIn(`${CONFIG}data:\n  8080: a\n  "010": b\n`), [
    ['ConfigMap c', { '8080': 'a', '010': 'b' }],
  ]);
});

test('names that objects of JavaScript have are ordinary keys', () => {
  assert.deepEqual(
    read(`${CONFIG}data:\n  __proto__: a\n  constructor: b\n`).objects[0]?.data,
    new Map([
      ['__proto__', new Uint8Array([97])],
      ['constructor', new Uint8Array([98])],
    ]),
  );
});

test('other objects are left out by name, also those of the same kind in another group', () => {
  const text = lines(
    '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: x}, spec: {on: [1, 2]}}',
    '---',
    '{apiVersion: example.com/v1, kind: ConfigMap, metadata: {name: mine}, data: [1]}',
    '---',
    '{apiVersion: v1, kind: Deployment, metadata: {name: old}, spec: {template: 1}}',
    '---',
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: app}, spec: {}}',
    '---',
    '{apiVersion: v1, kind: Namespace}',
    '---',
    '{apiVersion: v1, kind: constructor}',
  );
  assert.deepEqual(read(text), {
    objects: [],
    volumes: [],
    leftOut: [
      { kind: 'Service', name: 'web', namespace: 'x' },
      { kind: 'ConfigMap', name: 'mine' },
      { kind: 'Deployment', name: 'old' },
      { kind: 'Deployment', name: 'app' },
      { kind: 'Namespace' },
      { kind: 'constructor' },
    ],
  });
});
