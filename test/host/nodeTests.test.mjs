import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import { hostFolder } from './paths.mjs';
import { runNodeTests } from './runner/nodeTests.mjs';
import { judge, judgeCheck, sum } from './runner/tally.mjs';
import { openSuiteLog } from './suiteLog.mjs';

const suites = path.join(hostFolder, 'suites/node');

/** @param {string} name */
async function run(name) {
  const files = [path.join(suites, `${name}.mjs`)];
  const [verdict] = await runNodeTests(files, {
    limitSeconds: 3,
    output: openSuiteLog(`node-${name}`),
  });
  const problem = verdict?.problem?.replace(/^.*: /, '');
  return { ...verdict, ...(problem === undefined ? {} : { problem }) };
}

/** @type {[name: string, about: string, expected: import('./runner/tally.mjs').Verdict][]} */
const cases = [
  ['pass', 'passing tests are counted, skipped ones are not', { passed: 1, failed: 0 }],
  ['fail', 'a failing test is a failure', { passed: 1, failed: 1 }],
  ['hook', 'so is one whose hook fails', { passed: 0, failed: 1 }],
  ['none', 'so is a file without tests', noEnd(0)],
  ['exit', 'or one that calls exit(0)', { ...noEnd(0), passed: 1 }],
  ['kill', 'or is killed', { passed: 0, failed: 1, problem: 'ended by SIGKILL' }],
  ['hang', 'or does not end', { passed: 0, failed: 1, problem: 'not done after 3 s' }],
];

/** @param {number} code */
function noEnd(code) {
  return { passed: 0, failed: 1, problem: `ended with exit code ${code} before its tests did` };
}

suite('in plain Node', () => {
  for (const [name, about, expected] of cases) {
    test(about, async () => assert.deepEqual(await run(name), expected));
  }
});

suite('the sum', () => {
  /** @type {import('./runner/command.mjs').Exit} */
  const good = { how: 'code', code: 0 };
  /** @type {import('./runner/command.mjs').Exit} */
  const bad = { how: 'code', code: 1 };

  test('is red when nothing ran', () => {
    assert.equal(sum([]).failed, 1);
    assert.equal(sum([{ passed: 0, failed: 0 }]).failed, 1);
  });
  test('is that of all verdicts', () => {
    const { passed, failed } = sum([
      { passed: 2, failed: 0 },
      { passed: 3, failed: 4 },
    ]);
    assert.deepEqual({ passed, failed }, { passed: 5, failed: 4 });
  });
  test('is red when tests and exit code disagree', () => {
    const green = { passed: 1, failed: 0, finished: true };
    assert.equal(judge(good, green).failed, 0);
    assert.equal(judge(bad, green).failed, 1);
    assert.equal(judge(good, { ...green, failed: 1 }).failed, 2);
    assert.equal(judge(good, { ...green, finished: false }).failed, 1);
    assert.equal(judge(good, { ...green, passed: 0 }).failed, 1);
    assert.equal(judge(good, undefined).failed, 1);
  });
  test('counts a check as one', () => {
    assert.deepEqual(judgeCheck(good), { passed: 1, failed: 0 });
    assert.deepEqual(judgeCheck(bad), { passed: 0, failed: 1 });
    assert.equal(judgeCheck({ how: 'signal', signal: 'SIGKILL' }).failed, 1);
  });
});
