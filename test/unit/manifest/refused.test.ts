// What of a text is refused, as which failure, and where.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ManifestFailure, readManifest } from '../../../src/manifest/index.ts';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n';
const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  volumes:\n';

const config = { kind: 'ConfigMap', name: 'c' };
const secret = { kind: 'Secret', name: 's' };
const pod = { kind: 'Pod', name: 'p' };

const at = (line: number, column: number) => ({ line, column });

const refused: [why: string, text: string, failure: ManifestFailure][] = [
  [
    'a quote without end',
    `${CONFIG}data:\n  a: "one\n`,
    { code: 'syntax', problem: 'incomplete', at: at(6, 1) },
  ],
  [
    'a colon in a value',
    `${CONFIG}data:\n  a: b: c\n`,
    { code: 'syntax', problem: 'nested', at: at(5, 6) },
  ],
  [
    'wrong indentation',
    `${CONFIG}data:\n  a: b\n c: d\n`,
    { code: 'syntax', problem: 'indentation', at: at(6, 1) },
  ],
  ['a tab', `${CONFIG}data:\n\ta: b\n`, { code: 'syntax', problem: 'tab', at: at(5, 1) }],
  [
    'an unknown escape',
    `${CONFIG}data: {a: "\\q"}\n`,
    { code: 'syntax', problem: 'escape', at: at(4, 12) },
  ],
  [
    'a backtick in front',
    `${CONFIG}data: {a: \`b\`}\n`,
    { code: 'syntax', problem: 'start', at: at(4, 11) },
  ],
  [
    'a directive',
    `%YAML 1.1\n---\n${CONFIG}`,
    { code: 'syntax', problem: 'directive', at: at(1, 1) },
  ],
  [
    'a block whose last lines the parser would lose',
    `${CONFIG}data:\n  a: |2\n      b\n     \n`,
    { code: 'syntax', problem: 'block-end', at: at(5, 6) },
  ],
  [
    'a block of blanks that the parser would lose',
    `${CONFIG}data:\n  a: |2\n       \n  b: c\n`,
    { code: 'syntax', problem: 'block-end', at: at(5, 6) },
  ],
  [
    'JSON without end',
    '{"apiVersion": "v1"',
    { code: 'syntax', problem: 'incomplete', at: at(1, 20) },
  ],
  ['a template', `${CONFIG}data: {{ .Values }}\n`, { code: 'complex-key', at: at(4, 8) }],
  ['a list as a key', `${CONFIG}data:\n  ? [a]\n  : b\n`, { code: 'complex-key', at: at(5, 5) }],
  [
    'a line separator, which ends a line for kubectl',
    `${CONFIG}data:\n  a: b\u2028c\n`,
    { code: 'raw-character', codePoint: 0x2028, at: at(5, 7) },
  ],
  [
    'a next line character',
    `${CONFIG}data: {a: b\u0085c}\n`,
    { code: 'raw-character', codePoint: 0x85, at: at(4, 12) },
  ],
  [
    'a carriage return alone',
    `${CONFIG}data: {a: "b\rc"}\n`,
    { code: 'raw-character', codePoint: 0xd, at: at(4, 13) },
  ],
  [
    'a control character',
    `${CONFIG}# \x1b\n`,
    { code: 'raw-character', codePoint: 0x1b, at: at(4, 3) },
  ],
  [
    'a delete character',
    `${CONFIG}# \x7f\n`,
    { code: 'raw-character', codePoint: 0x7f, at: at(4, 3) },
  ],
  [
    'half a surrogate pair',
    `${CONFIG}# \ud83d\n`,
    { code: 'raw-character', codePoint: 0xd83d, at: at(4, 3) },
  ],
  [
    'a byte order mark that is not at the beginning of a document, as part of a field’s name',
    `${CONFIG}data: {}\n\uFEFFbinaryData: {}\n`,
    {
      code: 'unknown-field',
      field: { object: config, path: '\uFEFFbinaryData', at: at(5, 1) },
      instead: 'binaryData',
    },
  ],
  [
    'a control character in JSON',
    '{"a": "\x01"}',
    { code: 'raw-character', codePoint: 1, at: at(1, 8) },
  ],
  ['binary', `${CONFIG}data: {a: !!binary aGk=}\n`, { code: 'tag', at: at(4, 20) }],
  ['a tag of one’s own', `${CONFIG}data: !Ref {a: b}\n`, { code: 'tag', at: at(4, 12) }],
  ['an unknown alias', `${CONFIG}data: {a: *b}\n`, { code: 'unknown-alias', at: at(4, 11) }],
  [
    'an alias of another document',
    `---\n${CONFIG}data: {a: &b c}\n---\n${CONFIG}data: {a: *b}\n`,
    { code: 'unknown-alias', at: at(10, 11) },
  ],
  [
    'an alias inside what it means',
    `${CONFIG}data: &d {a: *d}\n`,
    { code: 'unknown-alias', at: at(4, 14) },
  ],
  ['a merge key of text', `${CONFIG}data:\n  <<: x\n`, { code: 'merge-key', at: at(5, 3) }],
  ['a merge key of nothing', `${CONFIG}data:\n  <<:\n`, { code: 'merge-key', at: at(5, 3) }],
  [
    'a merge key of a list of text',
    `${CONFIG}data:\n  <<: [{a: b}, c]\n`,
    { code: 'merge-key', at: at(5, 3) },
  ],
  [
    'an anchor in a field that the API does not have',
    `${CONFIG}x: &x {a: b}\ndata:\n  <<: *x\n`,
    { code: 'unknown-field', field: { object: config, path: 'x', at: at(4, 1) } },
  ],
  [
    'a key twice',
    `${CONFIG}data:\n  a: one\n  "a": two\n`,
    { code: 'duplicate-key', key: 'a', at: at(6, 3) },
  ],
  [
    'a key twice in JSON',
    '{"kind": "a",\n "kind": "b"}',
    { code: 'duplicate-key', key: 'kind', at: at(2, 2) },
  ],
  ['no object', 'a: b\n', { code: 'not-an-object', at: at(1, 1) }],
  ['no kind', 'apiVersion: v1\n', { code: 'not-an-object', at: at(1, 1) }],
  ['an empty kind', 'apiVersion: v1\nkind: ""\n', { code: 'not-an-object', at: at(1, 1) }],
  ['plain text', 'hello\n', { code: 'not-an-object', at: at(1, 1) }],
  ['a list', `${CONFIG}---\n- a\n`, { code: 'not-an-object', at: at(5, 1) }],
  [
    'a list item without a kind',
    'apiVersion: v1\nkind: List\nitems:\n  - metadata: {name: a}\n',
    { code: 'not-an-object', at: at(4, 5) },
  ],
  [
    'no name',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
    {
      code: 'missing-field',
      field: { object: { kind: 'ConfigMap' }, path: 'metadata.name', at: at(3, 11) },
    },
  ],
  [
    'no metadata',
    'apiVersion: v1\nkind: ConfigMap\n',
    {
      code: 'missing-field',
      field: { object: { kind: 'ConfigMap' }, path: 'metadata', at: at(1, 1) },
    },
  ],
  [
    'a name that is a number',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 1}\n',
    {
      code: 'wrong-type',
      field: { object: { kind: 'ConfigMap' }, path: 'metadata.name', at: at(3, 18) },
      expected: 'string',
      actual: 'number',
    },
  ],
  [
    'data that is a list',
    `${CONFIG}data: [a]\n`,
    {
      code: 'wrong-type',
      field: { object: config, path: 'data', at: at(4, 7) },
      expected: 'map',
      actual: 'list',
    },
  ],
  [
    'a value that is a number',
    `${CONFIG}data:\n  port: 8080\n`,
    {
      code: 'wrong-type',
      field: { object: config, path: 'data', key: 'port', at: at(5, 9) },
      expected: 'string',
      actual: 'number',
    },
  ],
  [
    'a value that is an alias of a number, at the alias',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, generation: &x 1}\ndata:\n  a: *x\n`,
    {
      code: 'wrong-type',
      field: { object: config, path: 'data', key: 'a', at: at(5, 6) },
      expected: 'string',
      actual: 'number',
    },
  ],
  [
    'immutable as a string',
    `${CONFIG}immutable: "true"\n`,
    {
      code: 'wrong-type',
      field: { object: config, path: 'immutable', at: at(4, 12) },
      expected: 'boolean',
      actual: 'string',
    },
  ],
  [
    'an unquoted key that is true for kubectl',
    `${CONFIG}data:\n  on: b\n`,
    { code: 'unquoted-key', field: { object: config, path: 'data', key: 'on', at: at(5, 3) } },
  ],
  [
    'an unquoted key that is 8 for kubectl',
    `${CONFIG}data:\n  010: b\n`,
    { code: 'unquoted-key', field: { object: config, path: 'data', key: '010', at: at(5, 3) } },
  ],
  [
    'half a surrogate pair as an escape',
    '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": "\\ud800"}}',
    { code: 'not-unicode', field: { object: config, path: 'data', key: 'a', at: at(1, 84) } },
  ],
  [
    'base64 with a blank',
    `${SECRET}data: {a: "b25 l"}\n`,
    { code: 'invalid-base64', field: { object: secret, path: 'data', key: 'a', at: at(4, 11) } },
  ],
  [
    'base64 without padding',
    `${SECRET}data: {a: b25lMg}\n`,
    { code: 'invalid-base64', field: { object: secret, path: 'data', key: 'a', at: at(4, 11) } },
  ],
  [
    'base64 with padding inside',
    `${SECRET}data: {a: bw==b25l}\n`,
    { code: 'invalid-base64', field: { object: secret, path: 'data', key: 'a', at: at(4, 11) } },
  ],
  [
    'base64 with padding alone',
    `${SECRET}data: {a: b===}\n`,
    { code: 'invalid-base64', field: { object: secret, path: 'data', key: 'a', at: at(4, 11) } },
  ],
  [
    'base64 for URLs',
    `${CONFIG}binaryData: {a: _-8=}\n`,
    {
      code: 'invalid-base64',
      field: { object: config, path: 'binaryData', key: 'a', at: at(4, 17) },
    },
  ],
  [
    'a key in data and in binaryData',
    `${CONFIG}data: {a: b}\nbinaryData: {a: ""}\n`,
    { code: 'key-in-both', field: { object: config, path: 'binaryData', key: 'a', at: at(5, 17) } },
  ],
  [
    'a key with a slash',
    `${CONFIG}data:\n  conf/a: b\n`,
    {
      code: 'invalid-keys',
      object: config,
      keys: [{ key: 'conf/a', rule: 'characters' }],
      at: at(5, 11),
    },
  ],
  [
    'a key that begins with two dots',
    `${SECRET}stringData:\n  ..data: b\n`,
    {
      code: 'invalid-keys',
      object: secret,
      keys: [{ key: '..data', rule: 'dots' }],
      at: at(5, 11),
    },
  ],
  [
    'a dot as a key',
    `${CONFIG}data:\n  .: b\n`,
    { code: 'invalid-keys', object: config, keys: [{ key: '.', rule: 'dots' }], at: at(5, 6) },
  ],
  [
    'a volume without a name',
    `${POD}  - configMap: {name: c}\n`,
    {
      code: 'missing-field',
      field: { object: pod, path: 'spec.volumes[0].name', at: at(6, 5) },
    },
  ],
  [
    'a secret volume that names its secret as a projected one does',
    `${POD}  - name: v\n    secret: {name: s}\n`,
    {
      code: 'unknown-field',
      field: { object: pod, path: 'spec.volumes[0].secret.name', at: at(7, 14) },
      instead: 'secretName',
    },
  ],
  [
    'an item without a path',
    `${POD}  - name: v\n    configMap: {name: c, items: [{key: a}]}\n`,
    {
      code: 'missing-field',
      field: { object: pod, path: 'spec.volumes[0].configMap.items[0].path', at: at(7, 34) },
    },
  ],
  [
    'a mode that forgets to be octal',
    `${POD}  - name: v\n    secret: {secretName: s, defaultMode: 644}\n`,
    {
      code: 'invalid-mode',
      mode: 644,
      field: { object: pod, path: 'spec.volumes[0].secret.defaultMode', at: at(7, 42) },
    },
  ],
];

for (const [why, text, failure] of refused) {
  test(`refused: ${why}`, () => {
    assert.deepEqual(readManifest(text), { ok: false, failure });
  });
}

test('a list in a list in a list … is refused', () => {
  const list = (items: string) => `{apiVersion: v1, kind: List, items: [${items}]}`;
  const nested = (depth: number): string => (depth === 0 ? '' : list(nested(depth - 1)));
  assert.equal(readManifest(nested(5)).ok, true);
  assert.deepEqual(readManifest(nested(6)), {
    ok: false,
    failure: { code: 'too-deep', at: { line: 1, column: 186 } },
  });
});
