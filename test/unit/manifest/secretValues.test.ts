// A Secret's values decoded, and back into the same text, of which nothing else changes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSecretValues, readManifest, writeSecretValues } from '../../../src/manifest/index.ts';
import { fc } from '../../shared/fastCheck.ts';

const MANIFEST = `# settings of the web server
apiVersion: v1
kind: ConfigMap
metadata: {name: web}   # flow
data:
    a:   'one'
---
kind: Secret   # before its apiVersion
apiVersion: v1
data:
  # who
  user: YWRtaW4=   # admin
  # the password
  password: "aHVudGVyMg=="
  blob: /wA=
  cert: |
    b25lCnR3
    bwo=

metadata:
  name: db
stringData:
  url: db:5432 # plain

type: Opaque
`;

function values(text: string, index = 1): string {
  const read = readSecretValues(text, index);
  if (!read.ok) assert.fail(JSON.stringify(read.failure));
  return read.text;
}

function changed(text: string, edited: string, index = 1): string {
  const written = writeSecretValues(text, index, edited);
  if (!written.ok) assert.fail(JSON.stringify(written.failure));
  return written.text;
}

test('values are decoded, and what is no text is named', () => {
  const read = readSecretValues(MANIFEST, 1);
  assert.ok(read.ok);
  assert.equal(read.text, 'user: admin\npassword: hunter2\ncert: |\n  one\n  two\nurl: db:5432\n');
  assert.deepEqual(read.left, ['blob']);
});

test('without a change the text stays as it is', () => {
  assert.equal(changed(MANIFEST, values(MANIFEST)), MANIFEST);
});

test('only the values that changed are written, each where and how it was', () => {
  const edited = values(MANIFEST)
    .replace('hunter2', 'correct horse')
    .replace('  two', '  three')
    .replace('db:5432', '"yes"');
  assert.equal(
    changed(MANIFEST, edited),
    MANIFEST.replace('"aHVudGVyMg=="', 'Y29ycmVjdCBob3JzZQ==')
      .replace('|\n    b25lCnR3\n    bwo=\n', 'b25lCnRocmVlCg==\n')
      .replace('db:5432', '"yes"'),
  );
});

test('a key goes with its line, and a new one comes after the others', () => {
  const edited = `${values(MANIFEST).replace('user: admin\n', '')}port: 8080\n`;
  assert.equal(
    changed(MANIFEST, edited),
    MANIFEST.replace('  user: YWRtaW4=   # admin\n', '').replace(
      '    bwo=\n',
      '    bwo=\n  port: ODA4MA==\n',
    ),
  );
});

