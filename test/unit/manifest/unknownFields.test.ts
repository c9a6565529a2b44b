// Fields that the API does not have: refused as the API refuses them, so that no volume lacks keys without a word.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ManifestFailure, type Place, readManifest } from '../../../src/manifest/index.ts';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  volumes:\n  - name: v\n';
const PROJECTED = `${POD}    projected:\n      sources:\n`;

const at = (line: number, column: number): Place => ({ line, column });

function failureOf(text: string): ManifestFailure | undefined {
  const result = readManifest(text);
  return result.ok ? undefined : result.failure;
}

const unknown: [what: string, text: string, path: string, at: Place, instead?: string][] = [
  [
    'a key that is not indented (kubernetes#69569)',
    `apiVersion: v1
kind: ConfigMap
metadata:
  name: workflow-controller
data:
  config: |
    namespace: ci
artifactRepository:
  s3:
    bucket: builds
    endpoint: store.example:7480
`,
    'artifactRepository',
    at(8, 1),
  ],
  [
    'stringData in a ConfigMap',
    `${CONFIG}stringData:\n  app.yaml: "port: 8080"\n`,
    'stringData',
    at(4, 1),
    'data',
  ],
  ['binaryData in a Secret', `${SECRET}binaryData: {a: aGk=}\n`, 'binaryData', at(4, 1), 'data'],
  ['Data', `${CONFIG}Data: {a: b}\n`, 'Data', at(4, 1), 'data'],
  ['string-data', `${SECRET}string-data: {a: b}\n`, 'string-data', at(4, 1), 'stringData'],
  ['a type in a ConfigMap', `${CONFIG}type: Opaque\n`, 'type', at(4, 1)],
  ['a field without a value', `${CONFIG}spec:\n`, 'spec', at(4, 1)],
  [
    'data that is indented too far',
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  data:\n    a: aGk=\n',
    'metadata.data',
    at(5, 3),
  ],
  [
    'a field in JSON',
    '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"datas":{}}',
    'datas',
    at(1, 60),
    'data',
  ],
  [
    'a field of a list’s item',
    'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n  immutables: true\n',
    'immutables',
    at(5, 3),
    'immutable',
  ],
  [
    'a misspelt volume (kubernetes/website#21566)',
    `${POD}    configmap: {name: s}\n---\n${CONFIG}data: {a: "1"}\n`,
    'spec.volumes[0].configmap',
    at(7, 5),
    'configMap',
  ],
  [
    'secrets',
    `${POD}    secrets: {secretName: s}\n`,
    'spec.volumes[0].secrets',
    at(7, 5),
    'secret',
  ],
  [
    'a misspelt volume beside another',
    `${POD}    emptyDir: {}\n    downwardApi: {items: []}\n`,
    'spec.volumes[0].downwardApi',
    at(8, 5),
    'downwardAPI',
  ],
  ['no volume of the API', `${POD}    files: {}\n`, 'spec.volumes[0].files', at(7, 5)],
  [
    'secretName in a projected volume',
    `${PROJECTED}      - secret: {secretName: s}\n`,
    'spec.volumes[0].projected.sources[0].secret.secretName',
    at(9, 18),
    'name',
  ],
  [
    'a misspelt source',
    `${PROJECTED}      - configmap: {name: s}\n`,
    'spec.volumes[0].projected.sources[0].configmap',
    at(9, 9),
    'configMap',
  ],
  [
    'a mode of one source',
    `${PROJECTED}      - configMap: {name: s, defaultMode: 0400}\n`,
    'spec.volumes[0].projected.sources[0].configMap.defaultMode',
    at(9, 30),
  ],
  [
    'a misspelt path of a token',
    `${PROJECTED}      - serviceAccountToken: {Path: s}\n`,
    'spec.volumes[0].projected.sources[0].serviceAccountToken.Path',
    at(9, 31),
    'path',
  ],
  [
    'a misspelt list of sources',
    `${POD}    projected: {source: []}\n`,
    'spec.volumes[0].projected.source',
    at(7, 17),
    'sources',
  ],
  [
    'a misspelt mode, which would leave files readable',
    `${POD}    secret: {secretName: s, defaultmode: 0400}\n`,
    'spec.volumes[0].secret.defaultmode',
    at(7, 29),
    'defaultMode',
  ],
  [
    'misspelt items, which would show all keys',
    `${POD}    configMap: {name: s, item: [{key: a, path: a}]}\n`,
    'spec.volumes[0].configMap.item',
    at(7, 26),
    'items',
  ],
  [
    'a misspelt item',
    `${POD}    configMap: {name: s, items: [{key: a, path: a, Mode: 0400}]}\n`,
    'spec.volumes[0].configMap.items[0].Mode',
    at(7, 52),
    'mode',
  ],
  [
    'a misspelt downward file',
    `${POD}    downwardAPI: {items: [{path: a, fieldref: {fieldPath: metadata.name}}]}\n`,
    'spec.volumes[0].downwardAPI.items[0].fieldref',
    at(7, 37),
    'fieldRef',
  ],
  [
    'a misspelt field of a downward file',
    `${POD}    downwardAPI: {items: [{path: a, fieldRef: {fieldpath: metadata.name}}]}\n`,
    'spec.volumes[0].downwardAPI.items[0].fieldRef.fieldpath',
    at(7, 48),
    'fieldPath',
  ],
  [
    'misspelt volumes',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  volume: []\n',
    'spec.volume',
    at(5, 3),
    'volumes',
  ],
  [
    'volumes in another place',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  volumes: []\n',
    'spec.volumes',
    at(5, 3),
  ],
  [
    'a misspelt template',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {Template: {}}\n',
    'spec.Template',
    at(4, 8),
    'template',
  ],
];

