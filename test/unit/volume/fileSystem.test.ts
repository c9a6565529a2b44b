// What the calls to the file system answer where a number does not hold it.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeFileSystem } from '../../../src/volume/index.ts';
import { tempTarget } from '../../shared/volumes.ts';

test('inodes with more digits than a number holds stay apart', (t) => {
  const dir = tempTarget(t);
  fs.writeFileSync(join(dir, 'a'), '');
  fs.writeFileSync(join(dir, 'b'), '');
  const { lstatSync } = fs;
  const inodes: Record<string, bigint> = { a: 2n ** 60n, b: 2n ** 60n + 1n };
  const inodeOf = (path: string) => inodes[path.slice(dir.length + 1)] ?? 0n;
  const fake = (path: string, options?: { bigint: true }) =>
    options?.bigint === true
      ? Object.assign(lstatSync(path, { bigint: true }), { ino: inodeOf(path) })
      : Object.assign(lstatSync(path), { ino: Number(inodeOf(path)) });
  Object.assign(fs, { lstatSync: fake });
  syncBuiltinESMExports();
  t.after(() => {
    Object.assign(fs, { lstatSync });
    syncBuiltinESMExports();
  });
  const [a, b] = ['a', 'b'].map((name) => nodeFileSystem.lstat(join(dir, name)));
  assert.equal(a?.id.split(':')[1], String(2n ** 60n));
  assert.notEqual(a?.id, b?.id);
});

test('times and modes are the same either way', (t) => {
  const dir = tempTarget(t);
  const { lstatSync } = fs;
  const plain = nodeFileSystem.lstat(dir);
  const fake = (path: string, options?: { bigint: true }) =>
    options?.bigint === true
      ? lstatSync(path, { bigint: true })
      : Object.assign(lstatSync(path), { ino: Number.MAX_SAFE_INTEGER + 1 });
  Object.assign(fs, { lstatSync: fake });
  syncBuiltinESMExports();
  t.after(() => {
    Object.assign(fs, { lstatSync });
    syncBuiltinESMExports();
  });
  const big = nodeFileSystem.lstat(dir);
  assert.deepEqual({ ...big, mtimeMs: 0, ctimeMs: 0 }, { ...plain, mtimeMs: 0, ctimeMs: 0 });
  assert.ok(Math.abs(big.mtimeMs - plain.mtimeMs) < 0.001);
  assert.ok(Math.abs(big.ctimeMs - plain.ctimeMs) < 0.001);
});
