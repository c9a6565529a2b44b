import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { suite, test } from 'node:test';
import { hostFolder } from './paths.mjs';
import { runInLanes } from './runner/lanes.mjs';
import { nodeTestJobs } from './runner/nodeTests.mjs';

/** @typedef {import('./runner/lanes.mjs').Job} Job */

const passed = { passed: 1, failed: 0 };

suite('two lanes', () => {
  test('print what each job says in one piece, and give the verdicts in order', async () => {
    /** @type {string[]} */
    const printed = [];
    const { job, end } = endable('slow');
    const jobs = [
      job,
      {
        name: 'quick',
        run: async (/** @type {number} */ output) => {
          writeSync(output, 'quick 1\n');
          end();
          return { passed: 2, failed: 0 };
        },
      },
    ];
    const verdicts = await runInLanes(jobs, (output) => printed.push(output.toString()));
    assert.deepEqual(verdicts, [passed, { passed: 2, failed: 0 }]);
    assert.deepEqual(printed.sort(), ['quick 1\n', 'slow 1\nslow 2\n']);
  });

  test('run two jobs at a time, and nothing beside one that must be alone', async () => {
    let running = 0;
    /** @type {Record<string, number>} */
    const most = {};
    /** @param {string} name @param {boolean} alone @returns {Job} */
    const job = (name, alone) => ({
      name,
      alone,
      run: async () => {
        const kind = alone ? 'alone' : 'together';
        most[kind] = Math.max(most[kind] ?? 0, ++running);
        await new Promise(setImmediate);
        running--;
        return passed;
      },
    });
    const jobs = [true, false, false, true, false].map((alone, n) => job(`${n}`, alone));
    assert.equal((await runInLanes(jobs, () => {})).length, jobs.length);
    assert.deepEqual(most, { together: 2, alone: 1 });
  });

  test('are two in all when several kinds of tests run side by side, and still empty for one that must be alone', async () => {
    let running = 0;
    /** @type {[name: string, running: number][]} */
    const seen = [];
    /** @param {string} name @param {boolean} [alone] @returns {Job} */
    const job = (name, alone = false) => ({
      name,
      alone,
      run: async () => {
        seen.push([name, ++running]);
        await new Promise(setImmediate);
        running--;
        return passed;
      },
    });
    const kinds = [
      [job('a1'), job('a2'), job('a3'), job('a alone', true)],
      [job('b1'), job('b2'), job('b3'), job('b4'), job('b5')],
    ];
    await Promise.all(kinds.map((jobs) => runInLanes(jobs, () => {})));
    assert.equal(seen.length, 9);
    assert.equal(Math.max(...seen.map(([, count]) => count)), 2);
    assert.deepEqual(
      seen.filter(([name]) => name === 'a alone'),
      [['a alone', 1]],
    );
  });

  test('are red when a job throws, with its name, and run the others', async () => {
    const broken = { name: 'broken', run: () => Promise.reject(new Error('no such thing')) };
    const red = {
      name: 'red',
      run: async () => ({ passed: 0, failed: 1, problem: 'ran no tests' }),
    };
    const green = { name: 'green', run: async () => passed };
    assert.deepEqual(await runInLanes([broken, red, green], () => {}), [
      { passed: 0, failed: 1, problem: 'broken: no such thing' },
      { passed: 0, failed: 1, problem: 'red: ran no tests' },
      passed,
    ]);
  });

  test('both end with Ctrl+C, begin nothing more, and leave nothing behind', async (t) => {
    const script = path.join(hostFolder, 'suites/lanes/endless.mjs');
    const temporary = mkdtempSync(path.join(tmpdir(), 'ended-'));
    t.after(() => rmSync(temporary, { recursive: true, force: true }));
    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: temporary },
    });
    /** @type {string[]} */
    const begun = [];
    for await (const line of createInterface(child.stdout)) {
      if (begun.push(line) === 2) child.kill('SIGINT');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.equal(child.signalCode, 'SIGINT');
    assert.deepEqual(begun, ['begins 1', 'begins 2']);
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('know the files that must be alone', () => {
    const options = { limitSeconds: 1 };
    const alone = nodeTestJobs('test/host', options, ['start.test.mjs']).filter((job) => job.alone);
    assert.deepEqual(
      alone.map(({ name }) => name),
      ['test/host/start.test.mjs'],
    );
    assert.throws(() => nodeTestJobs('test/host', options, ['renamed.test.mjs']), /renamed/);
  });
});

/** @param {string} name */
function endable(name) {
  /** @type {() => void} */
  let end = () => {};
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => (end = resolve));
  /** @type {Job} */
  const job = {
    name,
    run: async (output) => {
      writeSync(output, `${name} 1\n`);
      await ended;
      writeSync(output, `${name} 2\n`);
      return passed;
    },
  };
  return { job, end };
}
