#!/usr/bin/env node
// A VS Code executable for @vscode/test-electron: takes the same arguments and answers with the same
// exit codes, but its workbench runs in a headless browser and its extension host beside a server.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseLaunch } from './arguments.mjs';
import { launchBrowser } from './browser.mjs';
import { linkBuiltIns } from './builtIns.mjs';
import { endOfRun } from './endOfRun.mjs';
import { followFile } from './followFile.mjs';
import { ensureHost } from './install.mjs';
import { hostFolder, scratchRoot } from './paths.mjs';
import { startServer } from './server.mjs';
import { writeSettings } from './settings.mjs';

const launch = parseLaunch(process.argv.slice(2));
const host = await ensureHost();
const limitSeconds = Number(process.env['VSCODE_TEST_TIME_LIMIT'] || 300);
const scratch = mkdtempSync(path.join(tmpdir(), 'vscode-test-'));
const output = path.join(scratch, 'output.txt');
const proof = path.join(scratch, 'result.txt');
/** What the workbench complained of; told only when a run did not end by itself. @type {Set<string>} */
const complaints = new Set();
/** Undone last to first. @type {(() => Promise<unknown> | void)[]} */
const cleanups = [() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })];

/** @type {(end: { exitCode: number, reason?: string }) => void} */
let finish = () => {};
/** @type {Promise<{ exitCode: number, reason?: string }>} */
const finished = new Promise((resolve) => (finish = resolve));

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => finish({ exitCode: 1, reason: `Stopped by ${signal}.` }));
}
setTimeout(
  () => finish({ exitCode: 1, reason: `The test run did not end within ${limitSeconds} s.` }),
  limitSeconds * 1000,
);
/** @type {import('playwright-core').Page | undefined} */
let page;
openWindow().catch((error) => finish({ exitCode: 1, reason: error.stack }));

const { exitCode, reason } = await finished;
if (reason !== undefined) {
  process.stderr.write(`${[reason, ...complaints].join('\n  ')}\n`);
  await screenshot();
}
for (const cleanup of cleanups.toReversed()) await cleanup();
process.exit(exitCode);

async function openWindow() {
  const userData = launch.userData ?? path.join(scratch, 'user-data');
  const extensions = launch.extensions ?? path.join(scratch, 'extensions');
  writeSettings(userData);
  writeFileSync(output, '');
  cleanups.push(followFile(output, process.stdout));

  const builtIns = path.join(scratch, 'built-ins');
  linkBuiltIns(host, builtIns);

  const server = await startServer(host, {
    userData,
    extensions,
    builtIns,
    smokeTestDriver: true,
    env: {
      // Sockets of this server go where they are cleared away.
      XDG_RUNTIME_DIR: scratch,
      TEST_HOST_OUTPUT: output,
      TEST_HOST_RESULT: proof,
      TEST_HOST_SUITE: launch.testsPath,
    },
  });
  cleanups.push(server.stop);
  void server.ended.then((how) => finish({ exitCode: 1, reason: `The VS Code server ${how}` }));

  const browser = await launchBrowser(host);
  cleanups.push(() => browser.close());
  browser.on('disconnected', () => finish({ exitCode: 1, reason: 'The browser went away.' }));
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('crash', () => finish({ exitCode: 1, reason: 'The workbench page crashed.' }));
  page.on('pageerror', (error) => complaints.add(error.message));
  // The two calls by which the workbench of a test run speaks to its driver.
  await page.exposeFunction('codeAutomationLog', complain);
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) =>
    finish(endOfRun(code, readProof())),
  );
  await page.goto(server.url(windowQuery(server.authority)), { timeout: 120_000 });
}

/** @param {string} authority */
function windowQuery(authority) {
  /** @param {string} file */
  const remote = (file) => `vscode-remote://${authority}${encodeURI(file)}`;
  const payload = launch.developmentPaths.map((p) => ['extensionDevelopmentPath', remote(p)]);
  payload.push(['extensionTestsPath', remote(path.join(hostFolder, 'shim.cjs'))]);
  payload.push(['skipWelcome', 'true']);
  if (launch.disableExtensions) payload.push(['disableExtensions', 'true']);
  return {
    ...(launch.folder === undefined ? { ew: 'true' } : { folder: launch.folder }),
    payload: JSON.stringify(payload),
  };
}

function readProof() {
  try {
    return readFileSync(proof, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {string} level
 * @param {unknown[]} args
 */
function complain(level, args) {
  if (level !== 'error' && level !== 'warn') return;
  const [line = ''] = args.map(String).join(' ').split('\n');
  // A plain-http server has no service worker, and what was cancelled was wanted.
  if (!/Service Worker|Canceled/.test(line)) complaints.add(line.slice(0, 300));
}

async function screenshot() {
  if (page === undefined) return;
  const file = path.join(scratchRoot, 'failures', 'extension-host.png');
  mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file, timeout: 5000 }).then(
    () => process.stderr.write(`  The window: ${file}\n`),
    () => {},
  );
}
