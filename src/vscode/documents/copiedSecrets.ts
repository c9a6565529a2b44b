// A secret value on the clipboard: for a minute, unless something else has been copied since.

import { hash } from 'node:crypto';
import * as vscode from 'vscode';

/** Long enough to paste it. */
const HELD_MS = 60_000;

export class CopiedSecrets {
  readonly #heldMs: number;
  /** Of what was copied last, and is to be cleared. */
  #held: { digest: string; timer: NodeJS.Timeout } | undefined;

  constructor(heldMs = HELD_MS) {
    this.#heldMs = heldMs;
  }

  async copy(value: string): Promise<void> {
    await vscode.env.clipboard.writeText(value);
    clearTimeout(this.#held?.timer);
    const timer = setTimeout(() => void this.clear(), this.#heldMs);
    this.#held = { digest: digestOf(value), timer };
  }

  /** Leaves alone what was copied since by anyone else. */
  async clear(): Promise<void> {
    const held = this.#held;
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#held = undefined;
    const { clipboard } = vscode.env;
    if (digestOf(await clipboard.readText()) === held.digest) await clipboard.writeText('');
  }
}

function digestOf(text: string): string {
  return hash('sha256', text);
}
