// What is said of credentials at a given time, and when it changes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectCredentials, inspectFile } from '../../../../src/volume/credentials/credentials.ts';
import {
  type CredentialWarning,
  warningsAt,
} from '../../../../src/volume/credentials/credentialWarnings.ts';
import { expiryOf } from '../../../../src/volume/credentials/expiry.ts';
import { fixture, fixtures, jwt, POD_CLAIMS, seconds } from '../../../shared/credentialFiles.ts';
import { payload } from '../../../shared/volumes.ts';

const DAY = 86_400_000;
const at = (time: string) => Date.parse(time);
const FROM = at('2020-01-01T00:00:00Z');
const TO = at('2090-01-01T00:00:00Z');

function look(keys: Record<string, string>, now: string) {
  return warningsAt(inspectCredentials(payload(keys)), at(now), 14 * DAY);
}

function warnings(keys: Record<string, string>, now: string): CredentialWarning[] {
  return look(keys, now).warnings;
}

/** When the next look is due. */
function next(keys: Record<string, string>, now: string): string | undefined {
  const { nextIn } = look(keys, now);
  return nextIn === undefined ? undefined : new Date(at(now) + nextIn).toISOString();
}

function expiry(text: string): string | undefined {
  const credential = inspectFile(Buffer.from(text));
  assert.ok(credential !== undefined);
  const end = expiryOf(credential);
  return end === undefined ? undefined : new Date(end).toISOString();
}

test('the expiry of a credential is the one that matters', () => {
  const [old, long] = ['2021-01-01T00:00:00.000Z', '2090-01-01T00:00:00.000Z'];
  assert.equal(expiry(jwt(POD_CLAIMS)), '2027-11-22T13:00:07.000Z');
  assert.equal(expiry(jwt({ sub: 'x' })), undefined);
  assert.equal(expiry(fixture('expired.crt')), old);
  assert.equal(expiry(fixtures('leaf-rsa.crt', 'intermediate.crt', 'expired.crt')), long);
  assert.equal(expiry(fixtures('kubernetes.crt', 'expired.crt', 'etcd-ca.crt')), old);
  assert.equal(expiry(fixture('leaf-ec.key')), undefined);
  assert.equal(expiry(fixtures('leaf-ec.key', 'leaf-ec.crt')), long);
});

const certificate = { 'tls.crt': fixture('leaf-rsa.crt') };
const lives: [string, CredentialWarning[]][] = [
  ['2019-12-31T23:59:59Z', [{ kind: 'not-valid-yet', key: 'tls.crt', at: FROM }]],
  ['2020-01-01T00:00:00Z', []],
  ['2089-12-17T23:59:59Z', []],
  ['2089-12-18T00:00:00Z', [{ kind: 'expires-soon', key: 'tls.crt', at: TO }]],
  ['2089-12-31T23:59:59Z', [{ kind: 'expires-soon', key: 'tls.crt', at: TO }]],
  ['2090-01-01T00:00:00Z', [{ kind: 'expired', key: 'tls.crt', at: TO }]],
];

for (const [now, expected] of lives) {
  test(`a certificate of 2020 to 2090, in the moment ${now}`, () => {
    assert.deepEqual(warnings(certificate, now), expected);
  });
}

test('of a life each step is foretold, and after the last there is none', () => {
  assert.equal(next(certificate, '2019-06-01T00:00:00Z'), '2020-01-01T00:00:00.000Z');
  assert.equal(next(certificate, '2020-01-01T00:00:00Z'), '2089-12-18T00:00:00.000Z');
  assert.equal(next(certificate, '2089-12-18T00:00:00Z'), '2090-01-01T00:00:00.000Z');
  assert.equal(next(certificate, '2090-01-01T00:00:00Z'), undefined);
  assert.equal(next({ 'tls.key': fixture('leaf-ec.key') }, '2026-01-01T00:00:00Z'), undefined);
});

test('a bundle counts its certificates, and names the first to end', () => {
  const keys = { 'ca.crt': fixtures('kubernetes.crt', 'future.crt', 'expired.crt', 'etcd-ca.crt') };
  const bundle = { count: 1, of: 4 };
  assert.deepEqual(warnings(keys, '2026-11-22T12:00:00Z'), [
    {
      kind: 'expired',
      key: 'ca.crt',
      at: at('2021-01-01T00:00:00Z'),
      bundle: { ...bundle, subject: 'CN=expired.example.com' },
    },
    {
      kind: 'not-valid-yet',
      key: 'ca.crt',
      at: at('2089-01-01T00:00:00Z'),
      bundle: { ...bundle, subject: 'CN=future.example.com' },
    },
  ]);
  assert.deepEqual(warnings(keys, '2090-01-01T00:00:00Z'), [
    {
      kind: 'expired',
      key: 'ca.crt',
      at: at('2021-01-01T00:00:00Z'),
      bundle: { count: 4, of: 4, subject: 'CN=expired.example.com' },
    },
  ]);
});