test('what is typed is text, whatever it looks like', () => {
  const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  a: MQ==\n`;
  const written = changed(text, "a: 010\nb: yes\nc:\nd: ~\ne: '3'\n", 0);
  assert.equal(values(written, 0), 'a: "010"\nb: "yes"\nc: ""\nd: "~"\ne: "3"\n');
});

test('JSON stays JSON, in its own layout', () => {
  const text = `{
  "apiVersion": "v1", "kind": "Secret",
  "data": {
    "a": "MQ==",
    "b": "Mg=="
  },
  "metadata": {"name": "s"}
}
`;
  const written = changed(text, 'b: two\nc: 3\n', 0);
  assert.equal(
    written,
    text.replace('"a": "MQ==",\n    "b": "Mg=="', '"b": "dHdv",\n    "c": "Mw=="'),
  );
  assert.deepEqual(JSON.parse(written).data, { b: 'dHdv', c: 'Mw==' });
});

test('with line ends of Windows, braces over several lines keep them', () => {
  const text =
    '{\r\n  "apiVersion": "v1", "kind": "Secret",\r\n  "data": {\r\n    "a": "MQ==",\r\n    "b": "Mg=="\r\n  },\r\n  "metadata": {"name": "s"}\r\n}\r\n';
  assert.equal(
    changed(text, 'a: 1\nb: two\nc: 3\n', 0),
    text.replace('"Mg=="', '"dHdv",\r\n    "c": "Mw=="'),
  );
});

test('a Secret in a list, after a byte order mark, with line ends of Windows, without a last one', () => {
  const text =
    '\uFEFFapiVersion: v1\r\nkind: List\r\nitems:\r\n- apiVersion: v1\r\n  kind: Secret\r\n  metadata: {name: s}\r\n  data:\r\n    a: MQ==';
  assert.equal(
    changed(text, 'a: two\nb: 3\n', 0),
    `${text.replace('MQ==', 'dHdv')}\r\n    b: Mw==`,
  );
});

for (const [what, text, edited] of [
  ['an alias', 'x: &x {a: MQ==}\ndata: *x', 'a: two'],
  ['a merge key', 'data:\n  <<: {a: MQ==}', 'a: two'],
  ['an anchor', 'data:\n  a: &a MQ==', 'a: two'],
  ['no values', 'metadata: {name: s}', 'a: two'],
] as const) {
  test(`${what} is refused: nothing is guessed`, () => {
    const head = 'apiVersion: v1\nkind: Secret\n';
    const name = text.startsWith('metadata') ? '' : 'metadata: {name: s}\n';
    const manifest = `${head}${name}${text}\n`.replace(
      'x: &x {a: MQ==}\ndata: *x',
      'stringData: &x {a: MQ==}\ndata: *x',
    );
    const written = writeSecretValues(manifest, 0, edited);
    assert.ok(!written.ok);
    assert.equal(written.failure.code, 'not-editable');
  });
}

for (const [what, edited, code] of [
  ['a key twice', 'a: 1\na: 2\n', 'duplicate-key'],
  ['a list', '- a\n', 'not-values'],
  ['a value with values', 'a: {b: c}\n', 'not-values'],
  ['bad YAML', 'a: "x\n', 'syntax'],
  ['a key that the API refuses', 'user: x\nconf/a: y\n', 'invalid-keys'],
] as const) {
  test(`${what} is refused, and no value is told`, () => {
    const written = writeSecretValues(MANIFEST, 1, edited);
    assert.ok(!written.ok);
    assert.equal(written.failure.code, code);
  });
}

test('a Secret that is no longer there is said to be gone', () => {
  const read = readSecretValues(MANIFEST, 0);
  assert.ok(!read.ok && read.failure.code === 'no-secret');
});

test('any values come back as they were written, and all else stays', () => {
  const piece = fc.constantFrom(
    'a',
    '1',
    ' ',
    '\n',
    '\t',
    '"',
    "'",
    ':',
    '#',
    '-',
    '|',
    '\r',
    '\u2028',
    '{',
  );
  const value = fc.array(piece, { maxLength: 6 }).map((all) => all.join(''));
  const record = fc.record(
    { user: value, password: value, cert: value, url: value, new: value, 'a.b': value },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(record, (wanted) => {
      const edited = Object.entries(wanted)
        .map(([key, text]) => `${key}: ${JSON.stringify(text).replaceAll('\u2028', '\\u2028')}\n`)
        .join('');
      const text = changed(MANIFEST, edited);
      const read = readManifest(text);
      assert.ok(read.ok);
      const [, secret] = read.manifest.objects;
      const got = [...(secret?.data ?? [])].filter(([key]) => key !== 'blob');
      assert.deepEqual(
        Object.fromEntries(got.map(([key, data]) => [key, Buffer.from(data).toString()])),
        { ...wanted },
      );
      for (const line of ['# settings of the web server', '  # the password', 'type: Opaque']) {
        assert.ok(text.split('\n').includes(line), line);
      }
    }),
    { numRuns: 100 },
  );
});

test('whatever changes, each other key keeps its line and the comment on it', () => {
  const names = ['one', 'two', 'three', 'four'];
  const written = fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    isFlow: fc.boolean(),
    hasComments: fc.boolean(),
    endsOpen: fc.boolean(),
    eol: fc.constantFrom('\n', '\r\n'),
  });
  const change = fc.constantFrom('keep', 'change', 'remove' as const);
  fc.assert(
    fc.property(
      written,
      fc.tuple(change, change, change),
      fc.boolean(),
      ({ count, isFlow, hasComments, endsOpen, eol }, changes, isAdded) => {
        const there = names.slice(0, count);
        const lineOf = (name: string, index: number): string =>
          [
            `  ${name}: "MQ=="`,
            isFlow && index < count - 1 ? ',' : '',
            hasComments ? ` # the, ${name}` : '',
          ].join('');
        const data = there.map(lineOf);
        const text = [
          'apiVersion: v1',
          'kind: Secret # first',
          'metadata: { name: s, labels: { a: "b" } }',
          ...(isFlow ? ['data: {', ...data, '}'] : ['data:', ...data]),
          ...(endsOpen ? [] : ['']),
        ].join(eol);
        const wanted = new Map<string, string>();
        for (const [index, name] of there.entries()) {
          if (changes[index] !== 'remove') wanted.set(name, changes[index] === 'keep' ? '1' : '2');
        }
        if (isAdded) wanted.set('new', '3');
        const edited = [...wanted].map(([name, value]) => `${name}: "${value}"\n`).join('');
        const result = changed(text, edited, 0);
        assert.equal(values(result, 0), edited);
        assert.equal(result.replaceAll(eol, '').includes('\n'), false);
        // How a value is quoted, and where a comma is, may change.
        const bare = (line: string): string => line.replaceAll(/"|,(?= #|$)/g, '');
        const left = there.flatMap((name, index) => {
          const line = lineOf(name, index);
          if (!wanted.has(name)) return [];
          return [wanted.get(name) === '1' ? line : line.replace('MQ==', 'Mg==')];
        });
        const lines = text.split(eol).filter((line) => line !== '' && !data.includes(line));
        lines.splice(4, 0, ...left, ...(isAdded ? ['  new: Mw=='] : []));
        assert.deepEqual(
          result
            .split(eol)
            .filter((line) => line !== '')
            .map(bare),
          lines.map(bare),
        );
      },
    ),
    { numRuns: 500 },
  );
});
