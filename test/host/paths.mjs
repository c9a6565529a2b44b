// Where things are. Some of these files are bundled into dist/test/, so the root is looked for, not counted in "..".
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout: the nearest folder above that has the build script. */
export const root = (() => {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'esbuild.mjs'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('No esbuild.mjs above: where is the checkout?');
    folder = parent;
  }
  return folder;
})();

/** Everything that tests and demos leave behind; ignored by git. */
export const scratchRoot = path.join(root, '.vscode-test');

export const hostFolder = path.join(root, 'test', 'host');
