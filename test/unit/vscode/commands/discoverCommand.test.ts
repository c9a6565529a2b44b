// Discover Volumes: what is ticked shows, and what is unticked shows no longer.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { discoverVolumes } from '../../../../src/vscode/commands/discoverCommand.ts';
import { person } from '../../../shared/vscode.ts';
import { openWindow } from '../window.ts';

function discovering(t: TestContext, names = ['a', 'b', 'c']) {
  const window = openWindow(t);
  const origin = { kind: 'unknown' };
  const place = { in: 'container' };
  window.answers.discoverMounted = () => ({
    found: names.map((name) => ({ dir: `/srv/${name}`, origin, layout: { form: 'none' }, place })),
    subPaths: [{ mountPoint: '/srv/file', version: '..v1', key: 'file', isStale: false }],
    kubeletRoots: [],
    searched: 1,
    ended: 'all',
  });
  const { volumes } = window;
  const removed: string[] = [];
  const discover = async (answer: string | undefined) => {
    person.answers.push(answer);
    await discoverVolumes(volumes, async (dir) => void removed.push(dir));
  };
  return { ...window, removed, discover };
}

test('what is unticked leaves the view, what is ticked is added, and what was ticked stays as it was', async (t) => {
  const { volumes, remembered, removed, discover } = discovering(t);
  for (const dir of ['/srv/a', '/srv/b', '/srv/file', '/srv/elsewhere']) volumes.watch(dir);
  await discover('b,c');
  assert.deepEqual(removed, ['/srv/a', '/srv/file']);
  assert.deepEqual(remembered.added, ['/srv/c']);
});

test('a list that is closed changes nothing', async (t) => {
  const { volumes, remembered, removed, discover } = discovering(t);
  volumes.watch('/srv/a');
  await discover(undefined);
  assert.deepEqual([removed, remembered.added], [[], []]);
});

test('a name of a volume is text, also where it would be an icon', async (t) => {
  const { discover } = discovering(t, ['$(trash) x']);
  await discover(undefined);
  assert.ok(person.told.at(-1)?.buttons.includes('\\$(trash) x'));
});
