// What is read from a service account token, and when the kubelet replaces it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServiceAccountToken } from '../../../../src/volume/credentials/serviceAccountToken.ts';
import { jwt, POD_CLAIMS, seconds, SIGNATURE } from '../../../shared/credentialFiles.ts';

function read(text: string) {
  return readServiceAccountToken(Buffer.from(text));
}

function rotation(claims: object): string | undefined {
  const rotatesAt = read(jwt({ ...POD_CLAIMS, ...claims }))?.rotatesAt;
  return rotatesAt === undefined ? undefined : new Date(rotatesAt).toISOString();
}

const { 'kubernetes.io': KUBERNETES } = POD_CLAIMS;

test('the token of a pod tells whose it is, for whom and until when, and nothing else', () => {
  assert.deepEqual(read(jwt({ ...POD_CLAIMS, password: 'unknown claim' })), {
    issuer: 'https://kubernetes.default.svc.cluster.local',
    audiences: ['https://kubernetes.default.svc.cluster.local'],
    subject: 'system:serviceaccount:default:default',
    namespace: 'default',
    serviceAccount: { name: 'default', uid: '2e3f' },
    pod: { name: 'web-0', uid: '1c2d' },
    secret: undefined,
    node: { name: 'node-1', uid: '0b1f' },
    issuedAt: Date.parse('2026-11-22T12:00:00Z'),
    notBefore: Date.parse('2026-11-22T12:00:00Z'),
    expiresAt: Date.parse('2027-11-22T13:00:07Z'),
    warnAfter: Date.parse('2026-11-22T13:00:07Z'),
    rotatesAt: Date.parse('2026-11-22T12:48:06Z'),
  });
});

test('the token of an old Secret has flat claims and no end', () => {
  const token = read(
    jwt({
      iss: 'kubernetes/serviceaccount',
      'kubernetes.io/serviceaccount/namespace': 'default',
      'kubernetes.io/serviceaccount/secret.name': 'default-token-abcde',
      'kubernetes.io/serviceaccount/service-account.name': 'default',
      'kubernetes.io/serviceaccount/service-account.uid': '2e3f',
      sub: 'system:serviceaccount:default:default',
    }),
  );
  assert.deepEqual(token, {
    issuer: 'kubernetes/serviceaccount',
    audiences: [],
    subject: 'system:serviceaccount:default:default',
    namespace: 'default',
    serviceAccount: { name: 'default', uid: '2e3f' },
    pod: undefined,
    secret: { name: 'default-token-abcde', uid: undefined },
    node: undefined,
    issuedAt: undefined,
    notBefore: undefined,
    expiresAt: undefined,
    warnAfter: undefined,
    rotatesAt: undefined,
  });
});

const withoutPod = { namespace: 'default', serviceaccount: { name: 'default', uid: '2e3f' } };
const withoutWarning = { ...withoutPod, pod: KUBERNETES.pod };

// Issued at 12:00:00.
const rotations: [string, object, string | undefined][] = [
  ['an hour that the API server made a year of', {}, '2026-11-22T12:48:06.000Z'],
  [
    'ten minutes',
    { exp: seconds('2026-11-22T12:10:00Z'), 'kubernetes.io': withoutWarning },
    '2026-11-22T12:08:00.000Z',
  ],
  [
    'thirty hours',
    { exp: seconds('2026-11-23T18:00:00Z'), 'kubernetes.io': withoutWarning },
    '2026-11-23T12:00:00.000Z',
  ],
  ['a year that was asked for', { 'kubernetes.io': withoutWarning }, '2026-11-23T12:00:00.000Z'],
  ['no pod', { 'kubernetes.io': withoutPod }, undefined],
  ['no end', { exp: undefined, 'kubernetes.io': withoutWarning }, undefined],
  ['an end before its beginning', { exp: 1, 'kubernetes.io': withoutWarning }, undefined],
];

for (const [name, claims, expected] of rotations) {
  test(`a token of ${name} is rotated ${expected ?? 'never'}`, () => {
    assert.equal(rotation(claims), expected);
  });
}

