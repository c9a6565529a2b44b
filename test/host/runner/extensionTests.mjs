import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hostFolder, root } from '../paths.mjs';
import { runCommand } from './command.mjs';
import { makeScratch, removeScratch } from './scratch.mjs';
import { judge } from './tally.mjs';

/**
 * @typedef {object} ExtensionTestOptions
 * @property {number} limitSeconds
 * @property {string} [developmentPath] the extension; this one unless given
 * @property {Record<string, string>} [env]
 * @property {number | 'inherit'} [output]
 */

/**
 * Runs the mocha tests in an extension host, with a new profile and a new workspace folder, whose path
 * the tests find in PV_TEST_WORKSPACE.
 *
 * @param {ExtensionTestOptions} options
 * @returns {Promise<import('./tally.mjs').Verdict>}
 */
export async function runExtensionTests(options) {
  const { limitSeconds, developmentPath = root, env, output = 'inherit' } = options;
  // Short: VS Code makes sockets in its profile, and macOS allows their paths 103 bytes.
  const scratch = makeScratch('pv-');
  const workspace = path.join(scratch, 'workspace');
  const counts = path.join(scratch, 'counts.json');
  mkdirSync(workspace);
  // Installed, as nothing else is in this folder: of several extensions under development the browser takes one.
  const example = path.join(root, 'test/extension/example');
  cpSync(example, path.join(scratch, 'extensions/example.example-0.0.0'), { recursive: true });
  const launcher = path.join(hostFolder, 'runner/launch.mjs');
  try {
    // A process of its own: @vscode/test-electron neither limits a run nor ends it with all its children.
    const exit = await runCommand(process.execPath, [launcher, developmentPath, scratch], {
      folder: root,
      limitSeconds,
      output,
      env: { ...env, PV_TEST_WORKSPACE: workspace, EXTENSION_TEST_COUNTS: counts },
    });
    return judge(exit, readCounts(counts));
  } finally {
    removeScratch(scratch);
  }
}

/**
 * What test/extension/index.cjs has counted.
 *
 * @param {string} file
 * @returns {import('./tally.mjs').Noted | undefined}
 */
export function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
