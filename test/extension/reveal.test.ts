// A secret that is looked at is hidden again by itself.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Reveals } from '../../src/vscode/documents/reveal.ts';
import { addVolume, removeVolumes } from './volume.ts';

suite('looking at a secret', () => {
  teardown(removeVolumes);

  test('its editor is read-only, and closes by itself', async () => {
    const volume = await addVolume({ password: 'hunter2' });
    const reveals = new Reveals(300);
    await reveals.reveal(volume.dir, 'password');
    const uri = volume.uri('password').with({ authority: 'active' });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'hunter2');
    const { permissions } = await vscode.workspace.fs.stat(uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    await new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length === 0) return;
        listener.dispose();
        resolve();
      });
    });
    assert.deepEqual(vscode.window.visibleTextEditors, []);
    reveals.dispose();
  });
});
