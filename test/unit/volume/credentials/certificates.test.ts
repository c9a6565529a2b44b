// What is read from certificates: one, a chain, a bundle, and what is none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Credential } from '../../../../src/volume/credentials/credentials.ts';
import { fixture, fixtures, inspected, jwt } from '../../../shared/credentialFiles.ts';

function only(text: string): Credential | undefined {
  return inspected({ file: text })['file'];
}

function certificates(text: string) {
  const credential = only(text);
  assert.ok(credential?.kind === 'certificate', credential?.kind);
  return credential.certificates;
}

function told(text: string) {
  const { list, leaf, malformed } = certificates(text);
  return { subjects: list.map(({ subject }) => subject), leaf, malformed };
}

test('a certificate is told whole', () => {
  const { list, leaf, publicKey, malformed, truncated } = certificates(fixture('leaf-rsa.crt'));
  assert.deepEqual(list, [
    {
      subject: 'CN=web.default.svc',
      issuer: 'CN=Example Intermediate, O=example.com',
      validFrom: Date.parse('2020-01-01T00:00:00Z'),
      validTo: Date.parse('2090-01-01T00:00:00Z'),
      serial: '655DADC9D2879D4ACC626A36637F62BFAAA898DF',
      fingerprint:
        '44:4A:FD:C2:43:18:B0:B5:67:D3:3B:4D:83:6D:88:3A:14:AD:28:21:2B:40:C2:F4:6E:09:5C:C5:D4:A5:E9:91',
      isAuthority: false,
      isSelfSigned: false,
      names: [
        'DNS:web.default.svc',
        'DNS:web.default.svc.cluster.local',
        'IP Address:10.96.0.1',
        'URI:spiffe://cluster.local/ns/default/sa/default',
      ],
    },
  ]);
  assert.deepEqual(
    { leaf, algorithm: publicKey?.algorithm, malformed, truncated },
    { leaf: 0, algorithm: 'RSA 2048', malformed: 0, truncated: false },
  );
});

const kinds: [string, { isAuthority: boolean; isSelfSigned: boolean; algorithm: string }][] = [
  ['root.crt', { isAuthority: true, isSelfSigned: true, algorithm: 'EC P-256' }],
  ['intermediate.crt', { isAuthority: true, isSelfSigned: false, algorithm: 'EC P-256' }],
  ['leaf-rsa.crt', { isAuthority: false, isSelfSigned: false, algorithm: 'RSA 2048' }],
  ['leaf-ec.crt', { isAuthority: false, isSelfSigned: true, algorithm: 'EC P-256' }],
  ['leaf-ed25519.crt', { isAuthority: true, isSelfSigned: true, algorithm: 'Ed25519' }],
];

for (const [name, expected] of kinds) {
  test(`${name} is told for what it is`, () => {
    const { list, publicKey } = certificates(fixture(name));
    const { isAuthority, isSelfSigned } = list[0] ?? {};
    assert.deepEqual({ isAuthority, isSelfSigned, algorithm: publicKey?.algorithm }, expected);
  });
}

test('a name with a comma in it stays one name', () => {
  const [odd] = certificates(fixture('odd.crt')).list;
  assert.equal(odd?.subject, 'CN=odd\u202Emoc, O=Ex\\, \\"ample\\"');
  assert.deepEqual(odd.names, [
    'DNS:"a.example.com\\u002c DNS:b.example.com"',
    'email:someone@example.com',
  ]);
});

test('of very many or very long names some is left out', () => {
  const [many] = certificates(fixture('many.crt')).list;
  assert.equal(many?.names.length, 100);
  assert.match(many.names[0] ?? '', /^URI:spiffe:\/\/cluster\.local\/x{228}…$/);
  assert.equal(many.names[99], 'DNS:web-99.default.svc');
});

const LEAF = 'CN=web.default.svc';
const INTERMEDIATE = 'CN=Example Intermediate, O=example.com';
const ROOT = 'CN=Example Root, O=example.com';

test('a chain has a leaf, wherever it stands', () => {
  assert.deepEqual(told(fixtures('leaf-rsa.crt', 'intermediate.crt', 'root.crt')), {
    subjects: [LEAF, INTERMEDIATE, ROOT],
    leaf: 0,
    malformed: 0,
  });
  assert.equal(told(fixtures('root.crt', 'intermediate.crt', 'leaf-rsa.crt')).leaf, 2);
});

test('authorities are a bundle, and so are certificates of which none issued another', () => {
  assert.deepEqual(told(fixtures('kubernetes.crt', 'etcd-ca.crt', 'front-proxy-ca.crt')), {
    subjects: ['CN=kubernetes', 'CN=etcd-ca', 'CN=front-proxy-ca'],
    leaf: undefined,
    malformed: 0,
  });
  assert.equal(told(fixtures('intermediate.crt', 'root.crt')).leaf, undefined);
  assert.equal(told(fixtures('leaf-ec.crt', 'expired.crt')).leaf, undefined);
  assert.equal(told(fixtures('etcd-ca.crt', 'leaf-rsa.crt')).leaf, undefined);
  assert.equal(told(fixtures('leaf-rsa.crt', 'intermediate.crt', 'leaf-rsa.crt')).leaf, undefined);
});

const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;

test('blocks that are no certificate are counted, and the others are read', () => {
  const broken = fixture('leaf-ec.crt').replace(/^MII/m, 'AAA');
  assert.deepEqual(told(`${pem('...')}${fixture('kubernetes.crt')}${broken}`), {
    subjects: ['CN=kubernetes'],
    leaf: 0,
    malformed: 2,
  });
  assert.deepEqual(told(pem('')), { subjects: [], leaf: undefined, malformed: 1 });
  assert.equal(told(`${fixture('etcd-ca.crt')}-----END CERTIFICATE-----\n`).malformed, 1);
  const cut = fixture('etcd-ca.crt').slice(0, 300);
  assert.deepEqual(told(`${fixture('kubernetes.crt')}${cut}`).malformed, 1);
  assert.deepEqual(told(`${cut}\n${fixture('kubernetes.crt')}`).malformed, 1);
});

test('text around the blocks and other line ends do not matter', () => {
  const text = `# Issuer: CN=kubernetes\n${fixture('kubernetes.crt')}\nthe end`;
  assert.deepEqual(told(text.replaceAll('\n', '\r\n')), {
    subjects: ['CN=kubernetes'],
    leaf: 0,
    malformed: 0,
  });
});

test('more certificates than are read are said to be there', () => {
  const { list, truncated } = certificates(fixture('kubernetes.crt').repeat(501));
  assert.equal(list.length, 500);
  assert.ok(truncated);
  const behind = `${fixture('kubernetes.crt')}${'#'.repeat(4 * 2 ** 20)}\n${fixture('etcd-ca.crt')}`;
  assert.equal(certificates(behind).list.length, 1);
  assert.ok(certificates(behind).truncated);
});

const plain: [string, string][] = [
  ['text', 'port: 8080\n'],
  [
    'a certificate that is part of a YAML file',
    `ca: |\n${fixture('root.crt').replace(/^/gm, '  ')}`,
  ],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n'],
  ['an archive with a certificate in it', `\0\n${fixture('root.crt')}`],
];

for (const [name, text] of plain) {
  test(`${name} is no credential`, () => {
    assert.equal(only(text), undefined);
  });
}

test('a token is a credential', () => {
  assert.equal(only(jwt({ sub: 'x' }))?.kind, 'token');
});
