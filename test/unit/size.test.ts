// What everyone downloads, and every window loads.

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

test('the JavaScript of the extension is 300 kB at most', () => {
  const bundles = readdirSync('dist').filter((name) => name.endsWith('.cjs'));
  const bytes = bundles.reduce((sum, name) => sum + statSync(join('dist', name)).size, 0);
  assert.deepEqual(bundles.sort(), ['extension.cjs', 'manifest.cjs', 'worker.cjs']);
  assert.ok(bytes <= 300_000, `${bytes} bytes`);
});
