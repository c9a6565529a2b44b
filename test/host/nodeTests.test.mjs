import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import { endOfRun } from './endOfRun.mjs';
import { hostFolder } from './paths.mjs';
import { groupedTestJobs, nodeTestJobs, runNodeTests } from './runner/nodeTests.mjs';
import { judge, judgeCheck, sum } from './runner/tally.mjs';
import { openSuiteLog } from './suiteLog.mjs';

const suites = path.join(hostFolder, 'suites/node');

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
    test(about, async () => {
      const output = openSuiteLog(`node-${name}`);
      const options = { limitSeconds: 3, output };
      const verdict = await runNodeTests([path.join(suites, `${name}.mjs`)], options);
      assert.deepEqual(verdict, expected);
    });
  }

  test('several files in one process are counted together', async () => {
    const files = ['pass', 'fail'].map((name) => path.join(suites, `${name}.mjs`));
    const options = { limitSeconds: 3, output: openSuiteLog('node-several') };
    assert.deepEqual(await runNodeTests(files, options), { passed: 2, failed: 1 });
  });

  test('groups have all files, each in one of them, and one that must be alone in none', () => {
    const names = (/** @type {import('./runner/lanes.mjs').Job[]} */ jobs) =>
      jobs.flatMap(({ name }) => name.match(/\w+\.test\.mjs/g) ?? []).toSorted();
    const options = { limitSeconds: 3 };
    const groups = groupedTestJobs('test/host', options, 2, ['start.test.mjs']);
    assert.equal(groups.length, 3);
    assert.deepEqual(names(groups), names(nodeTestJobs('test/host', options)));
    const alone = groups.filter((job) => job.alone);
    assert.deepEqual(
      alone.map(({ name }) => name),
      ['test/host/start.test.mjs'],
    );
    assert.throws(() => groupedTestJobs('test/host', options, 2, ['renamed.test.mjs']), /renamed/);
  });
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
  const green = { passed: 1, failed: 0, finished: true };
  /** @type {[about: string, exit: import('./runner/command.mjs').Exit, noted: import('./runner/tally.mjs').Noted | undefined, failed: number][]} */
  const verdicts = [
    ['is green when process, tests and end agree', good, green, 0],
    ['is red when the process fails though no test did', bad, green, 1],
    ['or ends well though a test failed', good, { ...green, failed: 1 }, 2],
    ['or ends before the tests did', good, { ...green, finished: false }, 1],
    ['or ran no test', good, { ...green, passed: 0 }, 1],
    ['or noted nothing', good, undefined, 1],
    ['or is killed at the end', { how: 'signal', signal: 'SIGKILL' }, green, 1],
    ['or does not end', { how: 'limit', seconds: 3 }, green, 1],
  ];
  for (const [about, exit, noted, failed] of verdicts) {
    test(about, () => assert.equal(judge(exit, noted).failed, failed));
  }
  test('needs the proof that the suite came to its end, whatever the workbench says', () => {
    for (const code of [0, 1]) {
      assert.equal(endOfRun(code, 'passed').exitCode, code);
      assert.equal(endOfRun(code, 'failed').exitCode, 1);
      assert.equal(endOfRun(code, undefined).exitCode, 1);
    }
  });
  test('counts a check as one', () => {
    assert.deepEqual(judgeCheck(good), { passed: 1, failed: 0 });
    assert.deepEqual(judgeCheck(bad), { passed: 0, failed: 1 });
    assert.equal(judgeCheck({ how: 'signal', signal: 'SIGKILL' }).failed, 1);
  });
});
