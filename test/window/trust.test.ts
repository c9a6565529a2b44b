// A workspace in restricted mode: everything is shown, nothing is published.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { demo } from './demo.ts';
import { openWorkbench } from './openWorkbench.ts';

test('in restricted mode a volume is shown and followed, but nothing is published', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { 'log.level': 'info' });
  const options = { folder: workspace.folder, workspaceTrust: true };
  const workbench = await openWorkbench(options, t);
  await workbench.statusBar('Restricted Mode').waitFor();
  await workbench.openContainer();
  await workbench.row('log.level', /info/).waitFor();
  volume.publish({ 'log.level': 'debug' });
  await workbench.row('log.level', /debug/).click();
  await workbench.editorShows('debug');
  await workbench.typeInEditor('mine', { replace: true });
  await workbench.save();
  await workbench.toast('restricted mode').box.waitFor();
  assert.equal(volume.read('log.level'), 'debug');
});
