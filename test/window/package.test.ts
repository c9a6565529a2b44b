// What everyone downloads.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { packedExtension } from './session.ts';

test('the packed extension is 1 MB at most', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { size } = statSync(packedExtension(folder));
  assert.ok(size <= 1_000_000, `${size} bytes`);
});
