import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** Builds the extension into dist/. */
export function build() {
  runQuietly('The build', [path.join(root, 'esbuild.mjs')]);
}

/**
 * Packs what was built.
 *
 * @param {string} vsix where to
 */
export function packExtension(vsix) {
  mkdirSync(path.dirname(vsix), { recursive: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  // Everything is bundled: node_modules stays out.
  // The picture in the README travels along; there is no repository yet to point it to.
  const links = ['--allow-missing-repository', '--no-rewrite-relative-links'];
  runQuietly('Packing', [vsce, 'package', '--no-dependencies', ...links, '--out', vsix]);
}

/**
 * @param {string} what
 * @param {string[]} args of Node
 */
function runQuietly(what, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`${what} failed:\n${stdout}${stderr}`);
}
