// Unquoted scalars, against what kubectl made of them, and the modes that come of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../../src/manifest/index.ts';
import { readPlainScalar } from '../../../src/manifest/plainScalar.ts';
import recorded from '../../fixtures/manifests/plain-scalars.json' with { type: 'json' };

for (const [scalar, value] of Object.entries(recorded.reads)) {
  test(`${JSON.stringify(scalar)} is ${JSON.stringify(value)}`, () => {
    const read = readPlainScalar(scalar);
    switch (read.type) {
      case 'null':
        return assert.equal(value, null);
      case 'string':
        return assert.equal(value, read.text);
      case 'number':
        // JSON has no -0.
        return assert.equal(read.value + 0, value);
      case 'boolean':
        return assert.equal(value, read.value);
    }
  });
}

for (const scalar of recorded.refuses) {
  test(`${scalar} is no string`, () => {
    assert.notEqual(readPlainScalar(scalar).type, 'string');
  });
}

/** How a ConfigMap with this value is read: its text, or the type that is refused. */
function readAs(yaml: string): string {
  const text = `{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: ${yaml}}}`;
  const result = readManifest(text.replace('data: {k: ', 'data: {\nk: '));
  if (result.ok) {
    return JSON.stringify(Buffer.from(result.manifest.objects[0]?.data.get('k') ?? '').toString());
  }
  const { failure } = result;
  assert.ok(failure.code === 'wrong-type', failure.code);
  assert.equal(failure.field.key, 'k');
  assert.equal(failure.field.at.line, 2);
  return failure.actual;
}

const values: [string, string][] = [
  ['text', '"text"'],
  ['"yes"', '"yes"'],
  ["'1_000'", '"1_000"'],
  ['!!str 0644', '"0644"'],
  ['2001-01-01', '"2001-01-01"'],
  ['2001-01-01T00:00:00Z', '"2001-01-01T00:00:00Z"'],
  ['12:30', '"12:30"'],
  ['1.2.3', '"1.2.3"'],
  ['<<', '"<<"'],
  ['yes', 'boolean'],
  ['on', 'boolean'],
  ['y', 'boolean'],
  ['true', 'boolean'],
  ['0o14', 'number'],
  ['1_000', 'number'],
  ['8080', 'number'],
  ['1.5', 'number'],
  ['.inf', 'number'],
  ['~', '""'],
  ['', '""'],
  ['null', '""'],
  ['[a]', 'list'],
  ['{a: b}', 'map'],
];

for (const [yaml, expected] of values) {
  test(`the value ${yaml === '' ? '(nothing)' : yaml} is read as ${expected}`, () => {
    assert.equal(readAs(yaml), expected);
  });
}

/** The defaultMode of a volume, or the code of the failure. */
function modeOf(mode: string, json = false): number | string | undefined {
  const configMap = `{"name": "a", "defaultMode": ${mode}}`;
  const spec = `{"volumes": [{"name": "v", "configMap": ${configMap}}]}`;
  const text = `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": ${spec}}`;
  const result = readManifest(json ? text : `---\n${text}`);
  return result.ok ? result.manifest.volumes[0]?.defaultMode : result.failure.code;
}

const modes: [string, number | string | undefined][] = [
  ['0644', 0o644],
  ['0o644', 0o644],
  ['420', 0o644],
  ['0x1a4', 0o644],
  ['256', 0o400],
  ['0400', 0o400],
  ['0', 0],
  ['0777', 0o777],
  ['511', 0o777],
  ['null', undefined],
  ['512', 'invalid-mode'],
  ['644', 'invalid-mode'],
  ['01000', 'invalid-mode'],
  ['-1', 'invalid-mode'],
  ['1.5', 'invalid-mode'],
  ['.nan', 'invalid-mode'],
  ['"0644"', 'wrong-type'],
  ['rw', 'wrong-type'],
];

for (const [mode, expected] of modes) {
  test(`the mode ${mode} is ${String(expected)}`, () => assert.equal(modeOf(mode), expected));
}

test('a mode in JSON is decimal', () => {
  assert.equal(modeOf('420', true), 0o644);
  assert.equal(modeOf('644', true), 'invalid-mode');
});
