// What the tests share: target directories in a temp folder, payloads as literals, trees as text.

import assert from 'node:assert/strict';
import {
  accessSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type Failure,
  type FileProjection,
  nodeFileSystem,
  readSnapshot,
  type Snapshot,
  VolumeError,
} from '../../src/volume/index.ts';

/** A tmpfs, as for Secrets, where there is one: ten times as fast as a disk. TMPDIR names another place. */
const TEMP = process.env['TMPDIR'] === undefined && isWritable('/dev/shm') ? '/dev/shm' : tmpdir();

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** An empty directory that is removed after the test. */
export function tempTarget(t: TestContext): string {
  const dir = mkdtempSync(join(TEMP, 'pv-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Makes empty directories, all of which are removed after the test. */
export function tempTargets(t: TestContext): () => string {
  const parent = tempTarget(t);
  return () => mkdtempSync(join(parent, 'target-'));
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

/** Those lines of `tree` that are the active version: all but the links and what is not part of it. */
export function versionTree(targetDir: string): string[] {
  return tree(targetDir).filter((line) => /^[df] <ts>/.test(line));
}

/** Matches a VolumeError with this failure, whole. */
export function failure(expected: Failure): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof VolumeError, `not a VolumeError: ${String(error)}`);
    assert.deepEqual(error.failure, expected);
    return true;
  };
}

/** Key → text and `! path` → why it was not read. */
export function told(snapshot: Snapshot): Record<string, string> {
  assert.ok(snapshot.state === 'read', snapshot.state);
  return Object.fromEntries([
    ...[...snapshot.files].map(([key, { data }]) => [key, Buffer.from(data).toString()] as const),
    ...[...snapshot.unread].map(([path, reason]) => [`! ${path}`, reason] as const),
  ]);
}

/**
 * A snapshot beside writers that never pause. A thread that hardly gets a processor meets another update at every
 * attempt, and is told so, which is true and no mixture: then it reads again.
 */
export function readSettled(targetDir: string): Snapshot {
  for (;;) {
    const snapshot = readSnapshot(nodeFileSystem, targetDir);
    if (snapshot.state !== 'unsettled') return snapshot;
  }
}

/** Key → text of the active version, read consistently. */
export function contents(targetDir: string): Record<string, string> {
  return told(readSnapshot(nodeFileSystem, targetDir));
}

/** A volume with one version, whose directory the test fills in. */
export function versionToFill(t: TestContext): { target: string; version: string } {
  const target = tempTarget(t);
  const version = join(target, '..v1');
  mkdirSync(version);
  symlinkSync('..v1', join(target, '..data'));
  return { target, version };
}
