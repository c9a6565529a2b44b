// Nothing that is secret comes out of a credential, and nothing that is put in makes it fail or hang.

import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { bundleChange } from '../../../../src/volume/credentials/bundleChange.ts';
import { contentTypeOf } from '../../../../src/volume/contents/contentType.ts';
import {
  type Credential,
  inspectCredentials,
  inspectFile,
} from '../../../../src/volume/credentials/credentials.ts';
import { warningsAt } from '../../../../src/volume/credentials/credentialWarnings.ts';
import {
  fixture,
  fixtures,
  inspected,
  jwt,
  POD_CLAIMS,
  SIGNATURE,
} from '../../../shared/credentialFiles.ts';
import { within } from '../../../shared/processorTime.ts';

/** All that can be found out about these keys, as text. */
function output(keys: Record<string, string>): string {
  const credentials = inspected(keys);
  const warnings = [0, Date.parse('2026-11-22'), Date.parse('2100-01-01')].map((now) =>
    warningsAt(new Map(Object.entries(credentials)), now, 1e9),
  );
  return JSON.stringify([credentials, warnings]);
}

/** The base64 of a PEM file, and its bytes in other forms. */
function secretsOf(pem: string): string[] {
  const base64 = pem.replace(/^-----.*$/gm, '').replace(/\s/g, '');
  const bytes = Buffer.from(base64, 'base64');
  return [base64, bytes.toString('base64url'), bytes.toString('hex'), bytes.toString('latin1')];
}

/** `d` of a curve; of RSA the exponents and factors too. */
function privateNumbersOf(pem: string): string[] {
  const { d, p, q, dp, dq, qi } = createPrivateKey(pem).export({ format: 'jwk' });
  return [d, p, q, dp, dq, qi].filter((number) => number !== undefined);
}

/** Any window of 12 characters. */
function assertHidden(text: string, secrets: readonly string[]): void {
  assert.ok(secrets.every((secret) => secret.length > 12));
  const upper = text.toUpperCase();
  fc.assert(
    fc.property(fc.constantFrom(...secrets), fc.nat(), (secret, start) => {
      const window = secret.substring(start % (secret.length - 11)).slice(0, 12);
      assert.ok(!text.includes(window), `found ${window}`);
      assert.ok(!upper.includes(window.toUpperCase().match(/../g)?.join(':') ?? ''));
    }),
    { numRuns: 5000 },
  );
}

for (const name of ['leaf-rsa', 'leaf-ec', 'leaf-ed25519']) {
  const key = fixture(`${name}.key`);
  test(`no part of the private key of ${name} comes out`, () => {
    const text = output({
      'tls.crt': fixture(`${name}.crt`),
      'tls.key': key,
      'other.key': key,
      'bundle.pem': key + fixture(`${name}.crt`),
    });
    assert.match(text, /"matches":true/);
    assertHidden(text, [...secretsOf(key), ...privateNumbersOf(key)]);
  });
}

test('no part of an encrypted or damaged private key comes out', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const locked = privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'example',
  });
  const damaged = fixture('leaf-rsa.key').replace('MII', 'AAA');
  const text = output({ 'a.key': String(locked), 'b.key': damaged });
  assertHidden(text, [...secretsOf(String(locked)), ...secretsOf(damaged)]);
});

test('no part of a token comes out, of its signature and of claims that are not known', () => {
  const token = jwt({ ...POD_CLAIMS, password: 'correct horse battery staple' });
  const text = output({ token, again: `\n${token}\n` });
  assert.match(text, /web-0/);
  assertHidden(text, [token, SIGNATURE, 'correct horse battery staple', POD_CLAIMS.jti]);
  assert.ok(!text.includes('a-key'), 'the header is not told');
});

function all(data: Uint8Array): Credential | undefined {
  const credential = inspectFile(data);
  const volume = inspectCredentials(
    new Map([
      ['a', { data }],
      ['b/a.key', { data }],
    ]),
  );
  warningsAt(volume, 1.7e12, 1e9);
  if (credential?.kind === 'certificate') {
    assert.notEqual(
      bundleChange(credential.certificates, credential.certificates).kind,
      'reordered',
    );
  }
  contentTypeOf('a', data);
  return credential;
}

/** Flips, cuts and doubles parts of a text. */
function mutations(text: string): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.nat(text.length - 1),
    length: fc.nat(40),
    by: fc.uint8Array({ maxLength: 8 }),
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    let bytes = Buffer.from(text);
    for (const { at, length, by } of edits) {
      bytes = Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);
    }
    return bytes;
  });
}

const inputs: [string, fc.Arbitrary<Uint8Array>][] = [
  ['bytes', fc.uint8Array({ maxLength: 200 })],
  [
    'bytes in a certificate',
    fc.uint8Array({ maxLength: 200 }).map((data) => {
      const body = Buffer.from(data).toString('base64');
      return Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);
    }),
  ],
  ['a chain', mutations(fixtures('leaf-rsa.crt', 'intermediate.crt', 'root.crt'))],
  ['a credential bundle', mutations(fixtures('leaf-ec.key', 'leaf-ec.crt'))],
  ['a private key', mutations(fixture('leaf-rsa.key'))],
  ['a token', mutations(jwt(POD_CLAIMS))],
  ['any claims', fc.json().map((claims) => Buffer.from(jwt(JSON.parse(claims))))],
  [
    'lines',
    fc
      .array(
        fc.constantFrom(
          '-----BEGIN CERTIFICATE-----',
          '-----END CERTIFICATE-----',
          '-----BEGIN PRIVATE KEY-----',
          '-----END PRIVATE KEY-----',
          'MIIB',
          '',
        ),
      )
      .map((lines) => Buffer.from(lines.join('\n'))),
  ],
];

for (const [name, arbitrary] of inputs) {
  test(`whatever becomes of ${name}, there is an answer in time`, () => {
    fc.assert(
      fc.property(arbitrary, (data) => {
        within(1, () => all(data));
      }),
      { numRuns: 500 },
    );
  });
}

const MEGABYTE = 2 ** 20;
const filled = (unit: string, size = MEGABYTE) =>
  Buffer.from(unit.repeat(Math.ceil(size / unit.length)));
const hostile: [string, Buffer][] = [
  ['begins', filled('-----BEGIN CERTIFICATE-----\n')],
  ['begins and ends', filled('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n')],
  [
    'one begin and one end, far apart',
    Buffer.from(
      `-----BEGIN PRIVATE KEY-----\n${filled('A\n').toString()}-----END PRIVATE KEY-----`,
    ),
  ],
  ['spaces after a begin', Buffer.from(`-----BEGIN PRIVATE KEY-----${filled(' ').toString()}x`)],
  ['spaces', filled(' ')],
  ['line ends', filled('\n')],
  ['keys of one line', filled('a.b-c/d ')],
  ['dashes', filled('- ')],
  ['brackets', filled('[')],
  ['nested JSON', Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
  ['quotes', filled('"')],
  ['equals', filled('=\n')],
  ['the beginning of a token', filled('eyJ')],
  ['the beginning of tokens', filled('eyJ.', 16_000)],
];

for (const [name, data] of hostile) {
  test(`a file full of ${name} is answered for in time`, () => {
    // Some 20 ms are usual; quadratic, it would be minutes.
    within(2, () => all(data));
  });
}
