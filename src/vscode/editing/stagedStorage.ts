// Keeps staged changes over a reload of the window: plain ones in the workspace's state, those of volumes that are
// secret-like in VS Code's secret storage and nowhere else.

import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { type Fingerprint, fingerprintOf, type KeyPath } from '../../volume/payload.ts';
import { bytes, type StagedChange, type StagedChanges } from '../../volume/edit/stagedChanges.ts';

interface StoredChange {
  key: string;
  base: Fingerprint | null;
  /** `data` in base64; no content at all deletes the key. */
  content?: { data?: string; mode?: number };
}

/** In the workspace's state, by directory: the changes, or how many there are in the secret storage. */
type Stored = Record<string, { changes: StoredChange[] } | { secretChanges: number }>;

const STAGED = 'staged';
/** The secret storage is one for all windows: a workspace finds its own entries by this. */
const STAGED_ID = 'staged.id';

export class StagedStorage {
  readonly #memento: vscode.Memento;
  readonly #secrets: vscode.SecretStorage;

  constructor(memento: vscode.Memento, secrets: vscode.SecretStorage) {
    this.#memento = memento;
    this.#secrets = secrets;
  }

  /** By directory: plain changes, or how many the secret storage has. */
  stored(): Map<string, { staged: StagedChanges } | { secretChanges: number }> {
    const entries = Object.entries(this.#stored()).map(
      ([dir, entry]) =>
        [dir, 'changes' in entry ? { staged: parse(entry.changes) } : entry] as const,
    );
    return new Map(entries);
  }

  /** Undefined when the secret storage has lost them: without a keychain it forgets. */
  async readSecret(dir: string): Promise<StagedChanges | undefined> {
    const text = await this.#secrets.get(await this.#secretName(dir));
    return text === undefined ? undefined : parse(JSON.parse(text) as StoredChange[]);
  }

  async save(dir: string, staged: StagedChanges, isSecret: boolean): Promise<void> {
    const changes = [...staged.values()].map(format);
    const name = await this.#secretName(dir);
    const inSecret = isSecret && changes.length > 0;
    const entry = inSecret ? { secretChanges: changes.length } : { changes };
    // Read and updated in one turn of the event loop: other volumes are stored at the same time.
    const { [dir]: before, ...others } = this.#stored();
    const stored: Stored = changes.length === 0 ? others : { ...others, [dir]: entry };
    // Before the secret: if the window closes in between, the next start says what is missing.
    await this.#memento.update(STAGED, stored);
    if (inSecret) await this.#secrets.store(name, JSON.stringify(changes));
    else if (before !== undefined && 'secretChanges' in before) await this.#secrets.delete(name);
  }

  #stored(): Stored {
    return this.#memento.get<Stored>(STAGED, {});
  }

  async #secretName(dir: string): Promise<string> {
    let id = this.#memento.get<string>(STAGED_ID);
    if (id === undefined) await this.#memento.update(STAGED_ID, (id = randomUUID()));
    return `${STAGED}:${id}:${dir}`;
  }
}

function format({ key, base: began, content }: StagedChange): StoredChange {
  // Nothing else of the key: what it shows of its value may be secret one day.
  const base = began && fingerprintOf(began);
  if (content === undefined) return { key, base };
  const { data, mode } = content;
  return {
    key,
    base,
    content: {
      ...(data !== undefined && { data: Buffer.from(data).toString('base64') }),
      ...(mode !== undefined && { mode }),
    },
  };
}

function parse(changes: readonly StoredChange[]): StagedChanges {
  return new Map(
    changes.map(({ key, base, content }): [KeyPath, StagedChange] => {
      const path = key as KeyPath; // was one when it was staged
      if (content === undefined) return [path, { key: path, base, content }];
      const { data, mode } = content;
      return [
        path,
        {
          key: path,
          base,
          content: {
            ...(data !== undefined && bytes(Buffer.from(data, 'base64'))),
            ...(mode !== undefined && { mode }),
          },
        },
      ];
    }),
  );
}
