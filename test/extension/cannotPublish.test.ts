// Where nothing can be published a person is told so at once, and led on.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CommandContext } from '../../src/vscode/commands/command.ts';
import { keyCommands } from '../../src/vscode/commands/keyCommands.ts';
import { CannotPublish, leadOn } from '../../src/vscode/editing/cannotPublish.ts';

const DIR = '/etc/config';
const refusal = () => new CannotPublish(DIR, 'read-only-file-system');

const { showQuickPick, showWarningMessage } = vscode.window;
const { executeCommand } = vscode.commands;

suite('a volume where nothing can be published', () => {
  teardown(() => {
    Object.assign(vscode.window, { showQuickPick, showWarningMessage });
    Object.assign(vscode.commands, { executeCommand });
  });

  for (const [button, command] of [
    ['Copy to a New Volume…', 'projectedVolumes.copyVolume'],
    ['Export as Manifest…', 'projectedVolumes.exportManifest'],
  ]) {
    test(`leads on: ${button}`, async () => {
      const ran: unknown[] = [];
      Object.assign(vscode.window, { showWarningMessage: async () => button });
      Object.assign(vscode.commands, {
        executeCommand: async (...words: unknown[]) => void ran.push(words),
      });
      await leadOn(refusal());
      assert.deepEqual(ran, [[command, { kind: 'volume', dir: DIR }]]);
    });
  }

  test('says it in the two lines that a notification shows', () => {
    assert.ok(refusal().message.startsWith(`${DIR} is mounted read-only.`));
    assert.ok(refusal().message.length <= 90, refusal().message);
  });

  for (const name of ['editKey', 'deleteKeyFromPalette', 'renameKey', 'changeMode']) {
    test(`${name} from the palette asks for no key first`, async () => {
      let asked = 0;
      Object.assign(vscode.window, { showQuickPick: async () => void asked++ });
      const context = {
        volumes: { dirs: [DIR], whenKnown: async () => assert.fail('keys were looked for') },
        publisher: {
          check: () => {
            throw refusal();
          },
        },
      } as unknown as CommandContext;
      await assert.rejects(
        async () => keyCommands(context, () => {})[name]?.(undefined),
        CannotPublish,
      );
      assert.equal(asked, 0);
    });
  }
});
