// Versions that carry a number in every key, so that a mixture of two shows.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { AtomicWriter } from '../../src/volume/index.ts';
import { contents, payload, tempTarget, tree } from './volumes.ts';

/** All the keys of a version carry the same number; how many keys there are changes with it. */
export function numbered(n: number): Record<string, string> {
  const text = `${n}`;
  const passing = n % 2 === 0 ? { 'even/key': text } : { odd: text, even: text };
  return { first: text, 'dir/second': text, ...passing, last: text.padStart(5_000 + n) };
}

/** Those that every version has. */
export const COMMON_KEYS = ['first', 'dir/second', 'last'] as const;

/** The number of a version, which must be whole. */
export function numberOf(keys: Record<string, string>): number {
  const n = Number(keys['first']);
  assert.deepEqual(keys, sorted(numbered(n)), 'a mixture');
  return n;
}

export function sorted(keys: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The links are those that a fresh publish of the active version makes, and nothing else is left. */
export function assertTidy(t: TestContext, target: string): void {
  const fresh = tempTarget(t);
  new AtomicWriter(fresh).write(payload(contents(target)));
  assert.deepEqual(tree(target), tree(fresh));
}
