// Two versions of a file of certificates: a new order is no change.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BundleChange,
  bundleChange,
} from '../../../../src/volume/credentials/bundleChange.ts';
import type { Certificates } from '../../../../src/volume/credentials/certificates.ts';
import { inspectFile } from '../../../../src/volume/credentials/credentials.ts';
import { fixture, fixtures } from '../../../shared/credentialFiles.ts';

function certificates(text: string): Certificates {
  const credential = inspectFile(Buffer.from(text));
  assert.ok(credential?.kind === 'certificate', credential?.kind);
  return credential.certificates;
}

const bundle = fixtures('kubernetes.crt', 'front-proxy-ca.crt', 'etcd-ca.crt');
const changes: [string, string, BundleChange][] = [
  ['the same', bundle, { kind: 'same' }],
  ['the same with remarks', `# CN=kubernetes\n${bundle}`, { kind: 'same' }],
  ['the same with one of them twice', bundle + fixture('kubernetes.crt'), { kind: 'same' }],
  [
    'another order',
    fixtures('etcd-ca.crt', 'kubernetes.crt', 'front-proxy-ca.crt'),
    { kind: 'reordered' },
  ],
  [
    'one more, one less, in another order',
    fixtures('root.crt', 'etcd-ca.crt', 'kubernetes.crt'),
    {
      kind: 'changed',
      added: ['CN=Example Root, O=example.com'],
      removed: ['CN=front-proxy-ca'],
      renewed: [],
    },
  ],
  [
    'one renewed',
    fixtures('kubernetes-renewed.crt', 'front-proxy-ca.crt', 'etcd-ca.crt'),
    { kind: 'changed', added: [], removed: [], renewed: ['CN=kubernetes'] },
  ],
  [
    'the new one beside the old one',
    bundle + fixture('kubernetes-renewed.crt'),
    { kind: 'changed', added: ['CN=kubernetes'], removed: [], renewed: [] },
  ],
  [
    'two more of one name',
    bundle + fixtures('leaf-ec.crt', 'leaf-ec-compressed.crt'),
    { kind: 'changed', added: ['CN=ec.example.com'], removed: [], renewed: [] },
  ],
  ['a damaged one', `${bundle}${fixture('root.crt').slice(0, 200)}`, { kind: 'unknown' }],
  ['too many', bundle.repeat(200), { kind: 'unknown' }],
];

for (const [name, after, expected] of changes) {
  test(`a bundle and ${name}`, () => {
    const [a, b] = [certificates(bundle), certificates(after)];
    assert.deepEqual(bundleChange(a, b), expected);
  });
}
