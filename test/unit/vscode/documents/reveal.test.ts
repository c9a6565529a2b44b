// An editor that was opened while its volume seemed to be plain closes a minute after that turned out to be wrong.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Reveals } from '../../../../src/vscode/documents/reveal.ts';
import { activeUri, liveUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { TabInputText, type Uri, window as shownWindow } from '../../../shared/vscode.ts';
import { DIR, openWindow, settled } from '../window.ts';

function showing(t: TestContext, ...uris: unknown[]) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { storage } = openWindow(t);
  const tabs = uris.map((uri) => ({
    input: new TabInputText(uri as Uri),
    isDirty: false,
    label: '',
  }));
  shownWindow.tabGroups.all = [{ tabs }];
  t.after(() => (shownWindow.tabGroups.all = []));
  const reveals = new Reveals(storage.memento);
  t.after(() => reveals.dispose());
  const shown = () =>
    shownWindow.tabGroups.all.flatMap((group) =>
      group.tabs.map(({ input }) => String((input as TabInputText).uri)),
    );
  const later = async (seconds: number) => {
    t.mock.timers.tick(seconds * 1000);
    await settled();
  };
  return { storage, reveals, shown, later, tabs };
}

const [SECRET, PLAIN] = [liveUri(DIR, 'secret'), liveUri(DIR, 'plain')];
const isSecret = ({ path }: { path: string }) => path.endsWith('secret');

test('what turns out to be secret closes after a minute, and nothing else does', async (t) => {
  const file = SECRET.with({ scheme: 'file' });
  const { reveals, shown, later } = showing(t, SECRET, activeUri(DIR, 'secret'), PLAIN, file);
  await reveals.adopt(isSecret);
  assert.ok(reveals.isRevealed(SECRET) && !reveals.isRevealed(PLAIN));
  await later(59);
  assert.equal(shown().length, 4);
  await later(1);
  assert.deepEqual(shown(), [PLAIN, file].map(String));
  assert.ok(!reveals.isRevealed(SECRET));
});

test('an editor with unsaved text closes once that is settled', async (t) => {
  const { reveals, shown, later, tabs } = showing(t, SECRET);
  const [tab] = tabs;
  assert.ok(tab !== undefined);
  tab.isDirty = true;
  await reveals.adopt(isSecret);
  await later(60);
  assert.equal(shown().length, 1);
  tab.isDirty = false;
  await later(60);
  assert.deepEqual(shown(), []);
});

test('its minute is not begun again by every look at the volume', async (t) => {
  const { reveals, shown, later } = showing(t, SECRET);
  await reveals.adopt(isSecret);
  await later(40);
  await reveals.adopt(isSecret);
  await later(20);
  assert.deepEqual(shown(), []);
  assert.ok(!reveals.isRevealed(SECRET));
});

test('should the window end within the minute, the next one closes it', async (t) => {
  const { reveals, shown, storage } = showing(t, SECRET);
  await reveals.adopt(isSecret);
  reveals.dispose();
  const next = new Reveals(storage.memento);
  t.after(() => next.dispose());
  await settled();
  assert.deepEqual(shown(), []);
});
