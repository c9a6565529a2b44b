import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packExtension } from '../pack.mjs';
import { root, scratchRoot } from '../paths.mjs';
import { runCommand } from './command.mjs';
import { runExtensionTests } from './extensionTests.mjs';
import { runNodeTests } from './nodeTests.mjs';
import { judgeCheck } from './tally.mjs';

/**
 * @typedef {object} Kind
 * @property {string} about
 * @property {boolean} built needs dist/
 * @property {'always' | 'by default' | 'never'} host needs the VS Code server: always, unless a
 *   desktop VS Code is asked for, or not
 * @property {boolean} [posix] makes volumes, which Windows has no atomic swap for
 * @property {() => Promise<import('./tally.mjs').Verdict[]>} run
 */

/** In the order in which they run: the quickest answers first. @type {Record<string, Kind>} */
export const kinds = {
  check: {
    about: 'types and dead code',
    built: false,
    host: 'never',
    run: () => runScript('check'),
  },
  lint: {
    about: 'lint rules and formatting',
    built: false,
    host: 'never',
    run: () => runScript('lint'),
  },
  unit: {
    about: 'the core and the worker, in plain Node',
    built: true,
    host: 'never',
    posix: true,
    run: () => runNodeTests(testFiles('dist/test/unit'), { limitSeconds: 600 }),
  },
  extension: {
    about: 'the extension, in a real extension host',
    built: true,
    host: 'by default',
    run: async () => [await runExtensionTests({ limitSeconds: 600 })],
  },
  window: {
    about: 'the packed extension, in a real window',
    built: true,
    host: 'always',
    run: () => {
      const vsix = path.join(scratchRoot, 'window', 'extension.vsix');
      packExtension(vsix);
      const env = { WINDOW_TEST_VSIX: vsix };
      return runNodeTests(testFiles('dist/test/window'), { limitSeconds: 600, env });
    },
  },
  host: {
    about: 'what runs the tests: that a broken run is never green',
    built: false,
    host: 'always',
    run: () => runNodeTests(testFiles('test/host'), { limitSeconds: 300 }),
  },
};

/** @param {string} folder */
function testFiles(folder) {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => path.join(root, folder, name));
}

/**
 * Runs the commands of an npm script; each is one check.
 *
 * @param {string} name
 */
async function runScript(name) {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const binaries = path.join(root, 'node_modules/.bin');
  // Windows calls it Path.
  const pathName = Object.keys(process.env).find((key) => /^path$/i.test(key)) ?? 'PATH';
  const verdicts = [];
  for (const command of scripts[name].split(' && ')) {
    console.log(`> ${command}`);
    const exit = await runCommand(command, [], {
      folder: root,
      limitSeconds: 300,
      shell: true,
      env: { [pathName]: `${binaries}${path.delimiter}${process.env[pathName] ?? ''}` },
    });
    verdicts.push(judgeCheck(exit));
  }
  return verdicts;
}
