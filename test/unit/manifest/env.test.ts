// `.env` files in and out: quotes, escapes, values of several lines, and what is refused with its line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { isEnvFile } from '../../../src/manifest/envFileName.ts';
import { readSources, writeEnvFile } from '../../../src/manifest/index.ts';
import { fc } from '../../shared/fastCheck.ts';

/** Key → text. */
function read(text: string): Record<string, string> {
  const result = readSources([{ name: 'prod.env', text }]);
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  const [object] = result.manifest.objects;
  assert.equal(object?.kind, '.env');
  assert.equal(object.name, 'prod.env');
  return Object.fromEntries(
    [...object.data].map(([key, data]) => [key, Buffer.from(data).toString()]),
  );
}

function written(files: Record<string, string>): string {
  const entries = Object.entries(files).map(([key, text]) => [key, Buffer.from(text)] as const);
  const result = writeEnvFile('.env', new Map(entries));
  if (!result.ok) assert.fail(JSON.stringify(result.failure));
  return result.text;
}

test('quotes, escapes, comments and values of several lines are read', () => {
  const text = `\uFEFF# a comment
PLAIN=some text  # a comment
export EXPORTED=1
  INDENTED = 2

EMPTY=
HASH='a#b'
SINGLE='as it is: \\n "x" $HOME # no comment' # a comment
DOUBLE="a \\"quote\\", a \\\\ and\\ttwo\\nlines, \\$1 and \\d"
BACKTICK=\`it's "both"\`
LINES="first
second # no comment
"
app.yaml='port: 8080
'
EQUALS=a=b==
LAST=no line end`;
  assert.deepEqual(read(text), {
    PLAIN: 'some text',
    EXPORTED: '1',
    INDENTED: '2',
    EMPTY: '',
    HASH: 'a#b',
    SINGLE: 'as it is: \\n "x" $HOME # no comment',
    DOUBLE: 'a "quote", a \\ and\ttwo\nlines, $1 and \\d',
    BACKTICK: 'it\'s "both"',
    LINES: 'first\nsecond # no comment\n',
    'app.yaml': 'port: 8080\n',
    EQUALS: 'a=b==',
    LAST: 'no line end',
  });
});

test('a manifest is one whatever it is for', () => {
  const names = [
    '.env',
    '.env.local',
    'prod.env',
    'web.env.yaml',
    '.env.json',
    'env.yml',
    'a.yaml',
  ];
  assert.deepEqual(names.filter(isEnvFile), ['.env', '.env.local', 'prod.env']);
});

test('line ends of Windows are line ends', () => {
  assert.deepEqual(read('A=1\r\nB="x\r\ny"\r\n'), { A: '1', B: 'x\ny' });
});

for (const [what, text, failure] of [
  ['a line without a name', 'A=1\nnot a line\n', { code: 'env-file', problem: 'no-name' }],
  ['a quote that is not closed', 'A=1\nB="x\nC=2\n', { code: 'env-file', problem: 'open-quote' }],
  ['text after a quote', 'A=1\nB="x"y\n', { code: 'env-file', problem: 'after-quote' }],
  ['a hash in a value', 'A=1\nB=x#y\n', { code: 'env-file', problem: 'hash' }],
  ['a hash that begins a value', 'A=1\nB=#y\n', { code: 'env-file', problem: 'hash' }],
  [
    'a backslash before a quote',
    "A=1\nB='C:\\'\nC=' # x'\n",
    { code: 'env-file', problem: 'backslash' },
  ],
  ['a key twice', 'A=1\nA=2\n', { code: 'duplicate-key', key: 'A' }],
  ['a key that is no file name', 'A=1\n..=2\n', { code: 'invalid-keys' }],
] as const) {
  test(`${what} is refused with its line`, () => {
    const result = readSources([
      { name: 'good.yaml', text: '' },
      { name: '.env.local', text },
    ]);
    assert.ok(!result.ok);
    assert.equal(result.source, 1);
    assert.deepEqual({ ...result.failure, ...failure }, result.failure);
    assert.equal(result.failure.code, failure.code);
    assert.equal('at' in result.failure ? result.failure.at?.line : undefined, 2);
    assert.ok(!JSON.stringify(result.failure).includes('"x'));
  });
}

test('values are quoted only where they must be, and Node reads them too', () => {
  const files = {
    PLAIN: 'http://user@host:80/a',
    SPACES: ' two words ',
    HASH: '# no comment',
    DOLLAR: '$HOME and `ls` and \\n',
    LINES: 'first\nsecond "quoted"\n',
    EMPTY: '',
  };
  const text = written(files);
  assert.match(text, /^PLAIN=http:\/\/user@host:80\/a$/m);
  assert.match(text, /^EMPTY=$/m);
  assert.match(text, /^DOLLAR='\$HOME and `ls` and \\n'$/m);
  assert.deepEqual({ ...parseEnv(text) }, files);
});

test('keys that such a file cannot hold are all named', () => {
  const files = new Map([
    ['A', Buffer.from('1')],
    ['conf/a', Buffer.from('1')],
    ['blob', Buffer.from([0xff])],
    ['nul', Buffer.from('a\0')],
  ]);
  const result = writeEnvFile('.env', files);
  assert.ok(!result.ok && result.failure.code === 'invalid-keys');
  assert.deepEqual(result.failure.keys, [
    { key: 'blob', rule: 'not-text' },
    { key: 'conf/a', rule: 'characters' },
    { key: 'nul', rule: 'not-text' },
  ]);
});

test('any texts read back as they were', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '\\',
    '\n',
    '\r',
    '\t',
    ' ',
    '#',
    '$',
    'n',
    'x',
    '=',
  );
  const value = fc
    .oneof(
      fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
    )
    .filter((text) => text.isWellFormed() && !text.includes('\0'));
  const files = fc
    .array(value, { maxLength: 5 })
    .map((values) => Object.fromEntries(values.map((text, index) => [`key.${index}`, text])));
  fc.assert(
    fc.property(files, (files) => {
      const text = written(files);
      assert.deepEqual(read(text), { ...files });
      // A quote that a backslash escapes ends no value for other readers.
      assert.doesNotMatch(text, /='[^']*\\'$/m);
      if (!text.includes('\\') && !text.includes('\uFEFF')) {
        assert.deepEqual({ ...parseEnv(text) }, { ...files });
      }
    }),
    { numRuns: 500 },
  );
});
