// The status bar while several volumes wait for the cluster.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrivalStatus } from '../../../../src/vscode/cluster/arrivalStatus.ts';
import { statusBar } from '../../../shared/vscode.ts';

test('an arrival is told for half a minute, while others are still on their way', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  t.mock.method(performance, 'now', () => 5_000);
  let onItsWay = ['/a', '/b', '/c'].map((dir) => ({ dir, begun: 0 }));
  const status = new ArrivalStatus(() => onItsWay);
  t.after(() => status.dispose());
  const text = () => statusBar.get('arrival')?.text;
  const arrives = (dir: string): void => {
    onItsWay = onItsWay.filter((each) => each.dir !== dir);
    status.end();
    status.confirm(dir, 'x', '5.0', undefined);
  };
  status.begin();
  assert.equal(text(), '$(sync~spin) a: in the cluster, not here yet · 5 s (+2)');
  arrives('/a');
  t.mock.timers.tick(29_000);
  assert.equal(text(), '$(check) Published x: here after 5.0 s');
  t.mock.timers.tick(1_000);
  assert.equal(text(), '$(sync~spin) b: in the cluster, not here yet · 5 s (+1)');
  arrives('/b');
  // Another one sets out: from then on that is told.
  status.begin();
  assert.equal(text(), '$(sync~spin) c: in the cluster, not here yet · 5 s');
  arrives('/c');
  t.mock.timers.tick(29_000);
  assert.equal(statusBar.get('arrival')?.isShown, true);
  t.mock.timers.tick(1_000);
  assert.equal(statusBar.get('arrival')?.isShown, false);
});

test('an arrival is told though another one is waited for no longer, and not of a volume that is gone', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let onItsWay = [{ dir: '/b', begun: 0 }];
  const status = new ArrivalStatus(() => onItsWay);
  t.after(() => status.dispose());
  const isShown = () => statusBar.get('arrival')?.isShown;
  status.begin();
  status.confirm('/a', 'x', '5.0', '..v1');
  onItsWay = [];
  status.end();
  status.forget((dir) => dir === '/b');
  assert.equal(isShown(), true);
  status.forget((dir) => dir === '/a');
  assert.equal(isShown(), false);
});
