// The words for credentials, and that nothing secret is among them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Credential, inspectCredentials } from '../../src/volume/credentials/credentials.ts';
import type { PrivateKey } from '../../src/volume/credentials/privateKey.ts';
import type { ServiceAccountToken } from '../../src/volume/credentials/serviceAccountToken.ts';
import { explainCredential } from '../../src/vscode/explain/explainCredential.ts';
import {
  explainBundleChange,
  explainCredentialWarning,
} from '../../src/vscode/explain/explainCredentialWarning.ts';

const NOW = new Date(2026, 10, 22, 12, 0, 0);
const today = (hours: number, minutes: number) => new Date(2026, 10, 22, hours, minutes).getTime();
const day = (year: number) => new Date(year, 0, 1).getTime();

const certificate = {
  subject: 'CN=web.default.svc',
  issuer: 'CN=kubernetes',
  validFrom: day(2020),
  validTo: day(2090),
  serial: '01',
  fingerprint: 'AB:CD',
  isAuthority: false,
  isSelfSigned: false,
  names: ['DNS:web.default.svc'],
};
const authority = {
  ...certificate,
  subject: 'CN=kubernetes',
  isAuthority: true,
  isSelfSigned: true,
  names: [],
};
const publicKey = { algorithm: 'RSA 2048', digest: 'x' };
const file = { leaf: 0, publicKey, malformed: 0, truncated: false };
const one: Credential = { kind: 'certificate', certificates: { ...file, list: [certificate] } };
const key: PrivateKey = { state: 'readable', publicKey };

const token: ServiceAccountToken = {
  issuer: 'https://kubernetes.default.svc',
  audiences: ['vault'],
  subject: 'system:serviceaccount:default:default',
  namespace: 'default',
  serviceAccount: { name: 'default', uid: '2e3f' },
  pod: { name: 'web-0', uid: undefined },
  secret: undefined,
  node: undefined,
  issuedAt: today(11, 30),
  notBefore: today(11, 30),
  expiresAt: today(12, 30),
  warnAfter: undefined,
  rotatesAt: today(12, 18),
};

function short(credential: Credential): string {
  return explainCredential(credential, NOW).short;
}

