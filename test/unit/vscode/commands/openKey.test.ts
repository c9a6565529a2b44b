// What opens a key: a click, which shows no hidden value without a question, and Open Key, which is the request itself.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { bytes } from '../../../../src/volume/edit/stagedChanges.ts';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import { keyCommands } from '../../../../src/vscode/commands/keyCommands.ts';
import { executed, person, type Uri } from '../../../shared/vscode.ts';
import { DIR, key, openWindow, SECRET, stateOf } from '../window.ts';

const ROW = { kind: 'key', dir: DIR, key: 'a' };

/** `revealed` is what shows for a minute. */
function opening(t: TestContext, more: Parameters<typeof stateOf>[1] = {}) {
  const window = openWindow(t);
  window.volumes.watch(DIR);
  window.receive(stateOf({ a: '1' }, more));
  const revealed: string[] = [];
  const reveals = {
    show: async (uris: readonly Uri[], open: () => Promise<unknown>) => {
      revealed.push(...uris.map(String));
      await open();
    },
  };
  const context = { ...window, reveals } as unknown as CommandContext;
  const commands = keyCommands(context, async () => {});
  const run = async (name: string): Promise<void> => commands[name]?.(ROW);
  const opened = () => executed.map(([name, uri]) => [name, String(uri)]);
  return { ...window, revealed, run, opened };
}

test('a click on a hidden value asks, and shows nothing without a yes', async (t) => {
  const { revealed, run, opened } = opening(t, { secrecy: SECRET });
  await run('openKeyAsking');
  assert.equal(person.told[0]?.text, 'Show the value of a?');
  assert.deepEqual([revealed, opened()], [[], []]);
  person.answers = ['Show Value'];
  await run('openKeyAsking');
  assert.deepEqual(revealed, [`projected-volume://active${DIR}/a`]);
  assert.deepEqual(opened(), [['vscode.open', `projected-volume://active${DIR}/a`]]);
});

test('Open Key is the request: nothing is asked once more', async (t) => {
  const { revealed, run } = opening(t, { secrecy: SECRET });
  await run('openKey');
  assert.deepEqual(person.told, []);
  assert.deepEqual(revealed, [`projected-volume://active${DIR}/a`]);
});

test('a hidden value that is staged shows as it is staged', async (t) => {
  const { staging, revealed, run } = opening(t, { secrecy: SECRET });
  staging.stage(DIR, key('a'), bytes(Buffer.from('mine')));
  await run('openKey');
  assert.deepEqual(revealed, [`projected-volume://staged${DIR}/a`]);
});

test('what is not hidden opens at a click, to be edited', async (t) => {
  const { revealed, run, opened } = opening(t);
  await run('openKeyAsking');
  assert.deepEqual([person.told, revealed], [[], []]);
  assert.deepEqual(opened(), [['vscode.open', `projected-volume://${DIR}/a`]]);
});