for (const [what, text, path, place, instead] of unknown) {
  test(`refused: ${what}`, () => {
    const failure = failureOf(text);
    const [, kind] = /"?kind"?: ?"?(\w+?)(?:List)?["\n]/.exec(text) ?? [];
    assert.deepEqual(failure, {
      code: 'unknown-field',
      field: { object: { kind, name: failure && nameIn(failure) }, path, at: place },
      ...(instead !== undefined && { instead }),
    });
  });
}

const ENCRYPTED = 'ENC[AES256_GCM,data:Tr7o,iv:1aO=,tag:abc=,type:str]';
const SOPS = 'sops:\n    mac: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n    version: 3.8.1\n';

const encrypted: [what: string, text: string, path: string, at: Place, key?: string][] = [
  [
    'stringData (kyverno#9190)',
    `apiVersion: v1
kind: Secret
metadata:
    name: sops-secret
type: Opaque
stringData:
    password: ${ENCRYPTED}
${SOPS}`,
    'sops',
    at(9, 5),
  ],
  ['data (flux2#506)', `${SECRET}data:\n  a: ${ENCRYPTED}\n${SOPS}`, 'sops', at(7, 5)],
  ['a ConfigMap', `${CONFIG}data:\n  a: ${ENCRYPTED}\n${SOPS}`, 'sops', at(7, 5)],
  ['data whose "sops" is gone', `${SECRET}data:\n  a: ${ENCRYPTED}\n`, 'data', at(5, 6), 'a'],
  [
    'stringData whose "sops" is gone',
    `${SECRET}stringData:\n  a: ${ENCRYPTED}\n`,
    'stringData',
    at(5, 6),
    'a',
  ],
  ['a Pod', `${POD}    configMap: {name: a}\n${SOPS}`, 'sops', at(9, 5)],
];

for (const [what, text, path, place, key] of encrypted) {
  test(`refused as encrypted by SOPS: ${what}`, () => {
    const failure = failureOf(text);
    assert.ok(failure?.code === 'encrypted', JSON.stringify(failure));
    const { object, ...field } = failure.field;
    assert.ok(text.includes(`kind: ${object?.kind}\n`));
    assert.deepEqual(field, { path, ...(key !== undefined && { key }), at: place });
    assert.ok(!JSON.stringify(failure).includes('Tr7o'));
  });
}

test('an object that is encrypted from its kind on is told as encrypted, too', () => {
  assert.deepEqual(failureOf(`apiVersion: ${ENCRYPTED}\nkind: ${ENCRYPTED}\n${SOPS}`), {
    code: 'encrypted',
    field: { object: undefined, path: 'apiVersion', at: at(1, 13) },
  });
});

test('a value that only holds what SOPS encrypted is a value', () => {
  const text = `${CONFIG}data:\n  secrets.yaml: |\n    a: ${ENCRYPTED}\n`;
  assert.equal(failureOf(text), undefined);
});

test('the fields of an object of which nothing is taken are its own', () => {
  const text = `apiVersion: example.com/v1\nkind: Secret\nmetadata: {name: a, x: y}\nData: {}\n${SOPS}`;
  assert.equal(failureOf(text), undefined);
});

function nameIn(failure: ManifestFailure): string | undefined {
  return 'field' in failure ? failure.field?.object?.name : undefined;
}
