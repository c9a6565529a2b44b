// What is kept from view unless asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VolumeOrigin, VolumeSource } from '../../../../src/volume/places/origin.ts';
import {
  isSecretContent,
  isSecretKey,
  NOTHING_SECRET,
  overruled,
  type Secrecy,
  type SecrecyReason,
  secrecyWith,
} from '../../../../src/volume/credentials/secrecy.ts';
import { digestOf } from '../../../../src/volume/read/snapshot.ts';
import { mountTable } from '../../../shared/mountTables.ts';

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

function files(keys: Record<string, string | Uint8Array>) {
  return new Map(
    Object.entries(keys).map(([key, value]) => {
      const data = Buffer.from(value as string);
      return [key, { data, digest: digestOf(data) }];
    }),
  );
}

function secrecy(
  keys: Record<string, string | Uint8Array>,
  from: VolumeSource = anywhere,
  before = NOTHING_SECRET,
): Secrecy {
  return secrecyWith(before, from, files(keys));
}

/** Key → why it is secret by itself. */
function secretKeys(keys: Record<string, string | Uint8Array>): Record<string, string> {
  return Object.fromEntries(secrecy(keys).keys);
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
  ['a mount in a sandbox', source({ kind: 'inSandbox', knownBy: 'mount' }, 'on 9p'), 'sandbox'],
  [
    'downward API by its contents',
    source({ kind: 'downwardAPI', knownBy: 'contents' }, 'on tmpfs'),
    undefined,
  ],
  ['a mount of a disk', source({ kind: 'unknown' }, 'on ext4'), undefined],
  ['a directory', anywhere, undefined],
];

for (const [name, from, reason] of sources) {
  test(`${name} with harmless keys is ${reason === undefined ? 'shown' : 'kept secret'}`, () => {
    for (const keys of [{ 'app.yaml': 'port: 80\n' }, {}]) {
      const { all, keys: single } = secrecy(keys, from);
      assert.deepEqual([all, single.size], [reason, 0]);
    }
  });

  test(`${name} with a token in it hides that one in any case`, () => {
    const told = secrecy({ 'app.yaml': '', token: 'x' }, from);
    assert.deepEqual([told.all, [...told.keys]], [reason, [['token', 'name']]]);
    assert.equal(isSecretKey(told, 'token'), true);
    assert.equal(isSecretKey(told, 'app.yaml'), reason !== undefined);
  });
}

test('a volume is what someone says who knows better', () => {
  assert.equal(isSecretKey(overruled('plain'), 'token'), false);
  assert.deepEqual(
    [overruled('secret').all, isSecretKey(overruled('secret'), 'a')],
    ['overruled', true],
  );
});

test('what holds the same as a secret key is secret, but for what is the same by chance', () => {
  assert.deepEqual(
    secretKeys({ password: 'hunter2', backup: 'hunter2', 'use-token': 'true', verbose: 'true' }),
    { password: 'name', backup: 'same', 'use-token': 'name' },
  );
});

test('what was secret once stays so, and what it held as well', () => {
  const before = secrecy({ value: 'glpat-0123456789abcdefghij', password: 'hunter2' });
  const now = secrecy({ value: 'plain', moved: 'hunter2', other: 'x' }, anywhere, before);
  assert.deepEqual(Object.fromEntries(now.keys), {
    value: 'value',
    password: 'name',
    moved: 'same',
  });
  const secret = secrecy({ a: '1' }, named('secret'));
  assert.equal(secrecy({ a: '1' }, named('configMap'), secret).all, 'kind');
});

test('a key to come is secret by its name, its value, or what it is a copy of', () => {
  const known = secrecy({ password: 'hunter2', plain: 'x' });
  const isSecret = (key: string, text: string) => {
    const data = Buffer.from(text);
    return isSecretContent(known, key, { data, digest: digestOf(data) });
  };
  assert.deepEqual(
    [
      isSecret('password', ''),
      isSecret('renamed', 'hunter2'),
      isSecret('dsn', ''),
      isSecret('a', JWT),
    ],
    [true, true, true, true],
  );
  assert.deepEqual([isSecret('plain', 'y'), isSecret('new', 'z')], [false, false]);
});

const credentialNames = [
  'token TOKEN tokens db/password password.txt passwd passwords DB_PASSWORD dbPassword',
  'clientSecret secrets.yaml my-secret api-key apikey apiKey credentials aws_access_key',
  'tls.key server.key private.key passphrase id_rsa id_ed25519 kubeconfig .dockerconfigjson .netrc',
  'keystore.p12 trust.JKS',
  'dsn SENTRY_DSN DATABASE_URL databaseUrl redis-uri signing-key signingKey encryption_key webhook slack-webhook-url',
  'connectionString connection-string SharedAccessKey account_key pwd',
].flatMap((names) => names.split(' '));

