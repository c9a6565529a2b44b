// The status bar says what expires for as long as that is so, and until someone has looked.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { CredentialWarning } from '../../../../src/volume/credentials/credentialWarnings.ts';
import { registerExpiryWarnings } from '../../../../src/vscode/attention/expiryWarnings.ts';
import { commands, statusBar } from '../../../shared/vscode.ts';
import { DIR, openWindow, settled, stateOf } from '../window.ts';

const OTHER = '/etc/other';

function watching(t: TestContext) {
  const window = openWindow(t);
  const registered = registerExpiryWarnings(window.volumes);
  t.after(() => registered.dispose());
  for (const dir of [DIR, OTHER]) window.volumes.watch(dir);
  const told = () => {
    const item = statusBar.get('warnings');
    return item?.isShown === true
      ? item.tooltip?.split('\n').map((line) => line.split(' ')[1])
      : [];
  };
  const receive = (dir: string, ...keys: string[]) => {
    const warnings = keys.map((key): CredentialWarning => ({ kind: 'expired', key, at: 1 }));
    window.receive(stateOf({}, { dir, warnings }));
  };
  return { ...window, told, receive };
}

test('a credential that was replaced, or whose volume is gone, is said no longer', async (t) => {
  const { told, receive, volumes } = watching(t);
  receive(DIR, 'a.crt', 'b.crt');
  receive(OTHER, 'c.crt');
  assert.deepEqual(told(), ['a.crt', 'b.crt', 'c.crt']);
  receive(DIR, 'b.crt');
  assert.deepEqual(told(), ['b.crt', 'c.crt']);
  await volumes.unwatch(OTHER);
  assert.deepEqual(told(), ['b.crt']);
  assert.match(statusBar.get('warnings')?.text ?? '', /config: b.crt expired/);
  receive(DIR);
  assert.deepEqual(told(), []);
});

test('what was seen is not said again, what is new is', async (t) => {
  const { told, receive } = watching(t);
  receive(DIR, 'a.crt');
  await commands.executeCommand('projectedVolumes.volumes.seeWarnings');
  await settled();
  assert.deepEqual(told(), []);
  receive(DIR, 'a.crt', 'b.crt');
  assert.deepEqual(told(), ['b.crt']);
});

test('of volumes without credentials nothing is told to VS Code', async (t) => {
  const { receive } = watching(t);
  const item = statusBar.get('warnings') as { hide(): void } | undefined;
  assert.ok(item);
  let hidden = 0;
  item.hide = () => hidden++;
  receive(DIR);
  receive(OTHER);
  assert.equal(hidden, 0);
  receive(DIR, 'a.crt');
  receive(DIR);
  assert.equal(hidden, 1);
});