suite('words for credentials', () => {
  test('of a token, when it is rotated and expires', () => {
    const said = (changes: Partial<ServiceAccountToken>) =>
      short({ kind: 'token', token: { ...token, ...changes } });
    assert.equal(said({}), 'rotates by 12:18:00 · expires 12:30:00');
    assert.equal(said({ rotatesAt: undefined }), 'expires 12:30:00');
    assert.equal(said({ expiresAt: undefined }), 'does not expire');
    assert.equal(said({ expiresAt: today(11, 59) }), 'expired 11:59:00');
    assert.equal(said({ expiresAt: day(2020) }), 'expired 2020-01-01 00:00:00');
  });

  test('of a token, at length', () => {
    assert.deepEqual(explainCredential({ kind: 'token', token }, NOW).long, [
      'Token of service account default/default (2e3f)',
      'Dies with pod web-0',
      'For vault',
      'Issued by https://kubernetes.default.svc',
      'Issued 11:30:00',
      'Expires 12:30:00',
      'The kubelet asks for another at 12:18:00 and writes it a little later. Programs have to read it again.',
    ]);
  });

  test('of a token that expired, when it should have been rotated; of one without a known end, that', () => {
    const { long } = explainCredential(
      { kind: 'token', token: { ...token, expiresAt: today(11, 59), rotatesAt: today(11, 47) } },
      NOW,
    );
    assert.deepEqual(long.slice(-2), [
      'Expired 11:59:00',
      'The kubelet should have asked for another at 11:47:00.',
    ]);
    const unknown: Credential = {
      kind: 'token',
      token: { ...token, expiresAt: undefined, isEndUnknown: true, rotatesAt: undefined },
    };
    assert.equal(short(unknown), 'end unknown');
    assert.equal(explainCredential(unknown, NOW).long.at(-1), 'When it expires cannot be told.');
  });

  test('of what no program can load, why', () => {
    assert.equal(
      short({ ...one, isDer: true }),
      'DER · expires 2090-01-01 00:00:00 · CN=web.default.svc',
    );
    const damaged = explainCredential({
      kind: 'private-key',
      privateKey: { state: 'unreadable', flaw: 'markers-in-line' },
    });
    assert.equal(damaged.short, 'damaged private key');
    assert.match(damaged.long.join(), /lines of their own.*written as \\n/);
    const { long } = explainCredential({
      kind: 'certificate',
      certificates: { ...file, leaf: undefined, list: [], malformed: 1, flaw: 'base64-twice' },
    });
    assert.match(long.join(), /base64 once too often/);
  });

  test('of certificates, when the one that matters expires', () => {
    const said = (list: (typeof certificate)[], changes: object = {}) =>
      short({ kind: 'certificate', certificates: { ...file, list, ...changes } });
    const bundle = { leaf: undefined };
    const old = { ...authority, validTo: day(2021) };
    assert.equal(short(one), 'expires 2090-01-01 00:00:00 · CN=web.default.svc');
    assert.equal(said([old]), 'expired 2021-01-01 00:00:00 · CN=kubernetes');
    assert.equal(
      said([{ ...certificate, validFrom: today(13, 0) }]),
      'valid from 13:00:00 · CN=web.default.svc',
    );
    assert.equal(
      said([{ ...certificate, subject: '' }]),
      'expires 2090-01-01 00:00:00 · DNS:web.default.svc',
    );
    assert.equal(
      said([authority, authority], bundle),
      '2 certificates · the first expires 2090-01-01 00:00:00',
    );
    assert.equal(said([authority, old], bundle), '1 of 2 certificates expired');
    assert.equal(said([], { ...bundle, malformed: 2 }), 'no readable certificate');
  });

  test('of a certificate, at length', () => {
    const pair = { with: 'tls.key', matches: true };
    assert.deepEqual(explainCredential({ ...one, pair }, NOW).long, [
      'CN=web.default.svc · DNS:web.default.svc · issued by CN=kubernetes · valid from 2020-01-01 00:00:00 to 2090-01-01 00:00:00 · serial number 01, SHA-256 AB:CD',
      'The private key in tls.key belongs to it.',
    ]);
  });

  test('of a large bundle not every certificate is told', () => {
    const list = Array.from({ length: 150 }, () => authority);
    const certificates = { ...file, leaf: undefined, list };
    const { long } = explainCredential({ kind: 'certificate', certificates }, NOW);
    assert.deepEqual(
      [long.length, long[0], long.at(-1)],
      [7, '150 certificates, each for itself', 'And 145 more.'],
    );
  });

  test('of a private key, its kind and whether it matches', () => {
    const said = (privateKey: PrivateKey) => short({ kind: 'private-key', privateKey });
    assert.equal(said(key), 'RSA 2048 private key');
    assert.equal(said({ state: 'encrypted', algorithm: undefined }), 'encrypted private key');
    assert.equal(said({ state: 'encrypted', algorithm: 'EC' }), 'encrypted EC private key');
    const paired = (matches: boolean) =>
      short({ kind: 'private-key', privateKey: key, pair: { with: 'tls.crt', matches } });
    assert.equal(paired(true), 'matches tls.crt · RSA 2048 private key');
    assert.equal(paired(false), 'does not match tls.crt · RSA 2048 private key');
  });

  test('of what does not match, that comes first', () => {
    const pair = { with: 'tls.key', matches: false };
    assert.match(short({ ...one, pair }), /^does not match tls\.key · expires /);
    const { certificates } = one;
    const both = { kind: 'key-and-certificates', privateKey: key, certificates } as const;
    assert.match(short({ ...both, matches: false }), /^key does not match · expires /);
    assert.match(short({ ...both, matches: true }), /^expires .* · RSA 2048 private key$/);
  });

  test('a name cannot pretend to be something else', () => {
    const odd = { ...certificate, subject: 'CN=odd\u202Emoc', names: ['DNS:\u2066x\n'] };
    const certificates = { ...file, list: [odd] };
    const { long } = explainCredential({ kind: 'certificate', certificates }, NOW);
    assert.match(long[0] ?? '', /^CN=odd\uFFFDmoc · DNS:\uFFFDx\uFFFD · /);
  });

  test('of every warning, what it is about', () => {
    const at = today(12, 30);
    const said = (warning: Parameters<typeof explainCredentialWarning>[0]) =>
      explainCredentialWarning(warning, NOW).short;
    const about = { key: 'tls.crt', at };
    assert.deepEqual(
      [
        said({ kind: 'expired', ...about }),
        said({ kind: 'expires-soon', ...about }),
        said({ kind: 'not-valid-yet', ...about }),
        said({ kind: 'rotation-overdue', ...about }),
        said({ kind: 'key-does-not-match', key: 'tls.crt', with: 'tls.key' }),
        said({ kind: 'key-does-not-match', key: 'tls.pem', with: undefined }),
        said({ kind: 'leaf-not-first', key: 'tls.crt' }),
        said({ kind: 'malformed', key: 'ca.crt', count: 2 }),
      ],
      [
        'tls.crt expired 12:30:00',
        'tls.crt expires 12:30:00',
        'tls.crt is not valid before 12:30:00',
        'tls.crt should have been rotated 12:30:00',
        'tls.crt and tls.key do not match',
        'tls.pem: the private key does not match',
        'tls.crt is in the wrong order',
        'ca.crt has 2 malformed certificates',
      ],
    );
    const bundle = { subject: 'CN=kubernetes', count: 2, of: 3 };
    assert.match(
      explainCredentialWarning({ kind: 'expired', ...about, bundle }, NOW).long,
      /^2 of 3 certificates; the first is CN=kubernetes\. /,
    );
  });

  test('of a bundle, what changed', () => {
    assert.equal(
      explainBundleChange({ kind: 'reordered' }),
      'the same certificates in another order',
    );
    assert.equal(
      explainBundleChange({
        kind: 'changed',
        renewed: ['CN=kubernetes'],
        added: ['CN=a', 'CN=b', 'CN=c', 'CN=d', 'CN=e'],
        removed: [],
      }),
      'renewed: CN=kubernetes · added: CN=a; CN=b; CN=c; 2 more',
    );
  });

  test('no part of a private key or a signature is among them', () => {
    const extension = vscode.extensions.getExtension('projected-volumes.projected-volumes');
    const folder = join(extension?.extensionPath ?? '', 'test/fixtures/credentials');
    const [crt, pem] = ['leaf-rsa.crt', 'leaf-rsa.key'].map((name) =>
      readFileSync(join(folder, name)),
    );
    assert.ok(crt !== undefined && pem !== undefined);
    const part = (claims: unknown) => Buffer.from(JSON.stringify(claims)).toString('base64url');
    const signature = 'c2lnbmF0dXJlIG9mIGFuIGV4YW1wbGU';
    const jwt = Buffer.from(`${part({ alg: 'RS256' })}.${part({ sub: 'x' })}.${signature}`);
    const files = { 'tls.crt': crt, 'tls.key': pem, 'both.pem': Buffer.concat([pem, crt]), jwt };
    const credentials = inspectCredentials(
      new Map(Object.entries(files).map(([name, data]) => [name, { data }])),
    );
    assert.equal(credentials.size, 4);
    const words = JSON.stringify([...credentials.values()].map((each) => explainCredential(each)));
    const base64 = pem
      .toString()
      .replace(/^-----.*$/gm, '')
      .replace(/\s/g, '');
    for (const secret of [base64, signature]) {
      for (let start = 0; start + 12 <= secret.length; start++) {
        assert.ok(!words.includes(secret.slice(start, start + 12)));
      }
    }
  });
});
