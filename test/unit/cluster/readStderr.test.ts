// What kubectl 1.32 says when it fails, recorded; the answers of the server are those of a genuine one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterFailure } from '../../../src/cluster/failure.ts';
import { readStderr } from '../../../src/cluster/readStderr.ts';

const CASES: readonly [name: string, stderr: string, failure: ClusterFailure][] = [
  [
    'the object was changed',
    'Error from server (Conflict): Operation cannot be fulfilled on configmaps "cm": the object has been modified; please apply your changes to the latest version and try again\n',
    { code: 'conflict', isAnew: false },
  ],
  [
    'the object was made anew',
    'Error from server (Conflict): Operation cannot be fulfilled on configmaps "cm": StorageError: invalid object, Code: 4, Key: /registry/configmaps/cm, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: uid-cm\n',
    { code: 'conflict', isAnew: true },
  ],
  [
    'immutable, which says "Forbidden" as well',
    'The request is invalid: ConfigMap "cm" is invalid: data: Forbidden: field is immutable when `immutable` is set\n',
    { code: 'immutable' },
  ],
  [
    'no right',
    'Error from server (Forbidden): configmaps "cm" is forbidden: User "jane" cannot update resource "configmaps" in API group "" in the namespace "default"\n',
    {
      code: 'forbidden',
      user: 'jane',
      verb: 'update',
      resource: 'configmaps',
      place: 'in the namespace "default"',
    },
  ],
  [
    'no right to list in all namespaces',
    'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:default:app" cannot list resource "pods" in API group "" at the cluster scope\n',
    {
      code: 'forbidden',
      user: 'system:serviceaccount:default:app',
      verb: 'list',
      resource: 'pods',
      place: 'at the cluster scope',
    },
  ],
  [
    'a policy',
    'Error from server (Forbidden): admission webhook "policy.example" denied the request: no changes on Fridays\n',
    {
      code: 'invalid',
      words: 'admission webhook "policy.example" denied the request: no changes on Fridays',
    },
  ],
  [
    'a key that the API does not take',
    'The ConfigMap "cm" is invalid: data[bad key]: Invalid value: "bad key": a valid config key must consist of alphanumeric characters\n',
    {
      code: 'invalid',
      words:
        'data[bad key]: Invalid value: "bad key": a valid config key must consist of alphanumeric characters',
    },
  ],
  [
    'no such object',
    'Error from server (NotFound): configmaps "nope" not found\n',
    { code: 'not-found', what: 'configmaps "nope" not found' },
  ],
  [
    'signed out',
    'error: You must be logged in to the server (Unauthorized)\n',
    { code: 'signed-out' },
  ],
  [
    'no such context',
    'Error in configuration: context was not found for specified context: nope\n',
    { code: 'no-context', context: 'nope' },
  ],
  [
    'no such context, as --raw has it',
    'error: context "nope" does not exist\n',
    { code: 'no-context', context: 'nope' },
  ],
  [
    'no configuration',
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
    { code: 'no-configuration' },
  ],
  [
    'nothing listens',
    'E1127 13:25:30.431800 7674 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list: Get \\"https://127.0.0.1:1/api?timeout=32s\\": dial tcp 127.0.0.1:1: connect: connection refused"\nThe connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
    { code: 'refused-connection', server: '127.0.0.1:1' },
  ],
  [
    'no such host',
    'Unable to connect to the server: dial tcp: lookup no.such.host.invalid on 10.255.255.53:53: no such host\n',
    { code: 'unreachable', reason: 'no such host' },
  ],
  [
    'no plugin to sign in with',
    'Unable to connect to the server: getting credentials: exec: executable no-such-plugin not found\n\nIt looks like you are trying to use a client-go credential plugin that is not installed.\n\nTo learn more about this feature, consult the documentation available at:\n      https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins\n',
    { code: 'sign-in-failed', reason: 'executable no-such-plugin not found' },
  ],
  [
    'the plugin failed',
    'Unable to connect to the server: getting credentials: exec: executable false failed with exit code 1\n',
    { code: 'sign-in-failed', reason: 'executable false failed with exit code 1' },
  ],
  [
    'a certificate that is not trusted',
    "Unable to connect to the server: tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs\n",
    {
      code: 'certificate',
      reason: "cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs",
    },
  ],
  [
    'no answer in time',
    'Unable to connect to the server: context deadline exceeded\n',
    { code: 'no-answer' },
  ],
  [
    'anything else',
    "Error: unknown flag: --bogus\nSee 'kubectl get --help' for usage.\n",
    { code: 'unexpected', words: "See 'kubectl get --help' for usage." },
  ],
  ['nothing', '', { code: 'unexpected', words: '' }],
];

for (const [name, stderr, failure] of CASES) {
  test(`kubectl says: ${name}`, () => {
    assert.deepEqual(readStderr(stderr, ''), failure);
  });
}

test('kubectl asks for a name and a password where it has no account', () => {
  assert.deepEqual(readStderr('error: EOF\n', 'Please enter Username: '), { code: 'signed-out' });
});
