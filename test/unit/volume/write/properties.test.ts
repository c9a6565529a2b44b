// What holds for every payload.

import assert from 'node:assert/strict';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { AtomicWriter, nodeFileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import { type Change, difference, type KeyPath } from '../../../../src/volume/payload.ts';
import { digestOf } from '../../../../src/volume/read/snapshot.ts';
import { payloads, type RandomPayload } from '../../../shared/arbitraries.ts';
import { tempTargets, tree } from '../../../shared/volumes.ts';

test('the tree is a function of the payload, whatever was published before', (t) => {
  const target = tempTargets(t);
  fc.assert(
    fc.property(fc.array(payloads, { maxLength: 4 }), payloads, (before, payload) => {
      const [used, fresh] = [target(), target()];
      const writer = new AtomicWriter(used);
      for (const earlier of before) writer.write(earlier);
      writer.write(payload);
      new AtomicWriter(fresh).write(payload);
      assert.deepEqual(tree(used), tree(fresh));
    }),
    { numRuns: 200 },
  );
});

test('a snapshot gives back the payload that was published, sorted and with digests', (t) => {
  const target = tempTargets(t);
  fc.assert(
    fc.property(payloads, (payload) => {
      const dir = target();
      const { timestampDir } = new AtomicWriter(dir).write(payload);
      const snapshot = readSnapshot(nodeFileSystem, dir);
      assert.ok(snapshot.state === 'read', snapshot.state);
      assert.equal(snapshot.version.name, timestampDir);
      assert.deepEqual([...snapshot.unread], []);
      const sorted = [...payload].sort(([a], [b]) => (a < b ? -1 : 1));
      assert.deepEqual(
        [...snapshot.files],
        sorted.map(([key, { data, mode }]) => {
          const writtenAt = lstatSync(join(dir, timestampDir, key)).mtimeMs;
          return [key, { data, mode, digest: digestOf(data), writtenAt }];
        }),
      );
    }),
    { numRuns: 200 },
  );
});

/** Path → what changes if anything is written, made or removed. */
function stamps(dir: string): [string, string][] {
  return ['.', ...readdirSync(dir, { recursive: true, encoding: 'utf8' })].sort().map((path) => {
    const { ino, mtimeMs, ctimeMs } = lstatSync(join(dir, path));
    return [path, `${ino} ${mtimeMs} ${ctimeMs}`];
  });
}

test('publishing a payload twice touches nothing the second time', (t) => {
  const target = tempTargets(t);
  fc.assert(
    fc.property(payloads, (payload) => {
      const dir = target();
      const writer = new AtomicWriter(dir);
      const first = writer.write(payload);
      const before = stamps(dir);
      const reversed = new Map([...payload].toReversed());
      assert.deepEqual(writer.write(reversed), {
        changed: false,
        timestampDir: first.timestampDir,
      });
      assert.deepEqual(stamps(dir), before);
    }),
    { numRuns: 100 },
  );
});

function fingerprints(payload: RandomPayload) {
  return new Map(
    [...payload].map(([key, { data, mode }]) => [key as KeyPath, { digest: digestOf(data), mode }]),
  );
}

const REVERSE: Record<Change['kind'], Change['kind']> = {
  added: 'removed',
  removed: 'added',
  modified: 'modified',
  mode: 'mode',
};

test('a difference names each key once, sorted, and is the reverse of the way back', () => {
  fc.assert(
    fc.property(payloads, payloads, (a, b) => {
      const [before, after] = [fingerprints(a), fingerprints(b)];
      const changes = difference(before, after);
      const keys = changes.map(({ key }) => key);
      assert.deepEqual(keys, [...new Set(keys)].sort());
      assert.deepEqual(
        difference(after, before),
        changes.map(({ key, kind }) => ({ key, kind: REVERSE[kind] })),
      );
    }),
  );
});

test('a difference applied to the one version gives the other', () => {
  fc.assert(
    fc.property(payloads, payloads, (a, b) => {
      const [patched, after] = [fingerprints(a), fingerprints(b)];
      for (const { key, kind } of difference(patched, after)) {
        const file = after.get(key);
        if (kind === 'removed') patched.delete(key);
        else if (file !== undefined) patched.set(key, file);
      }
      assert.deepEqual(
        [...patched].sort(([x], [y]) => (x < y ? -1 : 1)),
        [...after].sort(([x], [y]) => (x < y ? -1 : 1)),
      );
    }),
  );
});

test('a difference tells contents from modes', () => {
  const file = (digest: string, mode = 0o644) => ({ digest, mode });
  const map = (entries: Record<string, { digest: string; mode: number }>) =>
    new Map(Object.entries(entries)) as Map<KeyPath, { digest: string; mode: number }>;
  assert.deepEqual(
    difference(
      map({ same: file('1'), gone: file('1'), text: file('1'), mode: file('1'), both: file('1') }),
      map({
        same: file('1'),
        text: file('2'),
        mode: file('1', 0o600),
        both: file('2', 0o600),
        new: file('1'),
      }),
    ),
    [
      { key: 'both', kind: 'modified' },
      { key: 'gone', kind: 'removed' },
      { key: 'mode', kind: 'mode' },
      { key: 'new', kind: 'added' },
      { key: 'text', kind: 'modified' },
    ],
  );
});
