import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, scratchRoot } from './paths.mjs';

/** What is large and never packed. */
const large = new Set([
  ...['.git', 'node_modules', 'src', 'test', 'dist/test'].map((name) => path.join(root, name)),
  scratchRoot,
]);

/** Builds the extension into dist/. */
export function build() {
  runQuietly('The build', [path.join(root, 'esbuild.mjs')], root);
}

/**
 * Packs what was built, from a copy of the checkout without what is large: vsce compares every file that it finds with
 * every line of .vscodeignore, and finds the installed VS Code server as well.
 *
 * @param {string} vsix where to
 */
export function packExtension(vsix) {
  mkdirSync(path.dirname(vsix), { recursive: true });
  const copy = mkdtempSync(path.join(tmpdir(), 'pack-'));
  try {
    cpSync(root, copy, { recursive: true, filter: (name) => !large.has(name) });
    pack(copy, vsix);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} vsix
 */
function pack(folder, vsix) {
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  // Everything is bundled: node_modules stays out.
  // The picture in the README travels along; there is no repository yet to point it to.
  const links = ['--allow-missing-repository', '--no-rewrite-relative-links'];
  const args = ['package', '--no-dependencies', ...links, '--out', path.resolve(vsix)];
  runQuietly('Packing', [vsce, ...args], folder);
}

/**
 * @param {string} what
 * @param {string[]} args of Node
 * @param {string} folder
 */
function runQuietly(what, args, folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`${what} failed:\n${stdout}${stderr}`);
}
