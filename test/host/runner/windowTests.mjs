import path from 'node:path';
import { ensureHost } from '../install.mjs';
import { packExtension } from '../pack.mjs';
import { installExtension } from '../server.mjs';
import { startWindowServer } from '../windowServer.mjs';
import { makeScratch, removeScratch } from './scratch.mjs';

/**
 * What the windows of all tests share, as JSON in the environment variable WINDOW_TESTS_SHARE.
 *
 * @typedef {object} Shared
 * @property {string} vsix
 * @property {string} extensions the folder that the VSIX is installed in
 * @property {import('../windowServer.mjs').WindowServer} server
 */

/**
 * Packs and installs the extension, starts one server, and ends it after `use`.
 *
 * @template T
 * @param {(env: Record<string, string>) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withWindowsShared(use) {
  const host = await ensureHost();
  const scratch = makeScratch('windows-');
  /** Undone last to first. @type {(() => Promise<void> | void)[]} */
  const cleanups = [() => removeScratch(scratch)];
  try {
    const vsix = path.join(scratch, 'extension.vsix');
    const extensions = path.join(scratch, 'extensions');
    packExtension(vsix);
    await installExtension(host, { vsix, userData: path.join(scratch, 'user-data'), extensions });
    const { stop, ...server } = await startWindowServer(host, { extensions });
    cleanups.push(stop);
    /** @type {Shared} */
    const shared = { vsix, extensions, server };
    return await use({ WINDOW_TESTS_SHARE: JSON.stringify(shared) });
  } finally {
    for (const cleanup of cleanups.toReversed()) await cleanup();
  }
}
