import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What @vscode/test-electron asks of a VS Code executable.
 *
 * @typedef {object} Launch
 * @property {string[]} developmentPaths
 * @property {string} testsPath
 * @property {string | undefined} folder
 * @property {string | undefined} userData
 * @property {string | undefined} extensions
 * @property {boolean} disableExtensions
 */

const withValue = new Set([
  '--extensionDevelopmentPath',
  '--extensionTestsPath',
  '--extensions-dir',
  '--folder-uri',
  '--user-data-dir',
]);

/**
 * @param {readonly string[]} args
 * @returns {Launch}
 */
export function parseLaunch(args) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  let folder;
  let disableExtensions = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const [name = '', inline] = split(arg);
    if (withValue.has(name)) {
      const value = inline ?? args[++index] ?? '';
      values.set(name, [...(values.get(name) ?? []), value]);
    } else if (arg === '--disable-extensions') {
      disableExtensions = true;
    } else if (!arg.startsWith('-')) {
      folder = path.resolve(arg);
    }
    // Others (--no-sandbox, --skip-welcome …) are for a desktop and mean nothing here.
  }
  /** @param {string} name */
  const last = (name) => values.get(name)?.at(-1);
  /** @param {string} name */
  const lastPath = (name) => (last(name) === undefined ? undefined : path.resolve(`${last(name)}`));

  const testsPath = lastPath('--extensionTestsPath');
  if (testsPath === undefined) {
    throw new Error('This VS Code only runs tests: --extensionTestsPath is missing.');
  }
  const uri = last('--folder-uri');
  return {
    developmentPaths: (values.get('--extensionDevelopmentPath') ?? []).map((p) => path.resolve(p)),
    testsPath,
    folder: uri === undefined ? folder : fileURLToPath(uri),
    userData: lastPath('--user-data-dir'),
    extensions: lastPath('--extensions-dir'),
    disableExtensions,
  };
}

/** @param {string} arg `--name=value` or `--name` */
function split(arg) {
  const at = arg.indexOf('=');
  return at < 0 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}