test('of a chain only the leaf counts', () => {
  const keys = { 'tls.crt': fixtures('leaf-rsa.crt', 'intermediate.crt', 'expired.crt') };
  assert.deepEqual(warnings(keys, '2026-11-22T12:00:00Z'), []);
  assert.deepEqual(warnings(keys, '2091-01-01T00:00:00Z'), [
    { kind: 'expired', key: 'tls.crt', at: TO },
  ]);
});

const EXP = at('2027-11-22T13:00:07Z');
const ROTATES = at('2026-11-22T12:48:06Z');
const tokens: [string, CredentialWarning[]][] = [
  [
    '2026-11-22T11:58:00Z',
    [{ kind: 'not-valid-yet', key: 'token', at: at('2026-11-22T12:00:00Z') }],
  ],
  ['2026-11-22T11:59:00Z', []],
  ['2026-11-22T12:50:05Z', []],
  ['2026-11-22T12:50:06Z', [{ kind: 'rotation-overdue', key: 'token', at: ROTATES }]],
  ['2027-11-22T13:00:06Z', [{ kind: 'rotation-overdue', key: 'token', at: ROTATES }]],
  ['2027-11-22T13:00:07Z', [{ kind: 'expired', key: 'token', at: EXP }]],
];

for (const [now, expected] of tokens) {
  test(`the token of a pod, issued at 12:00:00, in the moment ${now}`, () => {
    assert.deepEqual(warnings({ token: jwt(POD_CLAIMS) }, now), expected);
  });
}

test('a token that no kubelet rotates expires soon in the last tenth of its life', () => {
  const [iat, exp] = [seconds('2026-11-22T12:00:00Z'), seconds('2026-11-22T13:00:00Z')];
  const keys = { token: jwt({ iat, exp }) };
  assert.deepEqual(warnings(keys, '2026-11-22T12:53:59Z'), []);
  assert.deepEqual(warnings(keys, '2026-11-22T12:54:00Z'), [
    { kind: 'expires-soon', key: 'token', at: exp * 1000 },
  ]);
});

test('a token without an end is never warned of', () => {
  const keys = { token: jwt({ sub: 'x' }) };
  assert.deepEqual(look(keys, '2026-11-22T12:00:00Z'), { warnings: [] });
});

const lasting: [string, Record<string, string>, CredentialWarning[]][] = [
  [
    'a private key of another version',
    { 'tls.crt': fixture('leaf-ec.crt'), 'tls.key': fixture('leaf-rsa.key') },
    [{ kind: 'key-does-not-match', key: 'tls.crt', with: 'tls.key' }],
  ],
  [
    'a credential bundle whose private key is of another version',
    { 'bundle.pem': fixtures('leaf-rsa.key', 'leaf-ec.crt') },
    [{ kind: 'key-does-not-match', key: 'bundle.pem', with: undefined }],
  ],
  [
    'a chain that begins with an authority',
    { 'tls.crt': fixtures('intermediate.crt', 'leaf-rsa.crt') },
    [{ kind: 'leaf-not-first', key: 'tls.crt' }],
  ],
  [
    'a certificate that was cut off',
    { 'ca.crt': fixture('kubernetes.crt') + fixture('etcd-ca.crt').slice(0, 200) },
    [{ kind: 'malformed', key: 'ca.crt', count: 1 }],
  ],
  [
    'what is in order',
    {
      'tls.crt': fixtures('leaf-rsa.crt', 'intermediate.crt'),
      'tls.key': fixture('leaf-rsa.key'),
      'ca.crt': fixture('root.crt'),
      'app.yaml': 'port: 80\n',
    },
    [],
  ],
];

for (const [name, keys, expected] of lasting) {
  test(`warnings that no time heals: ${name}`, () => {
    assert.deepEqual(warnings(keys, '2026-11-22T12:00:00Z'), expected);
  });
}

test('a token of ten minutes is overdue before it ends', () => {
  const start = seconds('2026-11-22T12:00:00Z');
  const { 'kubernetes.io': kubernetes, ...claims } = POD_CLAIMS;
  const { warnafter: _, ...pod } = kubernetes;
  const token = jwt({ ...claims, iat: start, exp: start + 600, 'kubernetes.io': pod });
  const kinds = (now: string) => warnings({ token }, now).map(({ kind }) => kind);
  assert.deepEqual(kinds('2026-11-22T12:09:29Z'), []);
  assert.deepEqual(kinds('2026-11-22T12:09:30Z'), ['rotation-overdue']);
  assert.deepEqual(kinds('2026-11-22T12:10:00Z'), ['expired']);
});
