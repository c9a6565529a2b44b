import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import { hostFolder } from './paths.mjs';
import { runExtensionTests } from './runner/extensionTests.mjs';
import { openSuiteLog } from './suiteLog.mjs';

const suites = path.join(hostFolder, 'suites');

const early = 'ended with exit code 1 before its tests did';

/** @type {[name: string, about: string, expected: import('./runner/tally.mjs').Verdict][]} */
const cases = [
  ['pass', 'passing tests are counted, skipped ones are not', { passed: 2, failed: 0 }],
  ['fail', 'a failing test is a failure', { passed: 1, failed: 1 }],
  ['uncaught', 'an exception from a timer is a failure', { passed: 0, failed: 1 }],
  ['throwAtLoad', 'so is a file that throws', { passed: 0, failed: 1, problem: early }],
  ['none', 'so is a file without tests', { passed: 0, failed: 1, problem: 'ran no tests' }],
  ['exit', 'so is a host that calls exit(0)', { passed: 1, failed: 1, problem: early }],
  ['reallyExit', 'or reallyExit(0)', { passed: 1, failed: 1, problem: early }],
  ['abort', 'or aborts', { passed: 1, failed: 1, problem: early }],
  ['kill', 'or is killed', { passed: 1, failed: 1, problem: early }],
  ['hang', 'or waits for ever', { passed: 0, failed: 1, problem: early }],
  ['loop', 'or loops for ever', { passed: 0, failed: 1, problem: early }],
];

// The others have the time that a busy machine needs to open a window.
const endless = new Set(['hang', 'loop']);

suite('in the extension host', () => {
  for (const [name, about, expected] of cases) {
    test(about, async () => {
      const verdict = await runExtensionTests({
        limitSeconds: 90,
        developmentPath: path.join(suites, 'extension'),
        output: openSuiteLog(name),
        env: {
          EXTENSION_TEST_FILES: path.join(suites, `${name}.test.cjs`),
          VSCODE_TEST_TIME_LIMIT: endless.has(name) ? '10' : '60',
          // These are about our own host, whatever the extension is tested in.
          VSCODE_EXECUTABLE: '',
          VSCODE_TEST_DOWNLOAD: '',
        },
      });
      assert.deepEqual(verdict, expected);
    });
  }
});
