import { spawn } from 'node:child_process';
import { removeAllScratch } from './scratch.mjs';

/**
 * How a process ended.
 *
 * @typedef {{ how: 'code', code: number } | { how: 'signal', signal: string } | { how: 'limit', seconds: number }} Exit
 */

/**
 * @typedef {object} CommandOptions
 * @property {string} folder
 * @property {number} limitSeconds
 * @property {Record<string, string>} [env]
 * @property {boolean} [shell]
 * @property {number | 'inherit'} [output] a file descriptor instead of our own output
 */

const graceMilliseconds = 10_000;

/**
 * Runs a command, and ends it when it takes too long.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<Exit>}
 */
export async function runCommand(command, args, options) {
  const { folder, limitSeconds, env, shell = false, output = 'inherit' } = options;
  const childEnv = { ...process.env, ...env };
  // Inside of a node:test run, another one would decline to run.
  delete childEnv['NODE_TEST_CONTEXT'];
  const child = spawn(command, args, {
    cwd: folder,
    env: childEnv,
    shell,
    stdio: ['ignore', output, output],
    // A group, so that what the command has started can be ended with it. Windows has none.
    detached: process.platform !== 'win32',
  });
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    signalGroup(child, 'SIGTERM');
    // Whoever ignores that is not asked twice.
    setTimeout(() => signalGroup(child, 'SIGKILL'), graceMilliseconds).unref();
  }, limitSeconds * 1000);
  /** @type {NodeJS.Signals | undefined} */
  let stoppedBy;
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    stoppedBy = signal;
    signalGroup(child, signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        if (late) resolve({ how: 'limit', seconds: limitSeconds });
        else if (code !== null) resolve({ how: 'code', code });
        else resolve({ how: 'signal', signal: `${signal}` });
      });
    });
  } finally {
    clearTimeout(limit);
    process.off('SIGINT', forward).off('SIGTERM', forward);
    // A child of the command that was left behind must not disturb what comes next.
    signalGroup(child, 'SIGKILL');
    // Ctrl+C is for all of the run, not only for this command: nothing comes after it, and the last lane ends the run.
    if (stoppedBy !== undefined) {
      removeAllScratch();
      process.kill(process.pid, stoppedBy);
      await new Promise(() => {});
    }
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // All of it has ended.
  }
}
