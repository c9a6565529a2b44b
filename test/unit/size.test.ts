// What everyone downloads, and what every window loads.

import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const sizeOf = (name: string): number => statSync(join('dist', name)).size;

test('a window loads 160 kB of JavaScript at most when it activates the extension', () => {
  const bytes = sizeOf('extension.cjs');
  assert.ok(bytes <= 160_000, `${bytes} bytes`);
});

test('the JavaScript of the extension is 600 kB at most', () => {
  const bundles = readdirSync('dist').filter((name) => name.endsWith('.cjs'));
  const bytes = bundles.reduce((sum, name) => sum + sizeOf(name), 0);
  assert.deepEqual(bundles.sort(), ['extension.cjs', 'manifest.cjs', 'worker.cjs']);
  assert.ok(bytes <= 600_000, `${bytes} bytes`);
});
