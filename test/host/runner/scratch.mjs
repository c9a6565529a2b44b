import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** @type {Set<string>} */
const folders = new Set();

/** @param {string} prefix @returns {string} a new folder of this process, which `removeScratch` removes */
export function makeScratch(prefix) {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  folders.add(folder);
  return folder;
}

/** @param {string} folder */
export function removeScratch(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}

/** Before a signal ends this process, which runs no `finally`. */
export function removeAllScratch() {
  for (const folder of folders) {
    try {
      removeScratch(folder);
    } catch {
      // Something that is about to end still writes into it.
    }
  }
}
