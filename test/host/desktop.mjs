import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';
import { writeSettings } from './settings.mjs';

/**
 * Opens a folder in the desktop VS Code, with a profile of its own, until its window is closed.
 *
 * @param {string} folder
 * @param {string} scratch
 * @returns {Promise<number>} its exit code
 */
export async function openDesktop(folder, scratch) {
  const userData = path.join(scratch, 'user-data');
  writeSettings(userData);
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`];
  args.push(`--user-data-dir=${userData}`, `--extensions-dir=${path.join(scratch, 'extensions')}`);
  // On Windows it is code.cmd, which only a shell can start.
  const child = spawn('code', [...args, folder], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  child.once('spawn', () => console.log('Close the window to end it.'));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', () =>
      reject(
        new Error(
          'There is no "code" on the PATH. In VS Code, run "Shell Command: Install \'code\' command in PATH", ' +
            'or leave out --desktop to use the browser.',
        ),
      ),
    );
  });
}
