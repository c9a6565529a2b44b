// A random test that fails can be run again: this file is also one that does.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fc } from '../shared/fastCheck.ts';

function failing(seed?: string): string {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--test-reporter=spec', fileURLToPath(import.meta.url)],
    {
      encoding: 'utf8',
      env: { ...environment, FAIL_HERE: '1', ...(seed !== undefined && { FC_SEED: seed }) },
    },
  );
  assert.equal(status, 1);
  return stdout;
}

if (process.env['FAIL_HERE'] !== undefined) {
  test('this fails', () => {
    fc.assert(fc.property(fc.nat(), fc.string(), (n, text) => n + text.length < 1_000));
  });
} else {
  test('the seed of a failure is printed, and gives the same one again', () => {
    const told = /seed: (-?\d+).*\n.*Counterexample: .*/;
    const [first = '', seed] = told.exec(failing()) ?? [];
    const [again] = told.exec(failing(seed)) ?? [];
    assert.match(first, /Counterexample/);
    assert.equal(again, first);
  });
}
