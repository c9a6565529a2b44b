// A secret that is looked at is hidden again by itself.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Reveals } from '../../src/vscode/documents/reveal.ts';
import { addVolume, removeVolumes } from './volume.ts';

suite('looking at a secret', () => {
  teardown(removeVolumes);

  test('its editor is read-only', async () => {
    const volume = await addVolume({ password: 'hunter2' });
    const reveals = new Reveals();
    await reveals.reveal(volume.dir, 'password');
    const uri = volume.uri('password').with({ authority: 'active' });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'hunter2');
    const { permissions } = await vscode.workspace.fs.stat(uri);
    assert.equal(permissions, vscode.FilePermission.Readonly);
    reveals.dispose();
  });

  test('its editor closes by itself', async () => {
    const volume = await addVolume({ password: 'hunter2' });
    const uri = volume.uri('password').with({ authority: 'active' });
    const closes = new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (!closed.some((tab) => isOf(tab, uri))) return;
        listener.dispose();
        resolve();
      });
    });
    const reveals = new Reveals(1);
    await reveals.reveal(volume.dir, 'password');
    await closes;
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter((tab) => isOf(tab, uri)),
      [],
    );
    reveals.dispose();
  });
});

function isOf({ input }: vscode.Tab, uri: vscode.Uri): boolean {
  return input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
}
