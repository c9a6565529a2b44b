// Keeps staged changes over a reload of the window: plain ones in the workspace's state, those of volumes that are
// secret-like in VS Code's secret storage and nowhere else.

import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Fingerprint, KeyPath } from '../../volume/payload.ts';
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

export interface Loaded {
  changes: Map<string, { staged: StagedChanges; isSecret: boolean }>;
  /** Directories of which the secret storage has lost the changes: without a keychain it forgets them. */
  lost: { dir: string; count: number }[];
}

export class StagedStorage {
  readonly #memento: vscode.Memento;
  readonly #secrets: vscode.SecretStorage;

  constructor(memento: vscode.Memento, secrets: vscode.SecretStorage) {
    this.#memento = memento;
    this.#secrets = secrets;
  }

  async load(): Promise<Loaded> {
    const loaded: Loaded = { changes: new Map(), lost: [] };
    for (const [dir, entry] of Object.entries(this.#stored())) {
      if ('changes' in entry) {
        loaded.changes.set(dir, { staged: parse(entry.changes), isSecret: false });
      } else {
        const text = await this.#secrets.get(await this.#secretName(dir));
        if (text === undefined) loaded.lost.push({ dir, count: entry.secretChanges });
        else {
          const staged = parse(JSON.parse(text) as StoredChange[]);
          loaded.changes.set(dir, { staged, isSecret: true });
        }
      }
    }
    return loaded;
  }

  async save(dir: string, staged: StagedChanges, isSecret: boolean): Promise<void> {
    const { [dir]: before, ...others } = this.#stored();
    const changes = [...staged.values()].map(format);
    const name = await this.#secretName(dir);
    const inSecret = isSecret && changes.length > 0;
    const entry = inSecret ? { secretChanges: changes.length } : { changes };
    const stored: Stored = changes.length === 0 ? others : { ...others, [dir]: entry };
    // First: should the window end in between, it is said what is missing.
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

function format({ key, base, content }: StagedChange): StoredChange {
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
