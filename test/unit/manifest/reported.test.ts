// Manifests as people have them, most of them from reports to other projects, and what is right: kubectl's answer, where
// this machine has a kubectl.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'node:test';
import { readManifest } from '../../../src/manifest/index.ts';

/** `ConfigMap my-config` → key → text. */
type Objects = Record<string, Record<string, string>>;

function configMap(name: string, rest: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${rest}`;
}

const reported: [what: string, text: string, objects: Objects, leftOut?: string[]][] = [
  [
    'JSON objects back to back (kubernetes#12104)',
    `{
  "kind": "ConfigMap",
  "apiVersion": "v1",
  "metadata": { "name": "one" },
  "data": { "a": "1" }
}
{
  "kind": "ConfigMap",
  "apiVersion": "v1",
  "metadata": { "name": "two" },
  "data": { "a": "2" }
}
`,
    { 'ConfigMap one': { a: '1' }, 'ConfigMap two': { a: '2' } },
  ],
  [
    'JSON objects with nothing, and with much between them',
    `\uFEFF \n${['a', 'b', 'c']
      .map((name) => JSON.stringify({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name } }))
      .join('')}\r\n\t\n ${JSON.stringify({
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: { name: 'd' },
      data: { a: 'e317' },
    })}`,
    { 'ConfigMap a': {}, 'ConfigMap b': {}, 'ConfigMap c': {}, 'Secret d': { a: '{}{' } },
  ],
  [
    'a tagged merge key in an object that is left out (ytt#336)',
    `${configMap('settings', 'data:\n  a: "1"\n')}---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.com
spec:
  group: example.com
  versions:
    - &version
      name: v1alpha1
      served: true
      storage: false
    - !!merge <<: *version
      name: v1beta1
      storage: true
`,
    { 'ConfigMap settings': { a: '1' } },
    ['CustomResourceDefinition widgets.example.com'],
  ],
  [
    'tags and merge keys in an object of a list that is left out',
    `apiVersion: v1
kind: List
items:
- apiVersion: example.com/v1
  kind: Widget
  metadata: {name: w}
  spec: {a: !!binary aGk=, b: !mine x, !own c: d, e: !these [1], "f": !!set {x}, !!merge <<: {g: h}}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: c}
  data: {a: b}
`,
    { 'ConfigMap c': { a: 'b' } },
    ['Widget w'],
  ],
  [
    'quotes that end at the beginning of a line (krane#192)',
    `apiVersion: v1
kind: Secret
metadata: {name: s}
data:
  a: 'bXlwYXNz

'
`,
    { 'Secret s': { a: 'mypass' } },
  ],
  [
    'quoted text over lines that are not indented',
    configMap(
      'c',
      `data:
  a: 'x
y

  # no comment
kind: Pod
'
  b: "three
four"
  c: "ends with a backslash\\
\\  and goes on"
  d: end
`,
    ),
    {
      'ConfigMap c': {
        a: 'x y\n# no comment kind: Pod ',
        b: 'three four',
        c: 'ends with a backslash  and goes on',
        d: 'end',
      },
    },
  ],
  [
    'quoted text that looks like the kind of an object that is left out',
    'apiVersion: v1\n"kind": ConfigMap\nmetadata: {name: c}\ndata:\n  a: "x\nkind: Service\n"\n',
    { 'ConfigMap c': { a: 'x kind: Service ' } },
  ],
  [
    'brackets whose lines are not indented',
    configMap('c', 'data: {\na: \'x\',\nb: "y\nz", c: of\nwords,\n}\nimmutable: false\n'),
    { 'ConfigMap c': { a: 'x', b: 'y z', c: 'of words' } },
  ],
  [
    'null for an empty value, as the API server prints it (argo-cd)',
    `{
  "apiVersion": "v1",
  "data": {
    "smtp-password": null,
    "blog-password": "Skt2T0tjMk5PdQ=="
  },
  "kind": "Secret",
  "metadata": { "name": "blog", "namespace": "web", "resourceVersion": "27442" },
  "type": "Opaque"
}
`,
    { 'Secret blog': { 'smtp-password': '', 'blog-password': 'JKvOKc2NOu' } },
  ],
  [
    'null in data, binaryData and stringData',
    `${configMap('c', 'data:\n  a:\n  b: ~\nbinaryData: {c: null}\n')}---
{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: aGk=}, stringData: {a: }}
`,
    { 'ConfigMap c': { a: '', b: '', c: '' }, 'Secret s': { a: '' } },
  ],
  [
    'merge keys',
    `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: base}
  data: &base
    LOG: debug
    PORT: "8080"
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: over}
  data:
    <<: *base
    LOG: info
`,
    {
      'ConfigMap base': { LOG: 'debug', PORT: '8080' },
      'ConfigMap over': { LOG: 'info', PORT: '8080' },
    },
  ],
  [
    'a merge key over what is before it',
    configMap('c', 'data:\n  a: one\n  b: one\n  <<: {a: two, c: two}\n  c: three\n'),
    { 'ConfigMap c': { a: 'two', b: 'one', c: 'three' } },
  ],
  [
    'merge keys of several mappings, twice, tagged, and in one another',
    configMap(
      'c',
      `data:
  <<: [{a: one}, {a: two, b: two, <<: {b: three, d: four}}]
  !!merge <<: {c: three}
