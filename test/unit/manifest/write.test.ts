// Files as manifests: the text itself, what is refused, and that it reads back byte for byte.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../shared/fastCheck.ts';
import { MAX_OBJECT_BYTES } from '../../../src/manifest/apiKeys.ts';
import {
  type ManifestFailure,
  type ObjectToWrite,
  readManifest,
  writeManifest,
} from '../../../src/manifest/index.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

function written(object: ObjectToWrite): string {
  const result = writeManifest(object);
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  return result.text;
}

test('a ConfigMap is written as kubectl prints one', () => {
  const files = new Map([
    ['blob', new Uint8Array([0xff, 0])],
    ['app.yaml', bytes('server:\n  port: 8080\n')],
    ['Z', bytes('no final newline\nsee')],
    ['empty', bytes('')],
  ]);
  assert.equal(
    written({ kind: 'ConfigMap', name: 'my-config', namespace: 'default', files }),
    `apiVersion: v1
binaryData:
  blob: /wA=
data:
  Z: |-
    no final newline
    see
  app.yaml: |
    server:
      port: 8080
  empty: ""
kind: ConfigMap
metadata:
  name: my-config
  namespace: default
`,
  );
});

test('a Secret is written in base64 and with its type', () => {
  const files = new Map([['password', bytes('hunter2')]]);
  const text = `apiVersion: v1
data:
  password: aHVudGVyMg==
kind: Secret
metadata:
  name: db
type: Opaque
`;
  assert.equal(written({ kind: 'Secret', name: 'db', files }), text);
  assert.equal(
    written({ kind: 'Secret', name: 'db', type: 'kubernetes.io/basic-auth', files }),
    text.replace('Opaque', 'kubernetes.io/basic-auth'),
  );
});

test('no files are no data', () => {
  assert.equal(
    written({ kind: 'ConfigMap', name: '1.2', files: new Map() }),
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "1.2"\n',
  );
});

const styles: [value: string, yaml: string][] = [
  ['text', 'text'],
  ['two words', 'two words'],
  ['http://example.com:80/a=b', 'http://example.com:80/a=b'],
  ['a: b', '"a: b"'],
  ['a:', '"a:"'],
  ['a #b', '"a #b"'],
  ['', '""'],
  [' ', '" "'],
  ['a ', '"a "'],
  ['yes', '"yes"'],
  ['null', '"null"'],
  ['y', '"y"'],
  ['123', '"123"'],
  ['12:30:45', '"12:30:45"'],
  ['2001-01-01', '"2001-01-01"'],
  ['- a', '"- a"'],
  ['{}', '"{}"'],
  ['grüße 😀', '"grüße 😀"'],
  ['{"a":"it\'s"}', `'{"a":"it''s"}'`],
  ['C:\\x', "'C:\\x'"],
  ['a\n', '|\n    a'],
  ['a\nb', '|-\n    a\n    b'],
  ['a\n\n', '|+\n    a\n'],
  ['a\n\nb\n', '|\n    a\n\n    b'],
  ['a\n  b\n', '|\n    a\n      b'],
  ['# a\n--- b\n😀\n', '|\n    # a\n    --- b\n    😀'],
  ['\n', '"\\n"'],
  ['\na\n', '"\\na\\n"'],
  [' a\n', '" a\\n"'],
  ['a \nb\n', '"a \\nb\\n"'],
  ['a\n ', '"a\\n "'],
  ['a\tb\n', '"a\\tb\\n"'],
  ['a\r\nb\r\n', '"a\\r\\nb\\r\\n"'],
  ['\uFEFFa\n', '"\\ufeffa\\n"'],
  ['a\0b', '"a\\0b"'],
  ['"\\\x1b\x7f\x85\u2028', '"\\"\\\\\\x1b\\x7f\\x85\\u2028"'],
  ['\uFFFF\n\uFFFD', '"\\uffff\\n\uFFFD"'],
];

for (const [value, yaml] of styles) {
  test(`${JSON.stringify(value)} is written ${JSON.stringify(yaml)}`, () => {
    const text = written({ kind: 'ConfigMap', name: 'c', files: new Map([['k', bytes(value)]]) });
    assert.equal(
      text,
      `apiVersion: v1\ndata:\n  k: ${yaml}\nkind: ConfigMap\nmetadata:\n  name: c\n`,
    );
  });
}

const keys: [key: string, yaml: string][] = [
  ['app.yaml', 'app.yaml'],
  ['.dockerconfigjson', '.dockerconfigjson'],
  ['_', '_'],
  ['8080.conf', '8080.conf'],
  ['-', '"-"'],
  ['-a', '"-a"'],
  ['yes', '"yes"'],
  ['NULL', '"NULL"'],
  ['123', '"123"'],
  ['0x1f', '"0x1f"'],
  ['.5', '".5"'],
  ['.inf', '".inf"'],
  ['2001-01-01', '"2001-01-01"'],
];

for (const [key, yaml] of keys) {
  test(`the key ${key} is written ${yaml}`, () => {
    const text = written({ kind: 'ConfigMap', name: 'c', files: new Map([[key, bytes('v')]]) });
    assert.equal(text.split('\n')[2], `  ${yaml}: v`);
  });
}

const config = { kind: 'ConfigMap', name: 'c' } as const;
const full = new Uint8Array(MAX_OBJECT_BYTES);

