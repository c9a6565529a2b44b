// What package.json promises, against the extension as it runs.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import texts from '../../package.nls.json' with { type: 'json' };

const ID = 'projected-volumes.projected-volumes';

interface Manifest {
  contributes: {
    commands: { command: string; title: string; category?: string }[];
    menus: Record<string, { command: string; when: string }[]>;
  };
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(ID);
  assert.ok(found !== undefined);
  return found;
}

suite('the manifest', () => {
  test('every command that it names is registered, and no other', async () => {
    await extension().activate();
    const { contributes } = extension().packageJSON as Manifest;
    const named = contributes.commands.map(({ command }) => command);
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      registered.filter((command) => /^projectedVolumes\.[a-zA-Z]+$/.test(command)).sort(),
      named.sort(),
    );
  });

  test('every command in a menu exists, and every one has a title and a category', () => {
    const { contributes } = extension().packageJSON as Manifest;
    const named = new Set(contributes.commands.map(({ command }) => command));
    for (const { command } of Object.values(contributes.menus).flat()) {
      assert.ok(named.has(command), command);
    }
    for (const { title, category } of contributes.commands) {
      assert.equal(category, 'Projected Volumes');
      assert.ok(Object.values(texts).includes(title), title);
    }
  });
});
