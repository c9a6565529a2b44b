// The warnings of a volume's credentials. They change with time alone, without an event.

import type { CredentialMap } from '../../volume/credentials/credentials.ts';
import { type CredentialWarning, warningsAt } from '../../volume/credentials/credentialWarnings.ts';
import type { FileSystem } from '../../volume/fileSystem.ts';
import { LONGEST_TIMER_MS } from './looks.ts';

export class DueWarnings {
  readonly #fs: FileSystem;
  readonly #onDue: () => void;
  #next: NodeJS.Timeout | undefined;

  /** @param onDue the next look at the credentials will give other warnings */
  constructor(fs: FileSystem, onDue: () => void) {
    this.#fs = fs;
    this.#onDue = onDue;
  }

  /** @param warnBefore milliseconds before something expires */
  of(credentials: CredentialMap, warnBefore: number): readonly CredentialWarning[] {
    this.close();
    if (credentials.size === 0) return [];
    const { warnings, nextIn } = warningsAt(credentials, this.#fs.now(), warnBefore);
    if (nextIn !== undefined) {
      this.#next = setTimeout(this.#onDue, Math.min(nextIn + 1, LONGEST_TIMER_MS));
    }
    return warnings;
  }

  close(): void {
    clearTimeout(this.#next);
  }
}
