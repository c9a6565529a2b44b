// What we write and read, against kubectl: as recorded, and with that of this machine where there is one.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { readManifest, writeManifest } from '../../../src/manifest/index.ts';
import recorded from '../../fixtures/manifests/kubectl-create.json' with { type: 'json' };
import { tempTarget } from '../../shared/volumes.ts';

const files = new Map(
  Object.entries(recorded.files).map(([key, base64]) => [
    key,
    new Uint8Array(Buffer.from(base64, 'base64')),
  ]),
);
const kinds = ['ConfigMap', 'Secret'] as const;

function written(kind: 'ConfigMap' | 'Secret'): string {
  const result = writeManifest({ kind, name: 'my-config', namespace: 'default', files });
  assert.ok(result.ok);
  return result.text;
}

/** Parsed, without what kubectl adds, and with the type that the API server adds. */
function meaning(text: string): unknown {
  const { metadata, ...object } = parse(text, { version: '1.1' }) as Record<string, object>;
  const { creationTimestamp: _, ...rest } = metadata as Record<string, unknown>;
  const type = (object['kind'] as unknown) === 'Secret' ? { type: 'Opaque' } : {};
  return { ...type, ...object, metadata: rest };
}

for (const kind of kinds) {
  test(`a ${kind} means what kubectl ${recorded.kubectl} made of the same files`, () => {
    assert.deepEqual(meaning(written(kind)), meaning(recorded.output[kind]));
  });

  test(`a ${kind} of kubectl ${recorded.kubectl} reads as the files it was made of`, () => {
    const result = readManifest(recorded.output[kind]);
    if (!result.ok) assert.fail(JSON.stringify(result.failure));
    const [object] = result.manifest.objects;
    assert.deepEqual(object?.data, files);
  });
}

const version = kubectl(['version', '--client']);
const skip = version.status === 0 ? false : 'there is no kubectl on this machine';

suite('with the kubectl of this machine', { skip }, () => {
  for (const kind of kinds) {
    test(`a ${kind} means what it makes of the same files`, (t) => {
      const dir = tempTarget(t);
      for (const [name, bytes] of files) writeFileSync(join(dir, name), bytes);
      const what = kind === 'Secret' ? ['secret', 'generic'] : ['configmap'];
      const from = ['--namespace=default', `--from-file=${dir}`, '--dry-run=client', '-o=yaml'];
      const made = kubectl(['create', ...what, 'my-config', ...from]);
      assert.equal(made.status, 0, made.stderr);
      assert.deepEqual(meaning(written(kind)), meaning(made.stdout));
    });

    test(`it reads the ${kind} that we write as the same files`, () => {
      const read = kubectl(
        ['label', '--local', '--filename=-', 'a=b', '--dry-run=client', '-o=json'],
        written(kind),
      );
      assert.equal(read.status, 0, read.stderr);
      const result = readManifest(read.stdout);
      if (!result.ok) assert.fail(JSON.stringify(result.failure));
      assert.deepEqual(result.manifest.objects[0]?.data, files);
    });
  }
});

function kubectl(args: string[], input = '') {
  // No configuration: nothing of these asks a cluster.
  const env = { ...process.env, KUBECONFIG: '/dev/null' };
  return spawnSync('kubectl', args, { input, env, encoding: 'utf8' });
}
