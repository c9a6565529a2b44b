// What the tests share: target directories in a temp folder, payloads as literals, trees as text.

import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type FileProjection, readSnapshot, nodeFileSystem } from '../../src/volume/index.ts';

/** An empty directory that is removed after the test. */
export function tempTarget(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'pv-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** `{ 'a': 'text' }` or `{ 'a': ['text', 0o400] }` as a payload. */
export function payload(
  keys: Record<string, string | Uint8Array | [string | Uint8Array, number]>,
): Map<string, FileProjection> {
  const bytes = (data: string | Uint8Array) =>
    typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
  return new Map(
    Object.entries(keys).map(([key, value]) =>
      Array.isArray(value)
        ? [key, { data: bytes(value[0]), mode: value[1] }]
        : [key, { data: bytes(value) }],
    ),
  );
}

/**
 * Every path below the directory, sorted, in the form of the recorded layouts: `d PATH MODE`, `f PATH MODE HEX`,
 * `l PATH -> TARGET`, with the active timestamp directory's name written `<ts>`.
 */
export function tree(targetDir: string): string[] {
  let active: string | undefined;
  try {
    active = readlinkSync(join(targetDir, '..data'));
  } catch {
    active = undefined;
  }
  const shown = (path: string) => (active === undefined ? path : path.replace(active, '<ts>'));
  const lines: string[] = [];
  const walk = (parent: string): void => {
    for (const name of readdirSync(join(targetDir, parent))) {
      const path = join(parent, name);
      const full = join(targetDir, path);
      const stat = lstatSync(full);
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) lines.push(`l ${shown(path)} -> ${shown(readlinkSync(full))}`);
      else if (stat.isDirectory()) {
        lines.push(`d ${shown(path)} ${mode}`);
        walk(path);
      } else {
        const hex = readFileSync(full).toString('hex');
        lines.push(`f ${shown(path)} ${mode} ${hex}`);
      }
    }
  };
  walk('');
  return lines.sort();
}

/** Key → text of the active version, read consistently. */
export function contents(targetDir: string): Record<string, string> {
  const snapshot = readSnapshot(nodeFileSystem, targetDir);
  if (snapshot.state !== 'read') throw new Error(`no snapshot: ${snapshot.state}`);
  return Object.fromEntries(
    [...snapshot.files].map(([key, file]) => [key, Buffer.from(file.data).toString()]),
  );
}