`,
    ),
    { 'ConfigMap c': { a: 'one', b: 'three', c: 'three', d: 'four' } },
  ],
  [
    'merge keys for a whole object',
    `apiVersion: v1
kind: List
items:
- &base
  apiVersion: v1
  kind: ConfigMap
  metadata: &named {name: a, namespace: shop}
  data: {a: b}
- <<: *base
  metadata: {<<: *named, name: b}
`,
    { 'ConfigMap a': { a: 'b' }, 'ConfigMap b': { a: 'b' } },
  ],
  [
    'a byte order mark in front of every document',
    ['b', 'c', 'd']
      .map((name) => `\uFEFF${configMap(name, 'data: {a: b}\n')}`)
      .join('---\n')
      .replace('---\n\uFEFF', '--- # next\r\n\uFEFF'),
    { 'ConfigMap b': { a: 'b' }, 'ConfigMap c': { a: 'b' }, 'ConfigMap d': { a: 'b' } },
  ],
  [
    'a byte order mark before a document’s own "---", and within a value',
    `${configMap('a', 'data:\n  a: |\n    \uFEFFx\n')}---\n\uFEFF---\n${configMap('b', '')}`,
    { 'ConfigMap a': { a: '\uFEFFx\n' }, 'ConfigMap b': {} },
  ],
  [
    'a name that the cluster makes',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  generateName: job-\ndata: {a: "1"}\n',
    { 'ConfigMap job-…': { a: '1' } },
  ],
  [
    'what is wrong only in objects that are left out',
    `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports: {{ .Values.ports }}
---
${configMap('c', '')}---
# Broken off.
apiVersion: v1
kind: Service
metadata:
  name: other
spec: "
`,
    { 'ConfigMap c': {} },
    ['Service web', 'Service other'],
  ],
];

for (const [what, text, objects, leftOut = []] of reported) {
  test(`${what}: read`, () => {
    const result = readManifest(text);
    if (!result.ok) assert.fail(JSON.stringify(result.failure));
    assert.deepEqual(structuredClone(result), result);
    const { manifest } = result;
    assert.deepEqual(told(manifest.objects), objects);
    assert.deepEqual(
      manifest.leftOut.map(({ kind, name }) => `${kind} ${name}`),
      leftOut,
    );
  });
}

interface Named {
  kind: string;
  name?: string;
  generateName?: string;
}

function titleOf({ kind, name, generateName }: Named): string {
  return `${kind} ${name ?? `${generateName}…`}`;
}

function told(objects: readonly (Named & { data: ReadonlyMap<string, Uint8Array> })[]): Objects {
  return Object.fromEntries(
    objects.map((object) => {
      const texts = [...object.data].map(
        ([key, bytes]) => [key, Buffer.from(bytes).toString()] as const,
      );
      return [titleOf(object), Object.fromEntries(texts)];
    }),
  );
}

const skip = kubectl(['version', '--client']).status !== 0 && 'there is no kubectl on this machine';

suite('the kubectl of this machine reads the same', { skip }, () => {
  for (const [what, text, objects] of reported) {
    if (what.startsWith('what is wrong')) continue;
    test(what, () => {
      const args = ['label', '--local', '--filename=-', 'a=b', '--dry-run=client', '-o=json'];
      const { status, stdout, stderr } = kubectl(args, text);
      assert.equal(status, 0, stderr);
      const read = stdout
        .split(/(?<=\n\})\n(?=\{)/)
        .map((one) => JSON.parse(one) as KubectlObject)
        .filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret')
        .map(dataOf);
      assert.deepEqual(told(read), objects);
    });
  }
});

interface KubectlObject {
  kind: string;
  metadata: { name?: string; generateName?: string };
  data?: Record<string, string | null>;
  binaryData?: Record<string, string | null>;
  stringData?: Record<string, string | null>;
}

/** As the API server has it: null is nothing, and base64 is bytes. */
function dataOf({ kind, metadata, data, binaryData, stringData }: KubectlObject) {
  const entriesOf = (map: Record<string, string | null> = {}, encoding: BufferEncoding) =>
    Object.entries(map).map(([key, text]) => [key, Buffer.from(text ?? '', encoding)] as const);
  const encoding = kind === 'Secret' ? 'base64' : 'utf8';
  return {
    kind,
    ...metadata,
    data: new Map([
      ...entriesOf(data, encoding),
      ...entriesOf(binaryData, 'base64'),
      ...entriesOf(stringData, 'utf8'),
    ]),
  };
}

function kubectl(args: string[], input = '') {
  // No configuration: nothing of these asks a cluster.
  const env = { ...process.env, KUBECONFIG: '/dev/null' };
  return spawnSync('kubectl', args, { input, env, encoding: 'utf8' });
}
