// What is told of a publish: how long each step took in the log, and what did not go as it should in a message.

import * as vscode from 'vscode';
import type { Published } from '../../worker/protocol/protocol.ts';
import { firstOf } from '../explain/format.ts';
import { showWarning } from '../explain/messages.ts';

/** @param what was published, in words */
export function tellOutcome(
  log: vscode.LogOutputChannel,
  dir: string,
  what: string,
  published: Published,
): void {
  const { changed, timestampDir, steps, readBack } = published;
  const outcome = changed ? 'published' : 'unchanged';
  const total = steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const each = steps.map(({ step, milliseconds }) => `${step} ${milliseconds.toFixed(2)}`);
  log.info(`${dir}: ${outcome} ${what}: ${timestampDir}, ${total.toFixed(2)} ms`);
  log.info(`${dir}: ms for each step: ${each.join(', ')}; read back: ${readBack.state}`);
  if (published.notDurable !== undefined) {
    void showWarning(
      vscode.l10n.t(
        '{0} was published to {1} and is active, but may not survive a power failure: syncing it failed ({2}). The version before is still on disk.',
        what,
        dir,
        published.notDurable,
      ),
    );
  }
  if (readBack.state === 'differs') {
    void showWarning(
      vscode.l10n.t(
        '{0} was published to {1}, but reads back differently: {2}. The disk or another program changed it. Compare, and roll back if it is wrong.',
        what,
        dir,
        inWords(readBack.keys),
      ),
    );
  }
}

/** Keys by name; a status bar has no room for more. */
export function inWords(keys: readonly string[]): string {
  return firstOf(keys, 3);
}
