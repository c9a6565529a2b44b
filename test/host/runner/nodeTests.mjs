import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hostFolder, root } from '../paths.mjs';
import { runCommand } from './command.mjs';
import { makeScratch, removeScratch } from './scratch.mjs';
import { judge } from './tally.mjs';

/** @typedef {{ limitSeconds: number, env?: Record<string, string> }} NodeTestOptions the limit is that of each file */

/**
 * The test files below a folder as jobs, each a process. The largest come first: they most likely take longest, and at
 * the end no lane waits long for the other.
 *
 * @param {string} folder
 * @param {NodeTestOptions} options
 * @param {readonly string[]} [alone] files that nothing may run beside
 * @returns {import('./lanes.mjs').Job[]}
 */
export function nodeTestJobs(folder, options, alone = []) {
  return testFiles(folder, alone).map(({ name }) =>
    processJob(folder, [name], options, alone.includes(name)),
  );
}

/**
 * The same, but the files that others may run beside are spread over so many jobs: a process takes a quarter of a second
 * to start, and its tests can share what is in it.
 *
 * @param {string} folder
 * @param {NodeTestOptions} options
 * @param {number} count
 * @param {readonly string[]} [alone]
 * @returns {import('./lanes.mjs').Job[]}
 */
export function groupedTestJobs(folder, options, count, alone = []) {
  const groups = Array.from({ length: count }, () => ({
    names: /** @type {string[]} */ ([]),
    size: 0,
  }));
  for (const { name, size } of testFiles(folder, alone)) {
    if (alone.includes(name)) continue;
    const [smallest] = groups.toSorted((a, b) => a.size - b.size);
    smallest?.names.push(name);
    if (smallest !== undefined) smallest.size += size;
  }
  return [
    ...groups.map(({ names }) => processJob(folder, names, options)),
    ...alone.map((name) => processJob(folder, [name], options, true)),
  ];
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 * @param {NodeTestOptions} options
 * @param {boolean} [alone]
 * @returns {import('./lanes.mjs').Job}
 */
function processJob(folder, names, options, alone = false) {
  const files = names.map((name) => path.join(root, folder, name));
  return {
    name: path.join(folder, names.join(', ')),
    alone,
    run: (output) => runNodeTests(files, { ...options, output }),
  };
}

/**
 * The largest first.
 *
 * @param {string} folder
 * @param {readonly string[]} alone must be there
 */
function testFiles(folder, alone) {
  const files = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => ({ name, size: statSync(path.join(root, folder, name)).size }))
    .sort((a, b) => b.size - a.size);
  const missing = alone.filter((wanted) => !files.some(({ name }) => name === wanted));
  if (missing.length > 0) throw new Error(`There is no ${missing.join()} in ${folder}.`);
  return files;
}

/**
 * Runs files of node:test in a process of their own. `node --test` does the same, but takes a file that calls
 * process.exit(0) half way for a success, and an empty one for a passed test.
 *
 * @param {readonly string[]} files
 * @param {NodeTestOptions & { output: number }} options
 * @returns {Promise<import('./tally.mjs').Verdict>}
 */
export async function runNodeTests(files, { limitSeconds, env, output }) {
  const scratch = makeScratch('node-tests-');
  const notes = path.join(scratch, 'notes.txt');
  const reporter = pathToFileURL(path.join(hostFolder, 'runner/reporter.mjs')).href;
  const args = ['--enable-source-maps', `--test-reporter=${reporter}`];
  args.push('--test-reporter-destination=stdout');
  args.push(path.join(hostFolder, 'runner/files.mjs'));
  try {
    const exit = await runCommand(process.execPath, [...args, ...files], {
      folder: root,
      limitSeconds,
      output,
      env: { ...env, NODE_TEST_NOTES: notes },
    });
    return judge(exit, readNotes(notes));
  } finally {
    removeScratch(scratch);
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
