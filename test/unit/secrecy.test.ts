// What is kept from view unless asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VolumeSource } from '../../src/volume/mounts.ts';
import { secrecyOf, type SecrecyReason } from '../../src/volume/secrecy.ts';
import { payload } from './volumes.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
const mount = (fileSystemType: string) => ({
  root: '/',
  mountPoint: '/m',
  options: [],
  fileSystemType,
});

function secrecy(source: VolumeSource, keys: Record<string, string>): SecrecyReason | undefined {
  return secrecyOf(source, payload(keys));
}

const sources: [string, VolumeSource, SecrecyReason | undefined][] = [
  ['a Secret', { origin: { kind: 'secret', name: 'a' } }, 'kind'],
  ['a projected volume', { origin: { kind: 'projected', name: 'a' } }, 'kind'],
  ['a ConfigMap', { origin: { kind: 'configMap', name: 'a' } }, undefined],
  [
    'a ConfigMap on tmpfs',
    { origin: { kind: 'configMap', name: 'a' }, mount: mount('tmpfs') },
    undefined,
  ],
  ['downward API', { origin: { kind: 'downwardAPI', name: 'a' } }, undefined],
  ['a tmpfs of its own', { mount: mount('tmpfs') }, 'tmpfs'],
  ['a mount of a disk', { mount: mount('ext4') }, undefined],
  ['a directory', {}, undefined],
];

for (const [name, source, reason] of sources) {
  test(`${name} with harmless keys is ${reason === undefined ? 'shown' : 'kept secret'}`, () => {
    assert.equal(secrecy(source, { 'app.yaml': 'port: 80\n' }), reason);
    assert.equal(secrecy(source, {}), reason);
  });

  test(`${name} with a token in it is kept secret`, () => {
    assert.equal(secrecy(source, { 'app.yaml': '', token: 'x' }), reason ?? 'key');
  });
}

const credentialNames = [
  'token TOKEN tokens db/password password.txt passwd passwords DB_PASSWORD dbPassword',
  'clientSecret secrets.yaml my-secret api-key apikey apiKey credentials aws_access_key',
  'tls.key server.key private.key passphrase id_rsa id_ed25519 kubeconfig .dockerconfigjson .netrc',
  'keystore.p12 trust.JKS',
].flatMap((names) => names.split(' '));

const harmlessNames = [
  'app.yaml ca.crt tls.crt namespace tokenizer.json secretary keys.txt keyboard compass monkey passive',
].flatMap((names) => names.split(' '));

for (const name of credentialNames) {
  test(`a key named ${name} is kept secret`, () => {
    assert.equal(secrecy({}, { harmless: '', [name]: '' }), 'key');
  });
}

test('names that only look alike are shown', () => {
  assert.deepEqual(
    harmlessNames.filter((name) => secrecy({}, { [name]: 'x' }) !== undefined),
    [],
  );
});

const values: [string, string, SecrecyReason | undefined][] = [
  ['a private key', '-----BEGIN PRIVATE KEY-----\nMII', 'key'],
  ['a private key of a kind', 'x\n-----BEGIN RSA PRIVATE KEY-----\n', 'key'],
  ['an SSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\n', 'key'],
  ['a PGP key', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n', 'key'],
  [
    'a certificate with its key after it',
    `${'x'.repeat(9_000)}-----BEGIN EC PRIVATE KEY-----`,
    'key',
  ],
  ['a JWT', JWT, 'key'],
  ['a JWT and a line break', `\n${JWT}\n`, 'key'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nMII', undefined],
  ['a public key', '-----BEGIN PUBLIC KEY-----\n', undefined],
  ['a version number', 'v1.2.3', undefined],
  ['a text that mentions a token', `see ${JWT} and so on`, undefined],
  ['bytes', '\u0000\u00ff', undefined],
];

for (const [name, value, reason] of values) {
  test(`${name} as a value is ${reason === undefined ? 'shown' : 'kept secret'}`, () => {
    assert.equal(secrecy({}, { harmless: 'x', value }), reason);
  });
}
