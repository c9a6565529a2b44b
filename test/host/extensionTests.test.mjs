import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { endOfRun } from './endOfRun.mjs';
import { ensureHost } from './install.mjs';
import { hostFolder, root } from './paths.mjs';
import { runCommand } from './runner/command.mjs';
import { readCounts, runExtensionTests } from './runner/extensionTests.mjs';
import { judge } from './runner/tally.mjs';
import { openSuiteLog } from './suiteLog.mjs';

/** @typedef {import('./runner/tally.mjs').Verdict} Verdict */

const suites = path.join(hostFolder, 'suites');

const early = 'ended with exit code 1 before its tests did';

suite('in a real extension host', () => {
  /** @type {[name: string, about: string, expected: Verdict, limitSeconds: string][]} */
  const cases = [
    ['pass', 'passing tests are counted, skipped ones are not', { passed: 2, failed: 0 }, '60'],
    ['kill', 'a host that is killed is a failure', { passed: 1, failed: 1, problem: early }, '60'],
    ['loop', 'so is one that loops for ever', { passed: 0, failed: 1, problem: early }, '10'],
  ];
  for (const [name, about, expected, limitSeconds] of cases) {
    test(about, async () => {
      const verdict = await runExtensionTests({
        limitSeconds: 90,
        developmentPath: path.join(suites, 'extension'),
        output: openSuiteLog(name),
        env: {
          EXTENSION_TEST_FILES: path.join(suites, `${name}.test.cjs`),
          VSCODE_TEST_TIME_LIMIT: limitSeconds,
          // These are about our own host, whatever the extension is tested in.
          VSCODE_EXECUTABLE: '',
          VSCODE_TEST_DOWNLOAD: '',
        },
      });
      assert.deepEqual(verdict, expected);
    });
  }
});

// What the extension host loads, loaded by the same Node without it.
suite('what the suite leaves behind', () => {
  /** @type {[name: string, about: string, expected: Verdict, limitSeconds?: number][]} */
  const cases = [
    ['fail', 'is a failure when a test fails', { passed: 1, failed: 1 }],
    ['uncaught', 'or a timer throws', { passed: 0, failed: 1 }],
    ['throwAtLoad', 'or a file throws', { passed: 0, failed: 1, problem: early }],
    ['none', 'or a file has no tests', { passed: 0, failed: 1, problem: 'ran no tests' }],
    ['exit', 'or it calls exit(0)', { passed: 1, failed: 1, problem: early }],
    ['reallyExit', 'or reallyExit(0)', { passed: 1, failed: 1, problem: early }],
    ['abort', 'or aborts', { passed: 1, failed: 1, problem: early }],
    ['hang', 'or never gets to its end', { passed: 0, failed: 1, problem: early }, 5],
  ];
  for (const [name, about, expected, limitSeconds = 60] of cases) {
    test(about, async (t) => assert.deepEqual(await verdictOf(t, name, limitSeconds), expected));
  }
});

/**
 * @param {import('node:test').TestContext} t
 * @param {string} name
 * @param {number} limitSeconds
 */
async function verdictOf(t, name, limitSeconds) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'suite-'));
  t.after(() => rmSync(scratch, { recursive: true, force: true }));
  const [counts, proof] = [path.join(scratch, 'counts.json'), path.join(scratch, 'result.txt')];
  const shim = JSON.stringify(path.join(hostFolder, 'shim.cjs'));
  const { node } = await ensureHost();
  await runCommand(node, ['-e', `require(${shim}).run()`], {
    folder: root,
    limitSeconds,
    output: openSuiteLog(`suite-${name}`),
    env: {
      TEST_HOST_OUTPUT: path.join(scratch, 'output.txt'),
      TEST_HOST_RESULT: proof,
      TEST_HOST_SUITE: path.join(root, 'test/extension/index.cjs'),
      EXTENSION_TEST_FILES: path.join(suites, `${name}.test.cjs`),
      EXTENSION_TEST_COUNTS: counts,
    },
  });
  // The workbench says 0 whatever has become of the extension host.
  const { exitCode } = endOfRun(0, readIfThere(proof));
  return judge({ how: 'code', code: exitCode }, readCounts(counts));
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
