// What is read from private keys, and which certificates they belong to.

import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyExportOptions } from 'node:crypto';
import { test } from 'node:test';
import type { Credential } from '../../../../src/volume/credentials/credentials.ts';
import { fixture, fixtures, inspected } from '../../../shared/credentialFiles.ts';

function only(text: string): Credential | undefined {
  return inspected({ file: text })['file'];
}

function keyOf(text: string) {
  const credential = only(text);
  assert.ok(credential?.kind === 'private-key', credential?.kind);
  const { privateKey } = credential;
  return privateKey.state === 'readable' ? privateKey.publicKey.algorithm : privateKey;
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
const locked = { cipher: 'aes-256-cbc', passphrase: 'example' };
const exported = (key: typeof rsa, options: KeyExportOptions<'pem'>) => String(key.export(options));
const sshKey = (cipher: string) => {
  const length = String.fromCharCode(0, 0, 0, cipher.length);
  const body = Buffer.from(`openssh-key-v1\0${length}${cipher}${'\0'.repeat(80)}`);
  const label = 'OPENSSH PRIVATE KEY';
  return `-----BEGIN ${label}-----\n${body.toString('base64')}\n-----END ${label}-----\n`;
};

const keys: [string, string, ReturnType<typeof keyOf>][] = [
  ['RSA', fixture('leaf-rsa.key'), 'RSA 2048'],
  ['EC', fixture('leaf-ec.key'), 'EC P-256'],
  ['Ed25519', fixture('leaf-ed25519.key'), 'Ed25519'],
  ['RSA in its own format', exported(rsa, { type: 'pkcs1', format: 'pem' }), 'RSA 2048'],
  ['EC in its own format', exported(ec, { type: 'sec1', format: 'pem' }), 'EC P-384'],
  [
    'encrypted',
    exported(ec, { type: 'pkcs8', format: 'pem', ...locked }),
    { state: 'encrypted', algorithm: undefined },
  ],
  [
    'RSA, encrypted in its own format',
    exported(rsa, { type: 'pkcs1', format: 'pem', ...locked }),
    { state: 'encrypted', algorithm: 'RSA' },
  ],
  ['OpenSSH', sshKey('none'), { state: 'openssh' }],
  ['encrypted OpenSSH', sshKey('aes256-ctr'), { state: 'encrypted', algorithm: 'OpenSSH' }],
  ['cut off', fixture('leaf-rsa.key').slice(0, 800), { state: 'unreadable' }],
  ['damaged', fixture('leaf-ec.key').replace(/^MI/m, 'AA'), { state: 'unreadable' }],
];

for (const [name, text, expected] of keys) {
  test(`of a private key (${name}) the kind is told`, () => {
    assert.deepEqual(keyOf(text), expected);
  });
}

/** File → its other half. */
function pairs(keys: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inspected(keys)).flatMap(([file, credential]) => {
      if (!('pair' in credential)) return [];
      const { with: other, matches } = credential.pair;
      return [[file, `${matches ? '=' : '≠'} ${other}`]];
    }),
  );
}