test('an audience may be alone, and space may surround a token', () => {
  assert.deepEqual(read(`\n ${jwt({ aud: 'vault' })}\r\n`)?.audiences, ['vault']);
});

test('claims of the wrong type are left out', () => {
  const token = read(
    jwt({
      iss: 1,
      aud: [{}, 'vault', null],
      sub: ['x'],
      exp: '2026',
      iat: -1,
      nbf: 1e300,
      'kubernetes.io': { namespace: 'x'.repeat(5000), pod: 'web-0', node: { uid: 'no name' } },
    }),
  );
  assert.deepEqual(
    Object.entries(token ?? {}).filter(([, value]) => value !== undefined),
    [
      ['audiences', ['vault']],
      ['isEndUnknown', true],
    ],
  );
});

const [header = '', claims = ''] = jwt(POD_CLAIMS).split('.');
const others: [string, string][] = [
  ['nothing', ''],
  ['spaces', '   '],
  ['a text about a token', `see ${jwt({})} and so on`],
  ['two parts', `${header}.${claims}`],
  ['five parts without an encryption', `${header}.${claims}.a.b.c`],
  ['claims that are no JSON', `${header}.e30x.${SIGNATURE}`],
  ['claims that are no object', jwt([1])],
  ['claims that are null', jwt(null)],
  ['a header without an algorithm', jwt({}, { typ: 'JWT' })],
  ['a header that is no JSON', `eyJh.${claims}.${SIGNATURE}`],
  ['too many bytes', jwt({ padding: 'x'.repeat(16_384) })],
];

for (const [name, text] of others) {
  test(`${name}: no token`, () => {
    assert.equal(read(text), undefined);
  });
}

const CLAIMS = { sub: 'x', exp: 4_000_000_000 };
const part = (text: string) => Buffer.from(text).toString('base64url');

const shapes: [string, string][] = [
  // As reported: a blank in the header.
  ['blanks in the header', 'eyAiYWxnIjogIlJTMjU2IiB9.eyJleHAiOjQwMDAwMDAwMDB9.c2ln'],
  ['a pretty header', `${part('{\n  "alg": "RS256"\n}')}.${part(JSON.stringify(CLAIMS))}.c2ln`],
  ['a header with tabs', `${part('{\t"alg":"RS256"}')}.${part(JSON.stringify(CLAIMS))}.c2ln`],
  ['Bearer before it', `Bearer ${jwt(CLAIMS)}\n`],
];

for (const [name, text] of shapes) {
  test(`a token with ${name} is one`, () => {
    const token = read(text);
    assert.deepEqual([token?.expiresAt, token?.isEndUnknown], [4e12, undefined]);
  });
}

test('when a token ends cannot be told if it is encrypted, or its end no number', () => {
  const ends: [string, string][] = [
    // As reported.
    ['a string', 'eyJhbGciOiJSUzI1NiJ9.eyJleHAiOiI0MDAwMDAwMDAwIiwic3ViIjoieCJ9.c2ln'],
    ['null', jwt({ exp: null })],
    ['negative', jwt({ exp: -1 })],
    ['encrypted', `${part('{"alg":"RSA-OAEP","enc":"A256GCM"}')}.a.b.c.d`],
    ['encrypted directly', `${part('{"alg":"dir","enc":"A256GCM"}')}..b.c.d`],
  ];
  for (const [name, text] of ends) {
    const token = read(text);
    assert.deepEqual([token?.expiresAt, token?.isEndUnknown], [undefined, true], name);
  }
  assert.equal(read(jwt({ sub: 'x' }))?.isEndUnknown, undefined);
});

test('words with dots between them are no token', () => {
  for (const text of [
    'eyes.are.open',
    'eyelids.are.not.so.open',
    'Bearer eyes.are.open',
    'eyJ.eyJ.x',
  ]) {
    assert.equal(read(text), undefined, text);
  }
});
