// Which volume a path is in.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { openWindow } from '../window.ts';

test('a path is in the nearest volume above it, for as long as that is shown', async (t) => {
  const { volumes } = openWindow(t);
  volumes.watch('/etc/config', '/etc/config/inner');
  const keyOf = (path: string) => volumes.find(path);
  assert.deepEqual(keyOf('/etc/config'), { dir: '/etc/config', key: '' });
  assert.deepEqual(keyOf('/etc/config/conf/a'), { dir: '/etc/config', key: 'conf/a' });
  assert.deepEqual(keyOf('/etc/config/inner/a'), { dir: '/etc/config/inner', key: 'a' });
  assert.deepEqual(keyOf('/etc/config/conf/../a'), { dir: '/etc/config', key: 'a' });
  for (const outside of ['/etc', '/etc/config2/a', '/etc/config/../a', '/']) {
    assert.equal(keyOf(outside), undefined, outside);
  }
  await volumes.unwatch('/etc/config/inner');
  assert.deepEqual(keyOf('/etc/config/inner/a'), { dir: '/etc/config', key: 'inner/a' });
});

test('hundreds of volumes are watched a few at a time, except those that are removed meanwhile', async (t) => {
  const { volumes, asked } = openWindow(t);
  const dirs = Array.from({ length: 100 }, (_, n) => `/volumes/${n}`);
  volumes.watch(...dirs);
  assert.equal(volumes.dirs.length, 100);
  const first = asked('watch').length;
  assert.ok(first > 0 && first < 50, String(first));
  const last = dirs.at(-1) ?? '';
  await volumes.unwatch(last);
  while (asked('watch').length < 99) await setImmediate();
  await setImmediate();
  const watched = asked('watch').map(([, params]) => (params as { dir: string }).dir);
  assert.deepEqual(watched, dirs.slice(0, -1));
});
