const assert = require('node:assert/strict');
const vscode = require('vscode');

suite('passing', () => {
  test('sees the workspace folder', () => {
    const folders = vscode.workspace.workspaceFolders?.map((folder) => folder.uri.fsPath);
    assert.deepEqual(folders, [process.env['PV_TEST_WORKSPACE']]);
  });
  test('prints', () => console.log('printed in the extension host: %o', { a: 1 }));
  test.skip('is skipped', () => {});
});
