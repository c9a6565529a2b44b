import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { hostFolder } from './paths.mjs';

/** @typedef {import('./install.mjs').Host} Host */

/**
 * @typedef {object} ServerOptions
 * @property {string} userData
 * @property {string} extensions
 * @property {string} [builtIns] the folder of VS Code's own extensions; all of them unless given
 * @property {number} [port] a free one unless given
 * @property {readonly string[]} [views] that a new window opens instead of the Explorer
 * @property {boolean} [workspaceTrust] ask whether the folder is trusted
 * @property {boolean} [smokeTestDriver] needed to load an extension from source and to learn how a
 *   test run ended; modal dialogs then reject and notifications do not show
 * @property {Record<string, string | undefined>} [env]
 */

/**
 * A running server.
 *
 * @typedef {object} Server
 * @property {(query: Record<string, string>) => string} url of a window
 * @property {string} authority `host:port`
 * @property {number | undefined} pid also of the process group that all its processes are in
 * @property {Promise<string>} ended how it ended, with its last words
 * @property {() => Promise<void>} stop
 */

const startLimit = 60_000;
const stopLimit = 2_000;

/**
 * Starts the VS Code server on 127.0.0.1, under a token of its own.
 *
 * @param {Host} host
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(host, options) {
  const child = spawn(host.node, [path.join(hostFolder, 'serve.mjs')], {
    env: serverEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A process group of its own: extension hosts and terminals can be ended with it.
    detached: true,
  });
  const lastWords = collect(child);
  const ended = new Promise((/** @type {(how: string) => void} */ resolve) => {
    child.once('error', (error) => resolve(`could not start: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? code}\n${lastWords()}`));
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await Promise.race([ended, after(stopLimit)]);
    }
    killGroup(child.pid);
    await ended;
  };
  const token = randomBytes(20).toString('hex');
  try {
    const reply = new Promise(
      (/** @type {(reply: import('./serve.mjs').ServeReply) => void} */ r) =>
        child.once('message', (message) => r(/** @type {any} */ (message))),
    );
    const { port = 0, views = [] } = options;
    const args = serverArguments(options, token);
    // By message: arguments of a process can be read by every user of the machine.
    child.send({ serverMain: host.serverMain, port, token, views, args });
    const answer = await Promise.race([
      reply,
      ended.then((how) => ({ failed: how })),
      after(startLimit).then(() => ({ failed: `no answer after ${startLimit / 1000} s` })),
    ]);
    if ('failed' in answer) throw new Error(`The VS Code server did not start: ${answer.failed}`);
    const authority = `127.0.0.1:${answer.listening}`;
    /** @param {Record<string, string>} query */
    const url = (query) =>
      `http://${authority}/?${new URLSearchParams({ ...query, tkn: token }).toString()}`;
    return { url, authority, pid: child.pid, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Puts a packaged extension into `extensions`.
 *
 * @param {Host} host
 * @param {{ vsix: string, userData: string, extensions: string }} options
 */
export async function installExtension(host, { vsix, userData, extensions }) {
  const args = ['--accept-server-license-terms', '--force', '--install-extension', vsix];
  args.push('--server-data-dir', userData, '--user-data-dir', userData);
  args.push('--extensions-dir', extensions);
  const child = spawn(host.node, [host.serverMain, ...args], {
    env: serverEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords = collect(child);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`VS Code refused to install ${vsix}:\n${lastWords()}`);
}

/**
 * @param {ServerOptions} options
 * @param {string} token
 */
function serverArguments(options, token) {
  const { userData, extensions, builtIns, workspaceTrust, smokeTestDriver } = options;
  return {
    'accept-server-license-terms': true,
    'connection-token': token,
    'disable-experiments': true,
    'disable-getting-started-override': true,
    'disable-telemetry': true,
    'disable-update-check': true,
    'disable-workspace-trust': workspaceTrust !== true,
    'enable-smoke-test-driver': smokeTestDriver === true,
    'extensions-dir': extensions,
    ...(builtIns !== undefined && { 'builtin-extensions-dir': builtIns }),
    // The shell's start-up files belong to the person, not to the test.
    'force-disable-user-env': true,
    host: '127.0.0.1',
    'server-data-dir': userData,
    'user-data-dir': userData,
  };
}

/** @param {Record<string, string | undefined>} [extra] */
function serverEnvironment(extra) {
  /** @type {NodeJS.ProcessEnv} */
  // No marketplace: nothing leaves the machine.
  const env = { ...process.env, EXTENSIONS_GALLERY: 'null', ...extra };
  for (const name of Object.keys(env)) {
    // Started from a terminal of VS Code, its variables would lead this server to that window.
    if (/^(VSCODE_(IPC|NLS|CWD|PID|ESM)|ELECTRON_|NODE_TEST_CONTEXT)/.test(name)) delete env[name];
  }
  return env;
}

/**
 * Keeps the last of what a process says, for error messages.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function collect(child) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => (text = (text + chunk).slice(-3000)));
  }
  return () => text;
}

/** @param {number | undefined} pid */
function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended by itself.
  }
}

/** @param {number} milliseconds */
function after(milliseconds) {
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