const harmlessNames = [
  'app.yaml ca.crt tls.crt namespace tokenizer.json secretary keys.txt keyboard compass monkey passive webhook.yaml url base-url database.yaml database design',
].flatMap((names) => names.split(' '));

for (const name of credentialNames) {
  test(`a key named ${name} is kept secret`, () => {
    assert.deepEqual(secretKeys({ harmless: '', [name]: '' }), { [name]: 'name' });
  });
}

test('names that only look alike are shown', () => {
  assert.deepEqual(
    harmlessNames.filter((name) => secretKeys({ [name]: 'x' })[name] !== undefined),
    [],
  );
});

const values: [string, string, 'value' | undefined][] = [
  ['a private key', '-----BEGIN PRIVATE KEY-----\nMII', 'value'],
  ['a private key of a kind', 'x\n-----BEGIN RSA PRIVATE KEY-----\n', 'value'],
  ['an SSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\n', 'value'],
  ['a PGP key', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n', 'value'],
  [
    'a certificate with its key after it',
    `${'x'.repeat(9_000)}-----BEGIN EC PRIVATE KEY-----`,
    'value',
  ],
  ['a JWT', JWT, 'value'],
  ['a JWT and a line break', `\n${JWT}\n`, 'value'],
  // As reported, and others of their kind.
  [
    'a JWT with a blank in its header',
    'eyAiYWxnIjogIlJTMjU2IiB9.eyJleHAiOjQwMDAwMDAwMDB9.c2ln',
    'value',
  ],
  ['a JWT after Bearer', `Bearer ${JWT}`, 'value'],
  ['another token after Bearer', 'Bearer 0123456789abcdef', 'value'],
  [
    'an encrypted token',
    `${Buffer.from('{"alg":"dir","enc":"x"}').toString('base64url')}..a.b.c`,
    'value',
  ],
  ['a password in an address', 'postgres://dba:pa55@db/x', 'value'],
  ['one without a user', 'redis://:pa55@cache:6379', 'value'],
  ['one in a configuration', 'db:\n  url: "amqps://app:pw@mq/v"\n', 'value'],
  ['a connection string', 'Server=db;Uid=app;Pwd=pa55;', 'value'],
  ['another connection string', 'Host=db;Username=app;Password = pa55', 'value'],
  ['a properties file', 'spring.datasource.password=pa55', 'value'],
  ['an access key of AWS', 'key: AKIAIOSFODNN7EXAMPLE', 'value'],
  ['a token of GitHub', 'ghp_0123456789abcdef0123456789abcdef0123', 'value'],
  ['a fine-grained one', 'github_pat_11ABCDEFG0abcdefghijkl', 'value'],
  ['a token of GitLab', 'glpat-0123456789abcdefghij', 'value'],
  ['a token of Slack', 'xoxb-0123456789-abcdef', 'value'],
  ['a webhook of Slack', 'https://hooks.slack.com/services/T000/B000/XXX', 'value'],
  ['a key of Stripe', ['sk', 'live', '0123456789abcdef'].join('_'), 'value'],
  ['an account key', 'AccountName=a;AccountKey=0123456789abcdef+/==;', 'value'],
  ['a key on one line', '-----BEGIN PRIVATE KEY-----\\nMII', 'value'],
  ['an address without a password', 'postgres://dba@db/x http://host:80/a@b', undefined],
  ['a placeholder for one', 'postgres://app:$(PASSWORD)@db postgres://app:{{ .pw }}@db', undefined],
  ['an assigned placeholder', 'password=${PASSWORD}\npassword=\npwd=%PWD%', undefined],
  ['an address of mail', 'mailto:a@b.c', undefined],
  ['words with dots', 'eyes.are.open', undefined],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nMII', undefined],
  ['a public key', '-----BEGIN PUBLIC KEY-----\n', undefined],
  ['a version number', 'v1.2.3', undefined],
  ['a text that mentions a token', `see ${JWT} and so on`, undefined],
  ['bytes', '\u0000\u00ff', undefined],
];

for (const [name, value, reason] of values) {
  test(`${name} as a value is ${reason === undefined ? 'shown' : 'kept secret'}`, () => {
    assert.equal(secretKeys({ harmless: 'x', value })['value'], reason);
  });
}
