// Copies the value of a key without opening it.

import * as vscode from 'vscode';
import type { KeyPath } from '../../volume/payload.ts';
import { isText } from '../../volume/contents/text.ts';
import { Refused } from '../editing/refused.ts';
import { noIcons, shown } from '../explain/format.ts';
import { activeVersionId } from '../volumes/volumes.ts';
import type { CommandContext, Commands } from './command.ts';
import { pickKey } from './pick.ts';

export function valueCommands({ volumes, staging, copied }: CommandContext): Commands {
  return {
    copyValue: async (argument, rows = [argument]) => {
      // Both menu items would show Ctrl+C if the keyboard had a command of its own for several rows.
      if (rows.length > 1) {
        await vscode.commands.executeCommand('projectedVolumes.copyPath', argument, rows);
        return;
      }
      const node = await pickKey({ volumes, staging }, argument);
      if (node === undefined) return;
      const { dir, key } = node;
      const data = await valueOf({ volumes, staging }, dir, key);
      if (!isText(data)) {
        throw new Refused(
          vscode.l10n.t(
            '{0} of {1} is not text, so it is not copied. Open it instead.',
            shown(key),
            dir,
          ),
        );
      }
      const text = Buffer.from(data).toString();
      if (staging.isSecret(dir, key)) {
        await copied.copy(text);
        say(vscode.l10n.t('{0} copied; the clipboard is cleared in a minute', shown(key)));
      } else {
        await vscode.env.clipboard.writeText(text);
        say(vscode.l10n.t('{0} copied', shown(key)));
      }
    },
  };
}

/** As it is worked on: what is staged, else what is active. */
export async function valueOf(
  { volumes, staging }: Pick<CommandContext, 'volumes' | 'staging'>,
  dir: string,
  key: string,
): Promise<Uint8Array> {
  const staged = staging.of(dir).get(key as KeyPath)?.content?.data;
  if (staged !== undefined) return staged;
  const state = await volumes.whenKnown(dir);
  const version = (state && activeVersionId(state)) ?? '';
  return volumes.client.request('readKey', { dir, version, key });
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(`$(copy) ${noIcons(text)}`, 5_000);
}
