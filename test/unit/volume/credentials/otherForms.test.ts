// Certificates and keys in a form that programs do not load: as people's reports have them, and others of their kind.

import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Credential, inspectFile } from '../../../../src/volume/credentials/credentials.ts';
import { warningsAt } from '../../../../src/volume/credentials/credentialWarnings.ts';
import { fixture, inspected } from '../../../shared/credentialFiles.ts';

const certificate = fixture('leaf-rsa.crt');
const key = fixture('leaf-rsa.key');
const body = (pem: string) => pem.replace(/^-----.*$/gm, '').trim();
const base64 = (text: string) => Buffer.from(text).toString('base64');

const forms: [string, (pem: string) => string, string][] = [
  ['on one line', (pem) => pem.replaceAll('\n', ''), 'markers-in-line'],
  ['with blanks for line breaks', (pem) => pem.replaceAll('\n', ' '), 'markers-in-line'],
  ['with \\n for line breaks', (pem) => pem.replaceAll('\n', String.raw`\n`), 'markers-in-line'],
  ['the same in quotes', (pem) => JSON.stringify(pem), 'markers-in-line'],
  ['indented', (pem) => pem.replace(/^/gm, '  '), 'markers-in-line'],
  ['its first line indented', (pem) => ` ${pem.replaceAll('\n', '\n ')}`, 'markers-in-line'],
  ['in base64 twice', base64, 'base64-twice'],
  ['in base64 twice, in lines', (pem) => base64(pem).replace(/.{76}/g, '$&\n'), 'base64-twice'],
  ['without its markers', body, 'no-markers'],
];

for (const [name, form, flaw] of forms) {
  test(`a certificate ${name} is malformed`, () => {
    const { crt } = inspected({ crt: form(certificate) });
    assert.ok(crt?.kind === 'certificate');
    assert.deepEqual([crt.certificates.list, crt.certificates.malformed], [[], 1]);
    assert.deepEqual(warningsAt(new Map([['crt', crt]]), 0, 0).warnings, [
      { kind: 'malformed', key: 'crt', count: 1, flaw },
    ]);
  });

  test(`a private key ${name} is damaged`, () => {
    const { key: damaged } = inspected({ key: form(key) });
    assert.deepEqual(damaged, { kind: 'private-key', privateKey: { state: 'unreadable', flaw } });
    assert.deepEqual(warningsAt(new Map([['key', damaged as Credential]]), 0, 0).warnings, [
      { kind: 'malformed-key', key: 'key', flaw },
    ]);
  });
}

for (const name of ['literal-n', 'spaces']) {
  test(`as reported: ${name}`, () => {
    const { crt, key } = inspected({ crt: fixture(`${name}.crt`), key: fixture(`${name}.key`) });
    assert.ok(crt?.kind === 'certificate' && crt.certificates.malformed === 1);
    assert.ok(key?.kind === 'private-key' && key.privateKey.state === 'unreadable');
  });
}

test('after a whole certificate such a one counts as well', () => {
  const { bundle } = inspected({ bundle: certificate + certificate.replaceAll('\n', ' ') });
  assert.ok(bundle?.kind === 'certificate');
  assert.deepEqual([bundle.certificates.list.length, bundle.certificates.malformed], [1, 1]);
});

test('what only mentions or embeds PEM is none', () => {
  const texts = {
    yaml: `tls:\n  crt: |\n    ${certificate.replaceAll('\n', '\n    ')}`,
    json: JSON.stringify({ crt: certificate }),
    env: `CRT=${certificate.replaceAll('\n', ' ')}`,
    text: 'Put it between -----BEGIN CERTIFICATE----- and the end.\n',
    encoded: base64('some other text that is long enough'),
    publicKey: '-----BEGIN PUBLIC KEY----- MIIB',
  };
  assert.deepEqual(inspected(texts), {});
});

test('a certificate in DER is told as one', () => {
  const der = readFileSync('test/fixtures/credentials/der.crt');
  const credential = inspectFile(der);
  assert.ok(credential?.kind === 'certificate' && credential.isDer === true);
  const { list, malformed } = credential.certificates;
  assert.deepEqual([list[0]?.subject, malformed], ['CN=leaf.example', 0]);
  assert.equal(list[0]?.validTo, Date.parse('2026-12-27T07:38:37Z'));
});

test('a key in DER is told as one, and as that of its certificate', () => {
  const files = {
    'tls.crt': new Uint8Array(new X509Certificate(certificate).raw),
    'tls.key': new Uint8Array(createPrivateKey(key).export({ type: 'pkcs8', format: 'der' })),
  };
  const pkcs1 = createPrivateKey(key).export({ type: 'pkcs1', format: 'der' });
  const told = inspected(files);
  assert.deepEqual(told['tls.key'], {
    kind: 'private-key',
    privateKey: { state: 'readable', publicKey: { algorithm: 'RSA 2048', digest: digestOf(told) } },
    pair: { with: 'tls.crt', matches: true },
    isDer: true,
  });
  assert.equal(inspectFile(pkcs1)?.kind, 'private-key');
});

function digestOf({ 'tls.crt': crt }: Record<string, Credential>): string {
  assert.ok(crt?.kind === 'certificate');
  return crt.certificates.publicKey?.digest ?? '';
}

test('other bytes of such a beginning are no credential', () => {
  for (const bytes of [[0x30], [0x30, 0x82], [0x30, 0x82, 0, 1, 0], [0x30, 1, 0], [0x31, 0]]) {
    assert.equal(inspectFile(Uint8Array.from(bytes)), undefined);
  }
});
