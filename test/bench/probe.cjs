// Preloaded into VS Code's extension host (NODE_OPTIONS): measures our extension there, and answers a benchmark on a socket.
'use strict';

const { readFileSync, rmSync } = require('node:fs');
const Module = require('node:module');
const net = require('node:net');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const socket = process.env['BENCH_SOCKET'];
if (socket !== undefined) {
  if (process.argv.includes('--type=extensionHost')) probe(socket);
  // The server gives its hosts no NODE_OPTIONS, but its own arguments.
  else process.execArgv.push(`--require=${__filename}`);
}

/** @param {string} path */
function probe(path) {
  /** Milliseconds of loading and calling the two: what VS Code knows from the start, and what all the rest is. */
  const activation = { load: 0, activate: 0, loadRest: 0, compose: 0 };
  /** @type {any} */
  let exported;
  /** @type {any} */
  let vscode;

  const loader = /** @type {any} */ (Module.prototype);
  const { load } = loader;
  loader.load = function (/** @type {string} */ file) {
    const isRest = file.endsWith('/dist/composition.cjs');
    if (!isRest && !file.endsWith('/dist/extension.cjs')) return load.call(this, file);
    const name = isRest ? 'compose' : 'activate';
    const before = threadTime();
    load.call(this, file);
    activation[isRest ? 'loadRest' : 'load'] = threadTime() - before;
    if (!isRest) vscode = this.require('vscode');
    const call = this.exports[name];
    const timed = (/** @type {unknown[]} */ ...given) => {
      const begun = threadTime();
      const result = call(...given);
      activation[name] = threadTime() - begun;
      if (!isRest) exported = result;
      return result;
    };
    this.exports = { ...this.exports, [name]: timed };
  };

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const busy = busiestTurn();
  /** @type {Record<string, (argument?: string) => unknown>} */
  const answers = {
    activation: () => activation,
    /** Milliseconds of all threads. */
    cpu: () => (process.cpuUsage().user + process.cpuUsage().system) / 1000,
    rss: () => process.memoryUsage().rss / 1e6,
    /** The longest that a timer was late since the last time this was asked; it counts its own millisecond as well. */
    delay: () => {
      const worst = Math.max(0, delay.max / 1e6 - 1);
      delay.reset();
      return worst;
    },
    busy,
    /** Shows the volume in the view. */
    add: async (dir) => vscode.commands.executeCommand('projectedVolumes.addVolume', dir),
    known: async () => {
      const api = await exported?.getApi(1, 'projected-volumes.projected-volumes');
      return api?.volumes().length ?? 0;
    },
  };
  rmSync(path, { force: true });
  const server = net.createServer((connection) => {
    connection.once('data', (question) => void answer(connection, question.toString()));
  });
  /** @param {net.Socket} connection @param {string} question */
  async function answer(connection, question) {
    const [name = '', argument] = question.split(' ');
    connection.end(JSON.stringify((await answers[name]?.(argument)) ?? null));
  }
  server.listen(path).unref();
}

/**
 * Returns what tells the most CPU, in milliseconds, that this thread used in one turn of its event loop since it was asked
 * before. A timer that is late tells less: on a machine with much to do, the thread itself waits for a core.
 */
function busiestTurn() {
  let busiest = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let ticking;
  return () => {
    let before = threadTime();
    clearInterval(ticking);
    ticking = setInterval(() => {
      const now = threadTime();
      busiest = Math.max(busiest, now - before);
      before = now;
    }, 1).unref();
    const told = busiest;
    busiest = 0;
    return told;
  };
}

/** Milliseconds of CPU of this thread. The kernel adds up what a thread used when the thread waits: so wait for a moment. */
function threadTime() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0.05);
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}
