// A file that is mounted alone, with subPath: opening it, and comparing it with the key as it is now.

import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ActiveState } from '../../worker/protocol/state.ts';
import { askToShowBoth, askToShowValue } from '../editing/askToShow.ts';
import { Refused } from '../editing/refused.ts';
import { shown } from '../explain/format.ts';
import { activeUri, noneUri } from '../volumes/keyUri.ts';
import { type CommandContext, type Commands, onRow } from './command.ts';

export function subPathCommands({ volumes, staging, reveals }: CommandContext): Commands {
  return {
    openSubPath: onRow(['state'], async ({ dir }) => {
      const { key } = subPathAt(dir);
      const uri = vscode.Uri.file(dir);
      const open = () => vscode.commands.executeCommand('vscode.open', uri, { preview: true });
      if (!staging.isSecret(dir, key)) await open();
      else if (await askToShowValue(key)) await reveals.show([uri], open);
    }),

    compareSubPath: onRow(['state'], async ({ dir }) => {
      const { key, live } = subPathAt(dir);
      if (live === undefined) {
        throw new Refused(
          vscode.l10n.t('The volume that {0} is a part of is not mounted here (any more).', dir),
        );
      }
      const left = vscode.Uri.file(dir);
      const right = await liveKey(live, key);
      const title = vscode.l10n.t('{0}: mounted with subPath ↔ live', shown(key));
      const isSecret =
        staging.isSecret(dir, key) || (volumes.has(live) && staging.isSecret(live, key));
      const open = () => vscode.commands.executeCommand('vscode.diff', left, right, title);
      if (!isSecret) await open();
      else if (await askToShowBoth(key)) await reveals.show([left, right], open);
    }),
  };

  /** Of a volume in the view it follows every update. */
  async function liveKey(live: string, key: string): Promise<vscode.Uri> {
    const state = await volumes.whenKnown(live);
    if (state === undefined) return vscode.Uri.file(join(live, key));
    return staging.active(live).has(key) ? activeUri(live, key) : noneUri(live, key);
  }

  function subPathAt(dir: string): ActiveState & { state: 'sub-path' } {
    const active = volumes.state(dir)?.active;
    if (active?.state === 'sub-path') return active;
    throw new Refused(
      vscode.l10n.t('{0} is no file that is mounted with subPath (any more).', dir),
    );
  }
}
