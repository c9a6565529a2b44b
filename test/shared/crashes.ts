// Writers that die while they publish, and what must hold whenever and however they do.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AtomicWriter, nodeFileSystem, type Payload } from '../../src/volume/index.ts';
import type { RandomPayload } from './arbitraries.ts';
import { DAY, dyingAtChange, impatient, later } from './fileSystems.ts';
import { payload, tree, versionTree } from './volumes.ts';

export interface Sequence {
  /** Undefined: nothing was published before. */
  before: RandomPayload | undefined;
  /** What the writer dies with. */
  during: RandomPayload;
  /** What is published next. */
  after: RandomPayload;
}

function sized(keys: Record<string, string>): RandomPayload {
  return new Map([...payload(keys)].map(([key, { data }]) => [key, { data, mode: 0o640 }]));
}

/** A publish that replaces, adds, removes and nests keys. */
export const typical = {
  before: sized({ kept: 'old', gone: 'old', 'conf/a': 'old', 'conf/b': 'old', type: 'file' }),
  during: sized({ kept: 'new', 'conf/a': 'new', 'conf/c': 'new', 'type/dir': 'x', added: 'x' }),
  after: sized({ kept: 'last', 'conf/b': 'last', other: '' }),
} satisfies Sequence;

/** What a target directory holds after nothing but this publish. */
export function fresh(target: () => string, keys: Payload) {
  const dir = target();
  new AtomicWriter(dir).write(keys);
  return { tree: tree(dir), version: versionTree(dir) };
}

/** A program that opens the keys by their names in the target directory gets all of them. */
export function assertVisible(dir: string, keys: Payload): void {
  for (const [key, { data }] of keys) {
    const seen = readFileSync(join(dir, key));
    assert.equal(seen.toString('hex'), Buffer.from(data).toString('hex'), key);
  }
}

/** For one sequence: `begin` publishes `before`, `check` looks at what a writer that died with `during` has left. */
export function survival(target: () => string, { before, during, after }: Sequence) {
  const old = before === undefined ? [] : fresh(target, before).version;
  const [whole, next] = [fresh(target, during), fresh(target, after)];
  return {
    begin: (): string => {
      const dir = target();
      if (before !== undefined) new AtomicWriter(dir).write(before);
      return dir;
    },
    check: (dir: string): void => {
      const active = versionTree(dir);
      if (isDeepStrictEqual(active, old)) assertVisible(dir, before ?? new Map());
      else {
        assert.deepEqual(active, whole.version, 'neither old nor new');
        assertVisible(dir, during);
      }

      // At once: a ..data_tmp is waited for, a directory left behind is let be.
      new AtomicWriter(dir, { fileSystem: impatient() }).write(after);
      const leftBehind = / \.\.\d/;
      assert.deepEqual(
        tree(dir).filter((line) => !leftBehind.test(line)),
        next.tree,
      );
      new AtomicWriter(dir, { fileSystem: later(DAY) }).write(after);
      assert.deepEqual(tree(dir), next.tree);
    },
  };
}

/** How many changes the writer of `during` makes: it can die before each of them, and after the last. */
export function changesOf(
  target: () => string,
  { before, during }: Sequence,
  durable = false,
): number {
  const dir = target();
  if (before !== undefined) new AtomicWriter(dir).write(before);
  const fileSystem = dyingAtChange(Infinity, () => {}, nodeFileSystem);
  new AtomicWriter(dir, { fileSystem, durable }).write(during);
  return fileSystem.changes;
}
