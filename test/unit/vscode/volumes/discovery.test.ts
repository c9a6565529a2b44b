// Which volumes a workspace folder takes along when it is removed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Discovery } from '../../../../src/vscode/volumes/discovery.ts';
import { editor, Uri, workspace } from '../../../shared/vscode.ts';
import { openWindow, settled } from '../window.ts';

test('a removed folder takes its volumes along, not those added by hand, with staged changes or in another folder', async (t) => {
  const { volumes, remembered, answers, log, asked } = openWindow(t);
  workspace.workspaceFolders = ['/work/a', '/work/a/inner', '/work/ab'].map((path) => ({
    uri: Uri.file(path),
  }));
  t.after(() => (workspace.workspaceFolders = []));
  const found = [
    '/work/a/found',
    '/work/a/inner/found',
    '/work/a/staged',
    '/work/ab/found',
    '/etc/x',
  ];
  answers.discover = ({ roots }) => (roots.includes('/work/a') ? found : []);
  answers.discoverMounted = () => ({ found: [] });
  const discovery = new Discovery(volumes, remembered, (dir) => dir === '/work/a/staged', log);
  t.after(() => discovery.dispose());
  await volumes.add('/work/a/by-hand');
  await volumes.begin();
  await settled();
  editor.removeFolder('/work/a');
  await settled();
  assert.deepEqual(volumes.dirs, [
    '/etc/x',
    '/work/a/by-hand',
    '/work/a/inner/found',
    '/work/a/staged',
    '/work/ab/found',
  ]);
  assert.deepEqual(asked('unwatch'), [['unwatch', { dir: '/work/a/found' }]]);
  assert.equal(remembered.isHidden('/work/a/found'), false);
});
