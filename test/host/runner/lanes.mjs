import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeScratch, removeScratch } from './scratch.mjs';

/**
 * What runs as one: a file of tests, or a command.
 *
 * @typedef {object} Job
 * @property {string} name
 * @property {boolean} [alone] it saturates the machine or waits for what others keep from it: nothing runs beside it
 * @property {(output: number) => Promise<import('./tally.mjs').Verdict>} run writes what it says to this descriptor
 */

const lanes = 2;
let free = lanes;
/** Those who wait for lanes, in the order in which they came. @type {{ wanted: number, begin: () => void }[]} */
const waiting = [];

/**
 * Runs the jobs in two lanes side by side, and those that must be alone after them. There are two lanes in all, whoever
 * else runs jobs meanwhile. The output of each job is printed whole when it ends.
 *
 * @param {readonly Job[]} jobs
 * @param {(output: string | Uint8Array) => unknown} [print]
 * @returns {Promise<import('./tally.mjs').Verdict[]>} in the order of the jobs
 */
export async function runInLanes(jobs, print = (output) => process.stdout.write(output)) {
  const scratch = makeScratch('lanes-');
  /** @type {Map<Job, import('./tally.mjs').Verdict>} */
  const verdicts = new Map();
  /** @param {Job} job */
  const runOne = async (job) => {
    const wanted = job.alone === true ? lanes : 1;
    await take(wanted);
    try {
      const file = path.join(scratch, `${jobs.indexOf(job)}.txt`);
      verdicts.set(job, await runJob(job, file));
      print(readFileSync(file));
    } finally {
      giveBack(wanted);
    }
  };
  try {
    await Promise.all(jobs.filter(({ alone }) => alone !== true).map(runOne));
    await Promise.all(jobs.filter(({ alone }) => alone === true).map(runOne));
  } finally {
    removeScratch(scratch);
  }
  return jobs.map((job) => verdicts.get(job) ?? { passed: 0, failed: 1, problem: 'did not run' });
}

/** @param {number} wanted */
function take(wanted) {
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    waiting.push({ wanted, begin: resolve });
    beginNext();
  });
}

/** @param {number} count */
function giveBack(count) {
  free += count;
  beginNext();
}

/** Nobody overtakes: one who wants all lanes would wait for ever. */
function beginNext() {
  for (let [next] = waiting; next !== undefined && next.wanted <= free; [next] = waiting) {
    waiting.shift();
    free -= next.wanted;
    next.begin();
  }
}

/**
 * @param {Job} job
 * @param {string} file
 * @returns {Promise<import('./tally.mjs').Verdict>} with the name of the job in front of its problem
 */
async function runJob({ name, run }, file) {
  const output = openSync(file, 'a');
  try {
    const verdict = await run(output);
    const { problem } = verdict;
    return problem === undefined ? verdict : { ...verdict, problem: `${name}: ${problem}` };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { passed: 0, failed: 1, problem: `${name}: ${problem}` };
  } finally {
    closeSync(output);
  }
}
