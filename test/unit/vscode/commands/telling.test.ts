// How a command says that it did nothing: in passing, as a refusal, with buttons that lead on, or as the bug that it is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VolumeError } from '../../../../src/volume/failure.ts';
import type { CommandContext } from '../../../../src/vscode/commands/command.ts';
import { allCommands } from '../../../../src/vscode/commands/index.ts';
import { CannotPublish } from '../../../../src/vscode/editing/cannotPublish.ts';
import { NothingToDo, Refused } from '../../../../src/vscode/editing/refused.ts';
import { FileSystemError, person } from '../../../shared/vscode.ts';
import { DIR, openWindow, settled, stateOf } from '../window.ts';
import { commanding } from './commanding.ts';

const CASES: [what: string, error: Error, severity: string, text: RegExp, isLogged: boolean][] = [
  ['nothing to do', new NothingToDo('None.'), 'info', /^None\.$/, false],
  ['a refusal', new Refused('No.'), 'warning', /^No\.$/, false],
  [
    'what the volume refuses',
    new VolumeError({ code: 'busy' }),
    'warning',
    /^\/etc\/config/,
    false,
  ],
  [
    'a file that VS Code may not read',
    FileSystemError.NoPermissions('/root/secret.txt'),
    'warning',
    /\/root\/secret\.txt.*Nothing was changed/,
    false,
  ],
  ['a bug', new TypeError('x is undefined'), 'error', /./, true],
  [
    'a place where nothing can be published',
    new CannotPublish(DIR, 'read-only-file-system'),
    'warning',
    /read-only/,
    false,
  ],
];

for (const [what, error, severity, text, isLogged] of CASES) {
  test(`${what}: ${severity}${isLogged ? ', with its stack in the log' : ''}`, async (t) => {
    const { log, ...window } = openWindow(t);
    const logged: string[] = [];
    Object.assign(log, { error: (...words: string[]) => void logged.push(words.join(' ')) });
    Object.assign(window.volumes, { refresh: async () => Promise.reject(error) });
    const commands = allCommands({ ...window, log } as unknown as CommandContext);
    await commands['refresh']?.({ kind: 'volume', dir: DIR });
    await settled();
    assert.deepEqual(
      person.told.map((told) => told.severity),
      [severity],
    );
    assert.match(person.told[0]?.text ?? '', text);
    assert.ok((person.told[0]?.buttons.length ?? 0) > 0, 'with a button all of the text shows');
    assert.equal(logged.length, isLogged ? 1 : 0);
    if (isLogged) {
      assert.match(logged[0] ?? '', /^refresh failed\. TypeError: x is undefined\n +at /);
    }
  });
}

for (const command of [
  'stepThroughUpdate',
  'exportManifest',
  'copyVolume',
  'compareWatchers',
  'compareWays',
]) {
  test(`${command} refuses a volume that is not there before it asks anything`, async (t) => {
    const { run, receive } = commanding(t, [DIR]);
    receive(stateOf({}, { active: { state: 'no-target-directory' } }));
    await run(command, { kind: 'volume', dir: DIR });
    assert.deepEqual(
      person.told.map(({ severity }) => severity),
      ['warning'],
    );
    assert.match(person.told[0]?.text ?? '', /^\/etc\/config: There is no such directory/);
  });
}

test('a row that is being redrawn is no error', async (t) => {
  const window = openWindow(t);
  const commands = allCommands(window as unknown as CommandContext);
  await commands['publish']?.(undefined);
  assert.equal(person.told[0]?.severity, 'info');
});
