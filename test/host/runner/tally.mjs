/** @typedef {import('./command.mjs').Exit} Exit */

/**
 * What the tests themselves have noted.
 *
 * @typedef {object} Noted
 * @property {number} passed
 * @property {number} failed
 * @property {boolean} finished the last test had ended
 */

/** @typedef {{ passed: number, failed: number, problem?: string }} Verdict */

/**
 * Judges one run. Only tests that were noted count as passed, and a run is green only when its
 * process, its tests and its end agree: everything else adds a failure.
 *
 * @param {Exit} exit
 * @param {Noted | undefined} noted
 * @returns {Verdict}
 */
export function judge(exit, noted) {
  const { passed, failed, finished } = noted ?? { passed: 0, failed: 0, finished: false };
  const problem = whatIsWrong(exit, passed + failed, finished, failed > 0);
  return problem === undefined ? { passed, failed } : { passed, failed: failed + 1, problem };
}

/**
 * @param {Exit} exit
 * @param {number} count
 * @param {boolean} finished
 * @param {boolean} red
 */
function whatIsWrong(exit, count, finished, red) {
  if (exit.how === 'limit') return `not done after ${exit.seconds} s`;
  if (exit.how === 'signal') return `ended by ${exit.signal}`;
  if (!finished) return `ended with exit code ${exit.code} before its tests did`;
  if (count === 0) return 'ran no tests';
  if (exit.code !== 0 && !red) return `ended with exit code ${exit.code} though no test failed`;
  if (exit.code === 0 && red) return 'ended with exit code 0 though tests failed';
  return undefined;
}

/**
 * Judges a command that is one check as a whole, such as a compiler.
 *
 * @param {Exit} exit
 * @returns {Verdict}
 */
export function judgeCheck(exit) {
  if (exit.how === 'code') return exit.code === 0 ? one('passed') : one('failed');
  return judge(exit, undefined);
}

/**
 * @param {'passed' | 'failed'} outcome
 * @returns {Verdict}
 */
function one(outcome) {
  return { passed: 0, failed: 0, [outcome]: 1 };
}

/**
 * @param {readonly Verdict[]} verdicts
 * @returns {Verdict}
 */
export function sum(verdicts) {
  let passed = 0;
  let failed = 0;
  for (const verdict of verdicts) {
    passed += verdict.passed;
    failed += verdict.failed;
  }
  // Nothing ran: whatever was asked for, that is not a success.
  return passed + failed === 0 ? { passed, failed: 1, problem: 'nothing ran' } : { passed, failed };
}
