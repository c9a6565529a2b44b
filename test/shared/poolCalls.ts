// The calls to the file system that this process makes on the pool of threads, which all extensions share.

import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { TestContext } from 'node:test';

/** Names of the calls from now on, each with its first argument. */
export function poolCalls(t: TestContext): [call: string, path: string][] {
  const calls: [string, string][] = [];
  for (const [name, call] of Object.entries(fs)) {
    if (typeof call !== 'function') continue;
    t.mock.method(fs, name as 'lstat', (...args: [string]) => {
      calls.push([name, args[0]]);
      return (call as (...args: unknown[]) => Promise<never>)(...args);
    });
  }
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return calls;
}
