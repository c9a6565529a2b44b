import { mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { scratchRoot } from './paths.mjs';

/**
 * Where the output of a suite goes that fails on purpose, lest it looks like a failure of the whole.
 *
 * @param {string} name
 */
export function openSuiteLog(name) {
  const folder = path.join(scratchRoot, 'host-suites');
  mkdirSync(folder, { recursive: true });
  return openSync(path.join(folder, `${name}.log`), 'w');
}
