// Whether another extension may have secret values: the person says so, for these keys and until the window closes.

import * as vscode from 'vscode';
import { showWarning } from '../explain/messages.ts';
import { firstOf, shown, volumeName } from '../explain/format.ts';
import { Turns } from '../volumes/turns.ts';

/** Who asks. */
export interface Asker {
  id: string;
  name: string;
}

/** More is not read, and would push the buttons off the screen. */
const REASON_LENGTH = 300;
const KEYS_NAMED = 10;

export class Consent {
  /** By extension, volume and key. */
  readonly #answers = new Map<string, boolean>();
  readonly #turns = new Turns();

  /** One question after the other: the second may be answered by the first. Closing it is an answer for this time only. */
  async mayRead(
    asker: Asker,
    dir: string,
    keys: readonly string[],
    reason: string,
  ): Promise<boolean> {
    return this.#turns.take('', async () => {
      const idOf = (key: string): string => JSON.stringify([asker.id, dir, key]);
      const open = keys.filter((key) => !this.#answers.has(idOf(key)));
      if (keys.some((key) => this.#answers.get(idOf(key)) === false)) return false;
      if (open.length === 0) return true;
      const answer = await ask(asker, dir, open, reason);
      if (answer === undefined) return false;
      for (const key of open) this.#answers.set(idOf(key), answer);
      return answer;
    });
  }
}

async function ask(
  { id, name }: Asker,
  dir: string,
  keys: readonly string[],
  reason: string,
): Promise<boolean | undefined> {
  const allow = vscode.l10n.t('Allow');
  const deny = vscode.l10n.t('Deny');
  const answer = await showWarning(
    vscode.l10n.t('The extension {0} asks for secret values of {1}.', shown(name), volumeName(dir)),
    {
      modal: true,
      detail: [
        vscode.l10n.t('Its reason: {0}', shown(reason.trim()).slice(0, REASON_LENGTH)),
        vscode.l10n.t('Keys: {0}', firstOf(keys, KEYS_NAMED)),
        vscode.l10n.t('Volume: {0}', shown(dir)),
        vscode.l10n.t('Extension: {0}, as it says', shown(id)),
        '',
        vscode.l10n.t(
          'If you allow it, it can read these keys until the window closes, also after they change. What it does with them is up to it. If you deny it, you are not asked again until then.',
        ),
      ].join('\n'),
    },
    allow,
    deny,
  );
  return answer === allow ? true : answer === deny ? false : undefined;
}
