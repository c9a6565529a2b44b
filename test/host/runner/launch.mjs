// Started by extensionTests.mjs: one run of @vscode/test-electron, on our host or on a desktop VS Code.
// usage: launch.mjs <extension folder> <folder for profile and workspace>
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { hostFolder, root, scratchRoot } from '../paths.mjs';
import { writeSettings } from '../settings.mjs';

const [extensionDevelopmentPath = '', scratch = ''] = process.argv.slice(2);
const userData = path.join(scratch, 'user-data');
writeSettings(userData);

const download = process.env['VSCODE_TEST_DOWNLOAD'] === '1';
const executable = process.env['VSCODE_EXECUTABLE'] || path.join(hostFolder, 'code.mjs');

try {
  await runTests({
    ...(download ? { cachePath: scratchRoot } : { vscodeExecutablePath: executable }),
    extensionDevelopmentPath,
    extensionTestsPath: path.join(root, 'test/extension/index.cjs'),
    launchArgs: [
      path.join(scratch, 'workspace'),
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(scratch, 'extensions')}`,
    ],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
