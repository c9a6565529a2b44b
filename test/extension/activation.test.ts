// The first file, so that nothing else has started the extension yet.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('starting', () => {
  test('begins with the window, without the view or a command', async () => {
    const extension = vscode.extensions.getExtension('projected-volumes.projected-volumes');
    assert.ok(extension);
    // VS Code tells nobody when an extension has started; the test's time limit is the failure.
    while (!extension.isActive) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  test('registers the tools for assistants that package.json contributes', () => {
    const names = vscode.lm.tools
      .map(({ name }) => name)
      .filter((name) => name.startsWith('projectedVolumes_'));
    assert.deepEqual(names.sort(), ['projectedVolumes_describe', 'projectedVolumes_list']);
  });
});
