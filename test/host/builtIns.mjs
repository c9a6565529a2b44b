import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/** They start when a program is debugged, and when Markdown is opened. */
const NEEDED = new Set(['ms-vscode.js-debug', 'markdown-language-features']);

/**
 * Links to the extensions of VS Code that only declare something, such as a language or a theme, to its debugger and to its
 * preview of Markdown. Most others with code of their own (Git, Emmet, TypeScript …) start in every window, which takes a
 * quarter of the time that a window needs to open.
 *
 * @param {import('./install.mjs').Host} host
 * @param {string} folder is made
 */
export function linkBuiltIns(host, folder) {
  mkdirSync(folder);
  const all = path.join(path.dirname(host.serverMain), '../extensions');
  for (const { name, parentPath } of readdirSync(all, { withFileTypes: true })) {
    const extension = path.join(parentPath, name);
    const manifest = readManifest(extension);
    if (manifest === undefined) continue;
    if (('main' in manifest || 'browser' in manifest) && !NEEDED.has(name)) continue;
    symlinkSync(extension, path.join(folder, name));
  }
}

/**
 * Undefined for what is no extension.
 *
 * @param {string} extension
 * @returns {object | undefined}
 */
function readManifest(extension) {
  try {
    return JSON.parse(readFileSync(path.join(extension, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
