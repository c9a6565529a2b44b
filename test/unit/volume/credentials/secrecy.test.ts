// What is kept from view unless asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VolumeOrigin, VolumeSource } from '../../../../src/volume/places/origin.ts';
import {
  type SecrecyOverrule,
  secrecyOf,
  type SecrecyReason,
} from '../../../../src/volume/credentials/secrecy.ts';
import { mountTable } from '../../../shared/mountTables.ts';
import { payload } from '../../../shared/volumes.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';

/** In a directory, or mounted there: `on tmpfs` as a mount point, `below tmpfs` further down. */
function source(origin: VolumeOrigin, where = ''): VolumeSource {
  const [relation, fileSystemType = ''] = where.split(' ');
  const [mount] = mountTable('pod');
  return {
    directory: '/volume',
    origin,
    layout: { form: 'none' },
    ...(mount !== undefined && where !== '' && { mount: { ...mount, fileSystemType } }),
    isMountPoint: relation === 'on',
  };
}

const named = (kind: 'configMap' | 'secret' | 'projected' | 'downwardAPI' | 'csi', where = '') =>
  source({ kind, volumeName: 'a', knownBy: 'mount' }, where);
const anywhere = source({ kind: 'unknown' });

function secrecy(
  keys: Record<string, string>,
  from: VolumeSource = anywhere,
  overrule?: SecrecyOverrule,
): SecrecyReason | undefined {
  return secrecyOf(from, payload(keys), overrule);
}

const sources: [string, VolumeSource, SecrecyReason | undefined][] = [
  ['a Secret', named('secret'), 'kind'],
  ['a projected volume', named('projected'), 'kind'],
  ['a volume of a CSI driver', named('csi'), 'kind'],
  ['a volume of svidlet', source({ kind: 'svidlet', knownBy: 'layout' }), 'kind'],
  ['a service account', source({ kind: 'projected', knownBy: 'contents' }, 'on tmpfs'), 'kind'],
  ['a ConfigMap', named('configMap'), undefined],
  ['a ConfigMap on tmpfs', named('configMap', 'on tmpfs'), undefined],
  ['downward API', named('downwardAPI', 'on tmpfs'), undefined],
  ['one of the kinds on tmpfs', source({ kind: 'onTmpfs', knownBy: 'mount' }, 'on tmpfs'), 'tmpfs'],
  ['a mounted tmpfs', source({ kind: 'unknown' }, 'on tmpfs'), 'tmpfs'],
  ['git-sync on tmpfs', source({ kind: 'gitSync', knownBy: 'layout' }, 'on tmpfs'), 'tmpfs'],
  [
    'a directory below',
    source({ kind: 'atomicWriter', knownBy: 'layout' }, 'below tmpfs'),
    undefined,
  ],
  ['a mount of a disk', source({ kind: 'unknown' }, 'on ext4'), undefined],
  ['a directory', anywhere, undefined],
];

for (const [name, from, reason] of sources) {
  test(`${name} with harmless keys is ${reason === undefined ? 'shown' : 'kept secret'}`, () => {
    assert.equal(secrecy({ 'app.yaml': 'port: 80\n' }, from), reason);
    assert.equal(secrecy({}, from), reason);
  });

  test(`${name} with a token in it is kept secret`, () => {
    assert.equal(secrecy({ 'app.yaml': '', token: 'x' }, from), reason ?? 'key');
  });

  test(`${name} is what someone says who knows better`, () => {
    assert.equal(secrecy({ token: JWT }, from, 'plain'), undefined);
    assert.equal(secrecy({ 'app.yaml': '' }, from, 'secret'), 'overruled');
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
    assert.equal(secrecy({ harmless: '', [name]: '' }), 'key');
  });
}

test('names that only look alike are shown', () => {
  assert.deepEqual(
    harmlessNames.filter((name) => secrecy({ [name]: 'x' }) !== undefined),
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
    assert.equal(secrecy({ harmless: 'x', value }), reason);
  });
}