const refused: [what: string, object: ObjectToWrite, failure: ManifestFailure][] = [
  [
    'every key that the API does not take',
    {
      ...config,
      files: new Map(
        ['ok', 'conf/x', 'a b', '..a', 'k'.repeat(254)].map((key) => [key, bytes('')]),
      ),
    },
    {
      code: 'invalid-keys',
      object: config,
      keys: [
        { key: '..a', rule: 'dots' },
        { key: 'a b', rule: 'characters' },
        { key: 'conf/x', rule: 'characters' },
        { key: 'k'.repeat(254), rule: 'too-long' },
      ],
    },
  ],
  [
    'more than 1 MiB in all',
    {
      kind: 'Secret',
      name: 's',
      namespace: 'n',
      files: new Map([
        ['a', full],
        ['b', bytes('b')],
      ]),
    },
    {
      code: 'object-too-large',
      object: { kind: 'Secret', name: 's', namespace: 'n' },
      bytes: MAX_OBJECT_BYTES + 1,
      limit: MAX_OBJECT_BYTES,
    },
  ],
  [
    'a name in capitals',
    { ...config, name: 'My-Config', files: new Map() },
    { code: 'invalid-name', part: 'name', name: 'My-Config' },
  ],
  [
    'a namespace with a dot',
    { ...config, namespace: 'a.b', files: new Map() },
    { code: 'invalid-name', part: 'namespace', name: 'a.b' },
  ],
];

for (const [what, object, failure] of refused) {
  test(`refused: ${what}`, () => assert.deepEqual(writeManifest(object), { ok: false, failure }));
}

const names: [name: string, ok: boolean][] = [
  ['a', true],
  ['a-b.c-1', true],
  ['0', true],
  [`${'a'.repeat(200)}.${'b'.repeat(52)}`, true],
  [`${'a'.repeat(200)}.${'b'.repeat(53)}`, false],
  ['', false],
  ['-a', false],
  ['a-', false],
  ['a..b', false],
  ['a.', false],
  ['a_b', false],
  ['a\n', false],
  ['a/b', false],
];

for (const [name, ok] of names) {
  test(`${JSON.stringify(name.slice(0, 20))} (${name.length}) ${ok ? 'is' : 'is not'} a name`, () => {
    assert.equal(writeManifest({ ...config, name, files: new Map() }).ok, ok);
  });
}

test('a namespace has 63 characters at most', () => {
  const namespace = 'n'.repeat(63);
  assert.equal(writeManifest({ ...config, namespace, files: new Map() }).ok, true);
  assert.equal(
    writeManifest({ ...config, namespace: `${namespace}n`, files: new Map() }).ok,
    false,
  );
});

test('1 MiB of anything reads back', { timeout: 60_000 }, () => {
  for (const value of ['\n', 'a\n', ' ', ' \n', '"', '\\', ':', '\0', '\x01', 'ü', '\u2028', '1']) {
    const alone = ['', ''] as const;
    // How white space is written depends on what it begins and ends with.
    for (const [before, after] of value.trim() === value ? [alone] : [alone, ['a', 'b'] as const]) {
      const count = Math.floor((MAX_OBJECT_BYTES - 2) / Buffer.byteLength(value));
      const much = bytes(before + value.repeat(count) + after);
      const read = readBack({ ...config, files: new Map([['k', much]]) }).get('k');
      // deepEqual takes its time.
      assert.ok(read !== undefined && Buffer.compare(read, much) === 0, JSON.stringify(value));
    }
  }
});

function readBack(object: ObjectToWrite): ReadonlyMap<string, Uint8Array> {
  const result = readManifest(written(object));
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  const [read] = result.manifest.objects;
  assert.ok(read !== undefined);
  const { at: _, immutable: __, data, type, ...rest } = read;
  const {
    files: ___,
    type: expected = object.kind === 'Secret' ? 'Opaque' : undefined,
    ...given
  } = object;
  assert.deepEqual(rest, given);
  assert.equal(type, expected);
  return data;
}

const key = fc
  .stringMatching(/^[-._a-zA-Z0-9]{1,8}$/)
  .filter((key) => key !== '.' && !key.startsWith('..'));
// Pieces whose neighbourhood matters to YAML, and anything at all.
const piece = fc.oneof(
  fc.constantFrom(
    '\n',
    '\n\n',
    ' ',
    '  ',
    '\t',
    '\r',
    '\r\n',
    '\uFEFF',
    '\u0085',
    '\u2028',
    '\0',
    '\x7f',
  ),
  fc.constantFrom(
    '- ',
    ': ',
    ' #',
    '|',
    '>',
    '"',
    "'",
    '\\',
    '---',
    '...',
    '{',
    '[',
    '%',
    '&a',
    '*a',
    '!',
    '<<',
  ),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '0',
    '1e3',
    '0o7',
    '.',
    'a',
    'ü',
    '😀',
    '\uFFFF',
    '\u{10FFFF}',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => bytes(pieces.join('')));
const content = fc.oneof({ weight: 3, arbitrary: text }, fc.uint8Array({ maxLength: 20 }));
const files = fc
  .uniqueArray(fc.tuple(key, content), { maxLength: 5, selector: ([key]) => key })
  .map((entries) => new Map(entries.map(([key, data]) => [key, new Uint8Array(data)])));

for (const kind of ['ConfigMap', 'Secret'] as const) {
  test(`any files read back from a ${kind}, byte for byte`, () => {
    fc.assert(
      fc.property(files, (files) => {
        assert.deepEqual(readBack({ kind, name: 'c', files }), files);
      }),
      { numRuns: 1000 },
    );
  });
}

test('any type and name read back', () => {
  const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,4}[a-z0-9])?(\.[a-z0-9]{1,4})?$/);
  const type = fc
    .oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), piece)
    .filter((t) => t.isWellFormed());
  fc.assert(
    fc.property(
      name,
      name.filter((n) => !n.includes('.')),
      type,
      (name, namespace, type) => {
        const files = new Map([['k', bytes('v')]]);
        assert.deepEqual(readBack({ kind: 'Secret', name, namespace, type, files }), files);
      },
    ),
    { numRuns: 500 },
  );
});
