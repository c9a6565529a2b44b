// Work that must not grow out of hand, measured so that a busy machine makes no difference.

import assert from 'node:assert/strict';

/** The result; fails where this process has spent more than so many seconds of processor time on it, waiting not counted. */
export function within<T>(seconds: number, act: () => T): T {
  const before = process.cpuUsage();
  const result = act();
  const { user, system } = process.cpuUsage(before);
  const spent = (user + system) / 1e6;
  assert.ok(spent <= seconds, `${spent} s of processor time`);
  return result;
}
