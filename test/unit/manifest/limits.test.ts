// Texts that are made to take for ever, or more memory than there is; and the limits of the API.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_OBJECT_BYTES } from '../../../src/manifest/apiKeys.ts';
import { readManifest } from '../../../src/manifest/index.ts';

const MiB = 2 ** 20;
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n';

function codeOf(text: string): string {
  const result = readManifest(text);
  return result.ok ? 'ok' : result.failure.code;
}

const LAUGHS = [
  'a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name, index) => {
    const before = `*${'abcdefghi'[index]}`;
    return `${name}: &${name} [${Array.from({ length: 10 }, () => before).join(', ')}]`;
  }),
].join('\n');

const hostile: [what: string, text: string, code: string][] = [
  ['a billion laughs', `${LAUGHS}\n${CONFIG}`, 'too-many-aliases'],
  ['a billion laughs in the data', `${CONFIG}${LAUGHS}\ndata: {a: *j}\n`, 'too-many-aliases'],
  [
    'few aliases of much text',
    `${CONFIG}x: &x ${'a'.repeat(MiB)}\ndata: [${'*x, '.repeat(9)}]\n`,
    'too-many-aliases',
  ],
  [
    'few aliases of long keys',
    `${CONFIG}x: &x {${Array.from({ length: 1000 }, (_, i) => `${'k'.repeat(200)}${i}: ''`).join(', ')}}
y: [${'*x, '.repeat(30)}]\n`,
    'too-many-aliases',
  ],
  [
    'aliases over many documents',
    `---\n{apiVersion: v1, kind: A, x: &x ${'a'.repeat(1000)}, y: [${'*x, '.repeat(100)}]}\n`.repeat(
      50,
    ),
    'too-many-aliases',
  ],
  ['open brackets', '['.repeat(4 * MiB), 'too-deep'],
  ['open braces', '{a: '.repeat(MiB), 'too-deep'],
  ['dashes', '- '.repeat(2 * MiB), 'too-deep'],
  [
    'a staircase',
    Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    'too-deep',
  ],
  ['brackets in pairs', '{}'.repeat(2 * MiB), 'not-an-object'],
  ['commas', `[${','.repeat(4 * MiB - 1)}`, 'too-many-parts'],
  ['documents', '---\n'.repeat(MiB), 'too-many-parts'],
  ['empty lines', '\n'.repeat(4 * MiB), 'too-many-parts'],
  ['keys', Array.from({ length: 300_000 }, (_, i) => `k${i}: `).join('\n'), 'too-many-parts'],
  ['quotes without end', `"${'a\n'.repeat(MiB)}`, 'syntax'],
  ['anchors', '&a '.repeat(MiB), 'too-many-parts'],
  ['too much', `# ${'a'.repeat(16 * MiB)}`, 'text-too-large'],
  ['too much in bytes', `# ${'ü'.repeat(8 * MiB)}`, 'text-too-large'],
  ['much', `${CONFIG}# ${'a'.repeat(16 * MiB - 100)}`, 'ok'],
  ['fields', 'a:\n'.repeat(5 * MiB), 'too-many-parts'],
  ['other fields', Array.from({ length: MiB }, () => 'aa:\n').join('b'), 'too-many-parts'],
  ['comments', '#\n'.repeat(8 * MiB), 'too-many-parts'],
  ['JSON objects', '{}\n'.repeat(5 * MiB), 'not-an-object'],
  ['empty JSON documents', `{}\n${'---\n'.repeat(4 * MiB - 1)}`, 'not-an-object'],
];

for (const [what, text, code] of hostile) {
  test(`${what}: ${code}`, { timeout: 20_000 }, () => assert.equal(codeOf(text), code));
}

/** As the generators of custom resources write them. */
function customResource(index: number): string {
  const fields = Array.from(
    { length: 800 },
    (_, field) => `              field${field}:
                description: What this field is for, and what holds
                  where it is left out.
                type: string
`,
  );
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things${index}.example.com
spec:
  group: example.com
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        properties:
          spec:
            properties:
${fields.join('')}`;
}

test('an install file of 5 MB is read when little of it is taken', { timeout: 20_000 }, () => {
  const others = Array.from({ length: 63 }, (_, index) => customResource(index));
  const text = [...others.slice(0, 60), `${CONFIG}data: {a: b}\n`, ...others.slice(60)].join(
    '---\n',
  );
  assert.ok(text.length > 5e6, String(text.length));
  const result = readManifest(text);
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  const { objects, leftOut } = result.manifest;
  assert.deepEqual(
    leftOut.map(({ name }) => name),
    others.map((_, index) => `things${index}.example.com`),
  );
  const lineBefore = text.slice(0, text.indexOf(CONFIG)).split('\n').length;
  assert.deepEqual(
    objects.map(({ name, at }) => [name, at.line]),
    [['c', lineBefore]],
  );
});

test('the place of what is wrong is in the whole text', () => {
  const text = `# one\n---\n${customResource(0)}---\n${CONFIG}data: {a: 1}\n`;
  const result = readManifest(text);
  assert.ok(!result.ok && result.failure.code === 'wrong-type');
  const line = text.split('\n').length - 1;
  assert.deepEqual(result.failure.field.at, { line, column: 11 });
});

const object = { kind: 'ConfigMap', name: 'c' };

test('a ConfigMap holds 1 MiB in data and binaryData together, keys not counted', () => {
  const half = 'a'.repeat(MiB / 2);
  const text = (more: string) =>
    `${CONFIG}data: {first: ${half}${more}}\nbinaryData: {second: ${Buffer.from(half).toString('base64')}}\n`;
  assert.equal(codeOf(text('')), 'ok');
  assert.deepEqual(readManifest(text('b')), {
    ok: false,
    failure: { code: 'object-too-large', object, bytes: MiB + 1, limit: MAX_OBJECT_BYTES },
  });
});

test('bytes are counted, not characters', () => {
  assert.equal(codeOf(`${CONFIG}data: {a: ${'ü'.repeat(MiB / 2)}}\n`), 'ok');
  assert.equal(codeOf(`${CONFIG}data: {a: ${'ü'.repeat(MiB / 2)}b}\n`), 'object-too-large');
});

test('what stringData replaces in a Secret is not counted', () => {
  const full = 'a'.repeat(MiB);
  const text = `{apiVersion: v1, kind: Secret, metadata: {name: s},
    data: {a: ${Buffer.from(full).toString('base64')}}, stringData: {a: ${full}}}`;
  assert.equal(codeOf(text), 'ok');
});

test('a key has 253 characters at most', () => {
  const key = 'k'.repeat(253);
  assert.equal(codeOf(`${CONFIG}data:\n  ${key}: a\n`), 'ok');
  assert.deepEqual(readManifest(`${CONFIG}data:\n  ${key}k: a\n`), {
    ok: false,
    failure: {
      code: 'invalid-keys',
      object,
      keys: [{ key: `${key}k`, rule: 'too-long' }],
      at: { line: 5, column: 259 },
    },
  });
});
