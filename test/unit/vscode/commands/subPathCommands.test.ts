// A file that is mounted alone, with subPath: what opens it, and what it is compared with.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import { subPathCommands } from '../../../../src/vscode/commands/subPathCommands.ts';
import { executed, person, Uri } from '../../../shared/vscode.ts';
import { openWindow, SECRET, stateOf } from '../window.ts';

const FILE = '/etc/nginx/nginx.conf';
const LIVE = '/etc/whole';
const NODE = { kind: 'state', dir: FILE };

function showing(t: TestContext, more: Parameters<typeof stateOf>[1] = {}) {
  const window = openWindow(t);
  window.volumes.watch(FILE);
  const active = { state: 'sub-path', isFile: true, version: '..v1', key: 'conf/a' } as const;
  window.receive(
    stateOf({}, { dir: FILE, active: { ...active, isStale: true, live: LIVE }, ...more }),
  );
  const revealed: string[][] = [];
  const reveals = {
    show: async (uris: readonly Uri[], open: () => Promise<unknown>) => {
      revealed.push(uris.map(String));
      await open();
    },
  };
  const commands = subPathCommands({ ...window, reveals } as unknown as CommandContext);
  const opened = () => executed.map(([name, left, right]) => [name, String(left), String(right)]);
  return { ...window, commands, revealed, opened };
}

test('the file is opened as it is, and compared with the key of the volume that is mounted whole', async (t) => {
  const { commands, revealed, opened } = showing(t);
  await commands['openSubPath']?.(NODE);
  await commands['compareSubPath']?.(NODE);
  assert.deepEqual(
    opened().map(([name, uri]) => [name, uri]),
    [
      ['vscode.open', `file://${FILE}`],
      ['vscode.diff', `file://${FILE}`],
    ],
  );
  assert.equal(opened()[1]?.[2], `file://${LIVE}/conf/a`);
  assert.deepEqual(revealed, []);
});

test('where that volume is shown, the live key follows its updates, or is nothing if it is gone', async (t) => {
  const { commands, volumes, receive, opened } = showing(t);
  volumes.watch(LIVE);
  receive(stateOf({ 'conf/a': '1' }, { dir: LIVE }));
  await commands['compareSubPath']?.(NODE);
  receive(stateOf({ other: '1' }, { dir: LIVE }));
  await commands['compareSubPath']?.(NODE);
  assert.deepEqual(
    opened().map((each) => each[2]),
    ['active', 'none'].map((which) => `projected-volume://${which}${LIVE}/conf/a`),
  );
});

test('a secret value shows after a question and closes again, whichever side it is on', async (t) => {
  const secret = showing(t, { secrecy: SECRET });
  await secret.commands['openSubPath']?.(NODE);
  assert.equal(person.told[0]?.text, 'Show the value of conf/a?');
  assert.deepEqual([secret.revealed, executed], [[], []]);
  person.answers = ['Show Value'];
  await secret.commands['openSubPath']?.(NODE);
  assert.deepEqual(secret.revealed, [[`file://${FILE}`]]);
  const plain = showing(t);
  plain.volumes.watch(LIVE);
  plain.receive(stateOf({ 'conf/a': '1' }, { dir: LIVE, secrecy: SECRET }));
  await plain.commands['compareSubPath']?.(NODE);
  assert.equal(person.told[0]?.text, 'Show the values of conf/a?');
  assert.deepEqual(plain.revealed, []);
  person.answers = ['Show Values'];
  await plain.commands['compareSubPath']?.(NODE);
  assert.deepEqual(plain.revealed, [[`file://${FILE}`, `projected-volume://active${LIVE}/conf/a`]]);
});
