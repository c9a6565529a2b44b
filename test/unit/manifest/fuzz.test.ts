// Any text at all: an answer, soon, and never a value in a failure.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../shared/fastCheck.ts';
import { mutated } from '../../shared/mutated.ts';
import { within } from '../../shared/processorTime.ts';
import {
  type Manifest,
  payloadOfObject,
  payloadOfVolume,
  readManifest,
} from '../../../src/manifest/index.ts';

// Upper case, in a text that has none: whatever is made of these, it shows.
const VALUE = 'HUNTER';
const VALUE_BASE64 = Buffer.from(VALUE).toString('base64');

const manifest = `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  namespace: shop
binaryData:
  blob: "${VALUE_BASE64}"
data:
  app.yaml: |
    server:
      port: "${VALUE}"
  folded: >-
    ${VALUE}

    ${VALUE}
  quoted: "${VALUE}\\n"
  single: '${VALUE}

'
  over: "${VALUE}
${VALUE}"
  other: &anchor ${VALUE}
  alias: *anchor
  <<: {other: ${VALUE}, more: ${VALUE}}
  none:
---
\uFEFF{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "web"}, "immutable": true,
  "data": {"password": "${VALUE_BASE64}"}, "stringData": {"user": "${VALUE}"}}
---
apiVersion: example.com/v1
kind: Widget
metadata:
  name: w
spec:
  value: !!binary ${VALUE}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {generateName: g}, data: &all {
a: "${VALUE}" }}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: merged}
    data: {!!merge <<: [*all, {b: ${VALUE}}]}
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          volumes:
            - name: all
              projected:
                defaultMode: 0440
                sources:
                  - configMap: {name: web, items: [{key: app.yaml, path: conf/app.yaml, mode: 0400}]}
                  - secret: {name: web, optional: true}
                  - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
                  - serviceAccountToken: {path: token}
  - apiVersion: v1
    kind: Pod
    metadata: {name: p, labels: {a: "${VALUE}"}}
    spec:
      volumes:
        - {name: c, configMap: {name: web}}
        - {name: s, secret: {secretName: web, defaultMode: 256}}
`;

/** What a person is shown of a failure, or nothing; fails where it takes long: some milliseconds are usual. */
function answerTo(text: string): string {
  const { result, failures } = within(2, () => {
    const result = readManifest(text);
    return {
      result,
      failures: result.ok ? payloadFailures(result.manifest) : [result.failure],
    };
  });
  assert.deepEqual(structuredClone(result), result);
  return JSON.stringify(failures);
}

function payloadFailures({ objects, volumes }: Manifest): unknown[] {
  const results = [
    ...objects.map((object) => payloadOfObject(object)),
    ...volumes.map((volume) => payloadOfVolume(volume, objects)),
  ];
  return results.filter((result) => !result.ok);
}

const json = ['one', 'two', 'three']
  .map((name) => {
    const data = { data: { a: VALUE_BASE64, b: null }, stringData: { b: VALUE } };
    return JSON.stringify(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...data },
      null,
      1,
    );
  })
  .join('\n');

test('the manifests that are mutated are good ones', () => {
  assert.equal(answerTo(manifest), '[]');
  assert.equal(answerTo(json), '[]');
});

const inserted = fc.oneof(
  fc.constantFrom(
    '\n',
    ' ',
    '  ',
    '\t',
    ':',
    ': ',
    '- ',
    '#',
    '"',
    "'",
    '|',
    '>',
    '{',
    '}',
    '[',
    ']',
    ',',
  ),
  fc.constantFrom(
    '&a ',
    '*a',
    '!',
    '%',
    '<<',
    '? ',
    '---\n',
    '...\n',
    '~',
    'null',
    'yes',
    '0644',
    '\r',
    '\\',
  ),
  fc.constantFrom('\u2028', '\0', '\uFEFF', '\uD800', 'items', 'kind: List\n', 'optional: x'),
  fc.constantFrom('<<: *all\n', '!!merge ', '!mine ', '{}', '\nkind: Pod\n', '\nsops:\n', 'Data: '),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
/** A cut can make a name of what was a value before; names are told. */
function withoutNames(answer: string): string {
  return answer.replaceAll(/"(name|namespace|key|path|kind)":"(\\.|[^"\\])*"/g, '');
}

test('a mutated manifest has an answer without a value', () => {
  let good = 0;
  fc.assert(
    fc.property(mutated(manifest, inserted), (text) => {
      const answer = answerTo(text);
      if (answer === '[]') good++;
      const told = withoutNames(answer);
      assert.ok(!told.includes(VALUE) && !told.includes(VALUE_BASE64), answer);
    }),
    { numRuns: 500 },
  );
  assert.ok(good > 25 && good < 475, `${good} of them were good`);
});

const lines = manifest.split('\n');

test('so have mutated JSON objects', () => {
  fc.assert(
    fc.property(mutated(json, inserted), (text) => {
      const answer = answerTo(text);
      const told = withoutNames(answer);
      assert.ok(!told.includes(VALUE) && !told.includes(VALUE_BASE64), answer);
    }),
    { numRuns: 500 },
  );
});

test('so has one whose lines were moved about', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(lines), fc.nat(8), (shuffled, indent) => {
      const text = shuffled.map((line) => ' '.repeat(indent) + line).join('\n');
      const answer = answerTo(text);
      const told = withoutNames(answer);
      assert.ok(!told.includes(VALUE) && !told.includes(VALUE_BASE64), answer);
    }),
    { numRuns: 500 },
  );
});

test('any text has an answer', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(inserted, { maxLength: 60 }).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (text) => void answerTo(text)),
    { numRuns: 3000 },
  );
});

test('any JSON has an answer', () => {
  const field = fc.constantFrom(
    ...'apiVersion kind metadata name data binaryData stringData items spec volumes'.split(' '),
  );
  const value = fc.constantFrom<unknown>(
    'v1',
    'List',
    'ConfigMap',
    'Secret',
    'Pod',
    null,
    1,
    true,
    '',
    [],
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium' },
      value,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(field, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom('ConfigMap', 'Secret', 'Pod', 'List'), (tree, kind) => {
      const object = { apiVersion: 'v1', kind, metadata: { name: 'a' } };
      answerTo(JSON.stringify({ ...object, ...(tree as object) }));
      answerTo(JSON.stringify({ ...object, data: tree, items: [tree], spec: { volumes: [tree] } }));
    }),
    { numRuns: 300 },
  );
});
