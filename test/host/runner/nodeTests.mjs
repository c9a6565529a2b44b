import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hostFolder, root } from '../paths.mjs';
import { runCommand } from './command.mjs';
import { judge } from './tally.mjs';

/**
 * Runs files of node:test, each in a process of its own. `node --test` does the same, but takes a file
 * that calls process.exit(0) half way for a success, and an empty one for a passed test.
 *
 * @param {readonly string[]} files
 * @param {{ limitSeconds: number, env?: Record<string, string>, output?: number | 'inherit' }} options the limit
 *   is that of each file
 * @returns {Promise<import('./tally.mjs').Verdict[]>}
 */
export async function runNodeTests(files, { limitSeconds, env, output = 'inherit' }) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'node-tests-'));
  const reporter = pathToFileURL(path.join(hostFolder, 'runner/reporter.mjs')).href;
  const args = ['--enable-source-maps', `--test-reporter=${reporter}`];
  args.push('--test-reporter-destination=stdout');
  try {
    const verdicts = [];
    for (const [index, file] of files.entries()) {
      const notes = path.join(scratch, `${index}.txt`);
      const exit = await runCommand(process.execPath, [...args, file], {
        folder: root,
        limitSeconds,
        output,
        env: { ...env, NODE_TEST_NOTES: notes },
      });
      const verdict = judge(exit, readNotes(notes));
      if (verdict.problem !== undefined) {
        verdict.problem = `${path.relative(root, file)}: ${verdict.problem}`;
      }
      verdicts.push(verdict);
    }
    return verdicts;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {string} file */
function readNotes(file) {
  let lines;
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  /** @param {string} outcome */
  const count = (outcome) => lines.filter((line) => line === outcome).length;
  return { passed: count('passed'), failed: count('failed'), finished: count('finished') > 0 };
}
