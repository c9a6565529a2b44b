import { readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';
import { runCommand } from './command.mjs';
import { runExtensionTests } from './extensionTests.mjs';
import { runInLanes } from './lanes.mjs';
import { groupedTestJobs, nodeTestJobs } from './nodeTests.mjs';
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

/** Unit tests with many processes or threads that race. */
const alone = [
  'volume/read/readers.test.mjs',
  'volume/write/besideKubelet.test.mjs',
  'volume/write/concurrency.test.mjs',
  'volume/write/killed.test.mjs',
];

/**
 * The kinds in the order in which they run, the quickest answers first; those of one stage run side by side. Unit tests
 * race, beside no window; and what tests the runner builds anew what the extension is loaded from.
 *
 * @type {Record<string, Kind>[]}
 */
export const stages = [
  {
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
      run: () => runInLanes(groupedTestJobs('dist/test/unit', { limitSeconds: 600 }, 40, alone)),
    },
  },
  {
    extension: {
      about: 'the extension, in a real extension host',
      built: true,
      host: 'by default',
      run: () =>
        runInLanes([
          {
            name: 'dist/test/extension',
            run: (output) => {
              // Our own host gives up before that, with a picture.
              const env = { VSCODE_TEST_TIME_LIMIT: '570' };
              return runExtensionTests({ limitSeconds: 600, env, output });
            },
          },
        ]),
    },
    window: {
      about: 'the packed extension, in a real window',
      built: true,
      host: 'always',
      run: async () => {
        // It needs node_modules, which may not be there when this file is loaded.
        const { withWindowsShared } = await import('./windowTests.mjs');
        return withWindowsShared((env) =>
          // To open a window takes as long as a test: two files or more share one. Of many groups no lane waits long for the other.
          runInLanes(groupedTestJobs('dist/test/window', { limitSeconds: 1_200, env }, 4)),
        );
      },
    },
  },
  {
    host: {
      about: 'what runs the tests: that a broken run is never green',
      built: false,
      host: 'always',
      run: () => runInLanes(nodeTestJobs('test/host', { limitSeconds: 300 })),
    },
  },
];

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
  const env = { [pathName]: `${binaries}${path.delimiter}${process.env[pathName] ?? ''}` };
  const commands = /** @type {string} */ (scripts[name]).split(' && ');
  return runInLanes(
    commands.map((command) => ({
      name: command,
      run: async (output) => {
        writeSync(output, `> ${command}\n`);
        const options = { folder: root, limitSeconds: 300, shell: true, output, env };
        return judgeCheck(await runCommand(command, [], options));
      },
    })),
  );
}
