import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { linkBuiltIns } from './builtIns.mjs';
import { startServer } from './server.mjs';
import { writeSettings } from './settings.mjs';

/**
 * A server for windows of the packed extension.
 *
 * @typedef {object} WindowServer
 * @property {string} address of a window without a folder
 * @property {string} userData where VS Code keeps settings, backups and logs
 * @property {number | undefined} pid also of the process group that all its processes are in
 */

/**
 * @param {import('./install.mjs').Host} host
 * @param {{ extensions: string, workspaceTrust?: boolean, env?: Record<string, string> }} options
 * @returns {Promise<WindowServer & { stop: () => Promise<void> }>}
 */
export async function startWindowServer(host, options) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'window-'));
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  const userData = path.join(scratch, 'user-data');
  writeSettings(userData, {
    'workbench.colorTheme': 'Light 2026',
    // The machine may have volumes of its own.
    'projectedVolumes.discoverOnStart': false,
    // All that is needed runs in the server; a second host, for extensions in the browser, takes a second of each window.
    'extensions.webWorker': false,
  });
  try {
    const env = { XDG_RUNTIME_DIR: scratch, ...options.env };
    const builtIns = path.join(scratch, 'built-ins');
    linkBuiltIns(host, builtIns);
    const server = await startServer(host, { ...options, userData, builtIns, env });
    const stop = async () => {
      await server.stop();
      removeScratch();
    };
    return { address: server.url({}), userData, pid: server.pid, stop };
  } catch (error) {
    removeScratch();
    throw error;
  }
}
