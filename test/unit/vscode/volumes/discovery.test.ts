// Which volumes show by themselves, which a workspace folder takes along when it is removed, and how long they are looked
// for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Discovery } from '../../../../src/vscode/volumes/discovery.ts';
import { editor, executed, Uri, workspace } from '../../../shared/vscode.ts';
import { deferred, openWindow, settled } from '../window.ts';

test('a removed folder takes its volumes along, not those added by hand, with staged changes or in another folder', async (t) => {
  const { volumes, remembered, answers, log, asked } = openWindow(t);
  workspace.workspaceFolders = ['/srv/a', '/srv/a/inner', '/srv/ab'].map((path) => ({
    uri: Uri.file(path),
  }));
  t.after(() => (workspace.workspaceFolders = []));
  const found = ['/srv/a/found', '/srv/a/inner/found', '/srv/a/staged', '/srv/ab/found', '/etc/x'];
  answers.discover = ({ roots }) => ({ found: roots.includes('/srv/a') ? found : [] });
  answers.discoverMounted = () => ({ found: [], subPaths: [] });
  const discovery = new Discovery(volumes, remembered, (dir) => dir === '/srv/a/staged', log);
  t.after(() => discovery.dispose());
  await volumes.add('/srv/a/by-hand');
  await volumes.begin();
  await settled();
  editor.removeFolder('/srv/a');
  await settled();
  assert.deepEqual(volumes.dirs, [
    '/etc/x',
    '/srv/a/by-hand',
    '/srv/a/inner/found',
    '/srv/a/staged',
    '/srv/ab/found',
  ]);
  assert.deepEqual(asked('unwatch'), [['unwatch', { dir: '/srv/a/found' }]]);
  assert.equal(remembered.isHidden('/srv/a/found'), false);
});

test('what is mounted here shows by itself: volumes, and files mounted alone, not those of a node’s pods', async (t) => {
  const { volumes, remembered, answers, log } = openWindow(t);
  const volume = (dir: string, place: string) => ({ dir, place: { in: place } });
  answers.discoverMounted = () => ({
    found: [volume('/etc/app', 'container'), volume('/k/pods/u/volumes/x/y', 'pod')],
    subPaths: [
      '/etc/nginx/nginx.conf',
      '/etc/app/inside.conf',
      '/etc/removed.conf',
      '/k/pods/u/volume-subpaths/app/web/0',
    ].map((mountPoint) => ({ mountPoint })),
  });
  await remembered.hide('/etc/removed.conf');
  const discovery = new Discovery(volumes, remembered, () => false, log);
  t.after(() => discovery.dispose());
  await volumes.begin();
  await settled();
  assert.deepEqual(volumes.dirs, ['/etc/app', '/etc/nginx/nginx.conf']);
});

test('that volumes are being looked for is said until the search is over', async (t) => {
  const { volumes, remembered, answers, log } = openWindow(t);
  const mounted = deferred();
  answers.discoverMounted = async () => {
    await mounted.promise;
    return { found: [], subPaths: [] };
  };
  const discovery = new Discovery(volumes, remembered, () => false, log);
  t.after(() => discovery.dispose());
  void volumes.begin();
  await settled();
  assert.deepEqual(executed, []);
  mounted.resolve();
  await settled();
  assert.deepEqual(executed, [['setContext', 'projectedVolumes.looked', true]]);
});

test('what an update creates in a volume is looked up once for a folder, and what is created elsewhere is searched', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { volumes, remembered, answers, log, asked } = openWindow(t);
  answers.discover = () => ({ found: [] });
  answers.discoverMounted = () => ({ found: [], subPaths: [] });
  const discovery = new Discovery(volumes, remembered, () => false, log);
  t.after(() => discovery.dispose());
  await volumes.begin();
  await settled();
  volumes.watch('/srv/v');
  const lookUp = t.mock.method(volumes, 'volumeOf');
  const update = (): void => {
    editor.create('/srv/v/..2026');
    for (let index = 0; index < 1000; index++) editor.create(`/srv/v/..2026/${index}`);
    editor.create('/srv/v/..data');
  };
  update();
  assert.ok(lookUp.mock.callCount() <= 3);
  t.mock.timers.tick(300);
  assert.deepEqual(asked('discover'), []);
  editor.create('/srv/new/..data');
  editor.create('/srv/other');
  t.mock.timers.tick(300);
  assert.deepEqual(asked('discover'), [['discover', { roots: ['/srv/new', '/srv/other'] }]]);
  await volumes.unwatch('/srv/v');
  editor.create('/srv/v/..data');
  t.mock.timers.tick(300);
  assert.deepEqual(asked('discover').at(-1), ['discover', { roots: ['/srv/v'] }]);
});