const pairings: [string, Record<string, string>, Record<string, string>][] = [
  [
    'of the same name',
    { 'tls.crt': 'leaf-rsa.crt', 'tls.key': 'leaf-rsa.key', 'ca.crt': 'root.crt' },
    { 'tls.crt': '= tls.key', 'tls.key': '= tls.crt' },
  ],
  [
    'of the same name, from different versions',
    { 'tls.crt': 'leaf-rsa.crt', 'tls.key': 'leaf-ec.key', 'ca.crt': 'root.crt' },
    { 'tls.crt': '≠ tls.key', 'tls.key': '≠ tls.crt' },
  ],
  [
    'of the same name and kind of key, from different versions',
    { 'tls.crt': 'expired.crt', 'TLS.KEY': 'leaf-ec.key' },
    { 'tls.crt': '≠ TLS.KEY', 'TLS.KEY': '≠ tls.crt' },
  ],
  [
    'where another of the same name is the right one',
    { 'tls.crt': 'leaf-rsa.crt', 'tls.key': 'leaf-ec.key', 'tls.pem': 'leaf-ec.crt' },
    { 'tls.key': '= tls.pem', 'tls.pem': '= tls.key' },
  ],
  [
    'where one of two keys is the right one',
    { 'tls-key.pem': 'leaf-rsa.key', 'tls.crt': 'leaf-ec.crt', 'tls.key': 'leaf-ec.key' },
    { 'tls.crt': '= tls.key', 'tls.key': '= tls.crt', 'tls-key.pem': '≠ tls.crt' },
  ],
  [
    'of the names that ACME clients give',
    { 'fullchain.pem': 'leaf-ec.crt', 'privkey.pem': 'leaf-rsa.key' },
    { 'fullchain.pem': '≠ privkey.pem', 'privkey.pem': '≠ fullchain.pem' },
  ],
  [
    'of names that only the keys can join',
    { a: 'leaf-ed25519.crt', b: 'leaf-ed25519.key', 'c.crt': 'leaf-ec.crt' },
    { a: '= b', b: '= a' },
  ],
  ['of names that nothing joins', { a: 'leaf-ec.crt', b: 'leaf-rsa.key' }, {}],
  [
    'in two folders',
    {
      'x/tls.crt': 'leaf-rsa.crt',
      'x/tls.key': 'leaf-ec.key',
      'y/server.pem': 'leaf-ec.crt',
      'y/server-key.pem': 'leaf-ec.key',
    },
    {
      'x/tls.crt': '≠ x/tls.key',
      'x/tls.key': '≠ x/tls.crt',
      'y/server.pem': '= y/server-key.pem',
      'y/server-key.pem': '= y/server.pem',
    },
  ],
  [
    'where the certificate writes the same point in the short form',
    { 'tls.crt': 'leaf-ec-compressed.crt', 'tls.key': 'leaf-ec.key' },
    { 'tls.crt': '= tls.key', 'tls.key': '= tls.crt' },
  ],
];

for (const [name, files, expected] of pairings) {
  test(`pairs ${name}`, () => {
    const texts = Object.entries(files).map(([key, file]) => [key, fixture(file)] as const);
    assert.deepEqual(pairs(Object.fromEntries(texts)), expected);
    // The order of the keys does not matter.
    assert.deepEqual(pairs(Object.fromEntries(texts.toReversed())), expected);
  });
}

test('a key of the same size is not the same key', () => {
  const key = exported(rsa, { type: 'pkcs8', format: 'pem' });
  assert.deepEqual(pairs({ 'tls.crt': fixture('leaf-rsa.crt'), 'tls.key': key }), {
    'tls.crt': '≠ tls.key',
    'tls.key': '≠ tls.crt',
  });
});

test('a chain in the wrong order matches by its leaf', () => {
  const chain = fixtures('intermediate.crt', 'leaf-rsa.crt');
  assert.deepEqual(pairs({ 'tls.crt': chain, 'tls.key': fixture('leaf-rsa.key') }), {
    'tls.crt': '= tls.key',
    'tls.key': '= tls.crt',
  });
});

test('an encrypted private key is not said to match or not', () => {
  const key = exported(ec, { type: 'pkcs8', format: 'pem', ...locked });
  assert.deepEqual(pairs({ 'tls.crt': fixture('leaf-ec.crt'), 'tls.key': key }), {});
  const bundle = only(`${key}${fixture('leaf-ec.crt')}`);
  assert.ok(bundle?.kind === 'key-and-certificates');
  assert.equal(bundle.matches, undefined);
});

for (const [key, matches] of [
  ['leaf-rsa.key', true],
  ['leaf-ec.key', false],
] as const) {
  test(`a credential bundle with ${key} ${matches ? 'matches' : 'does not match'}`, () => {
    const bundle = only(fixtures(key, 'leaf-rsa.crt', 'intermediate.crt'));
    assert.ok(bundle?.kind === 'key-and-certificates');
    assert.equal(bundle.matches, matches);
    assert.equal(bundle.certificates.list.length, 2);
  });
}
