// What the contents of a key are taken for, and how its lines end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { contentTypeOf } from '../../../../src/volume/contents/contentType.ts';
import { isText } from '../../../../src/volume/contents/text.ts';
import { fixture } from '../../../shared/credentialFiles.ts';

function language(name: string, text: string): string {
  const type = contentTypeOf(name, Buffer.from(text));
  assert.ok(type.kind === 'text', type.kind);
  return type.language;
}

const PEM = fixture('root.crt');

/** Contents of a key whose name tells nothing. */
const shapes: Record<string, string[]> = {
  json: ['{}', '{"a": 1}\n', ' [1, 2]\n', '\uFEFF{"a": 1}'],
  yaml: [
    'port: 8080\n',
    'a: 1\nb: two\n',
    'server:\n  port: 80\n',
    '# remark\n---\nkind: ConfigMap\n',
    'rules:\n- host: example.com\n  http: {}\n',
    '- name: web\n  port: 80\n- name: db\n',
    '- web\n- db\n',
    'text: |\n  Any sentence may stand here, as it is a block.\n',
    '"a key": [1, 2]\n',
    'motd: "a sentence with many words"\n',
    'Note: a sentence with many words\nport: 80\n',
    'a: {\n  b: 1\n}\n',
    'windows: yes\r\nlines: two\r\n',
  ],
  dotenv: [
    'LOG_LEVEL=debug\n',
    '# remark\nexport HOME_DIR=/srv\nEMPTY=\n',
    'URL="https://a?b=c"\n',
  ],
  properties: [
    'log.level=debug\n',
    'a = 1\nb = 2\n',
    'app="web"\npod-template-hash="123"\n',
    'kubernetes.io/config.seen="2026-11-22T10:48:54Z"\nkubernetes.io/config.source="api"\n',
    'list=a,\\\n  b\n',
    '! remark\na=b\n',
  ],
  ini: ['[server]\nport = 80\n', '; remark\n[mysqld]\nuser=mysql\nskip=\n', '[a]\nname = x y\n'],
  toml: [
    '[server]\nhost = "example.com"\nport = 80\n',
    'title = "x"\n[[rules]]\non = true\n',
    'list = [\n  "a",\n]\n',
  ],
  xml: ['<?xml version="1.0"?>\n<a/>\n'],
  html: ['<!DOCTYPE html>\n<html></html>\n', '<html><body>x</body></html>'],
  shellscript: ['#!/bin/sh\nexit 0\n', '#!/usr/bin/env bash\necho "a: b"\n', `#!/bin/sh\n${PEM}`],
  python: ['#!/usr/bin/env python3\nprint(1)\n'],
  javascript: ['#!/usr/bin/env node\n'],
  pem: [PEM, `# Issuer: CN=x\n${PEM}`, fixture('leaf-ec.key'), PEM.replaceAll('\n', '\r\n')],
  plaintext: [
    '\n',
    '80',
    'debug\n',
    'true',
    'Hello, world.\n',
    'Note: this is a remark for those who read it.\n',
    '- see what the others do before you start\n- then do it as well\n',
    'https://example.com/a?b=c\n',
    'postgres://user@db:5432/app\n',
    'ZXhhbXBsZQ==',
    'ZXhhbXBsZTE=\n',
    'user:$apr1$x\n',
    '10.96.0.1 kubernetes.default.svc\n',
    '# only a remark\n',
    '{ not json',
    'Note:\n',
    'port: 80\nThis is no mapping.\n',
    '  Hello, world.\n  port: 80\n',
    '.:53 {\n    errors\n    forward . /etc/resolv.conf\n}\n',
    '2026-11-22 10:48:54 INFO started: yes\n',
    `ca: |\n${PEM.replace(/^/gm, '  ')}`.replace('ca: |', 'This is a text'),
  ],
};

for (const [expected, texts] of Object.entries(shapes)) {
  for (const text of texts) {
    test(`${JSON.stringify(text.slice(0, 60))} is ${expected}`, () => {
      assert.equal(language('value', text), expected);
    });
  }
}

