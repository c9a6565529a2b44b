// A writer in the order of the kubelet's AtomicWriter (1.30), written for the tests from what is known of it: without
// compare-and-swap, without healing, links after the swap. It stops after each step of its own numbering.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../../../src/volume/failure.ts';
import { newTimestampDirName } from '../../../../src/volume/layout.ts';

type Keys = Record<string, string>;

/**
 * Throws what the file system throws: EEXIST where a `..data_tmp` is, ENOENT when the version that it compares with is
 * removed meanwhile. The kubelet tries again at its next sync.
 */
export function* kubeletSteps(target: string, keys: Keys): Generator<string, void> {
  const at = (...names: string[]) => join(target, ...names);
  yield '1 validate';
  const old = activeVersion(target);
  yield '2 read ..data';
  const removed = old === undefined ? [] : topLevelNames(at(old), keys);
  yield '3 find paths to remove';
  const isSame = old !== undefined && removed.length === 0 && holds(at(old), keys);
  yield '4 compare';
  if (isSame) return makeLinks(target, keys);
  const timestampDir = newTimestampDirName(Date.now());
  mkdirSync(at(timestampDir));
  yield '5 make timestamp directory';
  for (const [key, text] of Object.entries(keys)) {
    mkdirSync(dirname(at(timestampDir, key)), { recursive: true });
    writeFileSync(at(timestampDir, key), text);
    chmodSync(at(timestampDir, key), 0o644);
  }
  yield '6 write files';
  chmodSync(at(timestampDir), 0o755);
  yield '7 set owners and modes';
  try {
    symlinkSync(timestampDir, at('..data_tmp'));
  } catch (error) {
    rmSync(at(timestampDir), { recursive: true });
    throw error;
  }
  yield '8 link ..data_tmp';
  renameSync(at('..data_tmp'), at('..data'));
  yield '9 swap';
  makeLinks(target, keys);
  yield '10 make links';
  for (const name of removed) unlinkSync(at(name));
  yield '11 remove links';
  if (old !== undefined) rmSync(at(old), { recursive: true, force: true });
  yield '12 remove old version';
}

/** The whole of it, as often as it takes; returns the errnos that it failed with. */
export function publishAsKubelet(target: string, keys: Keys): string[] {
  const failures: string[] = [];
  for (;;) {
    try {
      for (const _ of kubeletSteps(target, keys));
      return failures;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === undefined) throw error;
      failures.push(errno);
    }
  }
}

function activeVersion(target: string): string | undefined {
  try {
    return readlinkSync(join(target, '..data'));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Those that a version has and `keys` have not. */
function topLevelNames(version: string, keys: Keys): string[] {
  const wanted = new Set(Object.keys(keys).map((key) => key.split('/')[0]));
  return readdirSync(version).filter((name) => !wanted.has(name));
}

function holds(version: string, keys: Keys): boolean {
  const files = readdirSync(version, { recursive: true, withFileTypes: true });
  return (
    files.filter((entry) => entry.isFile()).length === Object.keys(keys).length &&
    Object.entries(keys).every(
      ([key, text]) =>
        existsSync(join(version, key)) && readFileSync(join(version, key), 'utf8') === text,
    )
  );
}

function makeLinks(target: string, keys: Keys): void {
  for (const key of Object.keys(keys)) {
    const name = key.split('/')[0] ?? '';
    try {
      readlinkSync(join(target, name));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      symlinkSync(`..data/${name}`, join(target, name));
    }
  }
}
