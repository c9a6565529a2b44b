import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * `npm ci` in a folder, quiet unless it fails.
 *
 * @param {string} folder
 */
export async function npmCi(folder) {
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // Under `npm run` this is the very npm that runs us; another package manager sets it as well.
  const own = process.env['npm_execpath'] ?? '';
  const [command, ...args] =
    path.basename(own) === 'npm-cli.js' ? [process.execPath, own, ...options] : ['npm', ...options];
  // On Windows npm is a .cmd file, which only a shell can start.
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell,
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`npm ci in ${folder} failed with exit code ${code}.`);
}