const hints: [name: string, text: string, expected: string][] = [
  // What the contents do not contradict.
  ['app.yaml', 'Hello, world.', 'yaml'],
  ['conf/App.YML', '{"a": 1}', 'yaml'],
  ['app.json', '{ "a": 1, // half written', 'json'],
  ['settings.jsonc', '// remark\n{}', 'jsonc'],
  ['app.properties', 'a: 1\nb: 2\n', 'properties'],
  ['nginx.conf', 'server {\n  listen 80;\n}\n', 'properties'],
  ['.env', 'a=1', 'dotenv'],
  ['prod.env', 'lower=1', 'dotenv'],
  ['notes.txt', 'a: 1\nb: 2\n', 'plaintext'],
  ['notes.txt', '{}', 'plaintext'],
  ['README.md', PEM, 'markdown'],
  ['init.sh', 'exit 0', 'shellscript'],
  ['init.sql', 'select 1;', 'sql'],
  ['tls.crt', PEM, 'pem'],
  ['.dockerconfigjson', '{"auths": {}}', 'json'],
  ['build/Dockerfile', 'FROM scratch', 'dockerfile'],
  // What they do.
  ['app.json', 'port: 80\n', 'yaml'],
  ['app.yaml', PEM, 'pem'],
  ['app.yaml', '#!/bin/sh\n', 'shellscript'],
  ['app.yaml', '<?xml version="1.0"?>', 'xml'],
  ['app.xml', '{}', 'json'],
  ['app.properties', '{"a": 1}', 'json'],
  ['encryption.key', 'ZXhhbXBsZQ==', 'plaintext'],
  ['run.sh', '#!/usr/bin/env python3\n', 'python'],
  // Names that tell nothing.
  ['constructor', 'debug', 'plaintext'],
  ['a.constructor', 'debug', 'plaintext'],
  ['sql', 'select 1;', 'plaintext'],
  ['a.json/value', 'debug', 'plaintext'],
];

for (const [name, text, expected] of hints) {
  test(`${name} with ${JSON.stringify(text.slice(0, 40))} is ${expected}`, () => {
    assert.equal(language(name, text), expected);
  });
}

test('nothing is empty, and what no editor could give back is binary', () => {
  const type = (...bytes: number[]) => contentTypeOf('app.yaml', Uint8Array.from(bytes)).kind;
  assert.equal(type(), 'empty');
  assert.equal(type(0x61, 0), 'binary');
  assert.equal(type(0xff, 0xfe), 'binary');
  assert.equal(type(0xc3), 'binary');
  assert.equal(type(0xc3, 0xa4), 'text');
});

test('a byte far behind the part that is looked at makes it binary too', () => {
  assert.equal(contentTypeOf('a', Buffer.from(`${'a: 1\n'.repeat(10_000)}\0`)).kind, 'binary');
});

test('a long text is told by its beginning, up to a whole line', () => {
  assert.equal(language('a', `${'key: value\n'.repeat(10_000)}Not YAML any more.`), 'yaml');
  // The look ends after `longe`.
  assert.equal(language('a', `${'key: value\n'.repeat(1489)}longer: 1\n`), 'yaml');
  assert.equal(language('a', 'ä'.repeat(20_000)), 'plaintext');
});

test('JSON is parsed whole, up to a size', () => {
  const json = (bytes: number) => `["${'x'.repeat(bytes - 4)}"]`;
  assert.equal(language('a', json(262_144)), 'json');
  assert.equal(language('a', json(262_145)), 'plaintext');
  assert.equal(language('a.json', json(262_145)), 'json');
});

test('of any bytes the type is told, and text is what decodes and encodes to the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom('a', 'a.yaml', 'a.json', '.env'), (data, name) => {
      const decoded = Buffer.from(data).toString();
      const isSame = Buffer.from(decoded).equals(data) && !decoded.includes('\0');
      assert.equal(isText(data), isSame);
      const expected = data.length === 0 ? 'empty' : isSame ? 'text' : 'binary';
      assert.equal(contentTypeOf(name, data).kind, expected);
    }),
  );
});

test('any JSON document is JSON, and any list of settings is what it was written as', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const value = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const settings = fc.array(fc.tuple(word, value), { minLength: 1 });
  const lines = (pairs: [string, string][], between: string, name = (key: string) => key) =>
    pairs.map(([key, text]) => `${name(key)}${between}${text}\n`).join('');
  fc.assert(
    fc.property(settings, (pairs) => {
      assert.equal(language('a', JSON.stringify(Object.fromEntries(pairs), null, 2)), 'json');
      assert.equal(language('a', lines(pairs, ': ')), 'yaml');
      assert.equal(language('a', lines(pairs, '=')), 'properties');
      assert.equal(
        language(
          'a',
          lines(pairs, '=', (key) => key.toUpperCase()),
        ),
        'dotenv',
      );
      assert.equal(language('a', `[section]\n${lines(pairs, '=')}`), 'ini');
    }),
  );
});
