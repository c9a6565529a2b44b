// Both kinds of storage as VS Code keeps them: as text.

import type { Memento, SecretStorage } from 'vscode';
import { StagedStorage } from '../../../../src/vscode/editing/stagedStorage.ts';

export function storageOf() {
  const plain = new Map<string, string>();
  const secret = new Map<string, string>();
  /** How often each was written. */
  const writes = { plain: 0, secret: 0 };
  /** What the keychain waits for before it answers, or fails with. */
  const keychain: { answers: (call: 'get' | 'store' | 'delete') => Promise<void> } = {
    answers: async () => {},
  };
  const memento: Memento = {
    keys: () => [...plain.keys()],
    get: <T>(name: string, fallback?: T): T => {
      const text = plain.get(name);
      return text === undefined ? (fallback as T) : (JSON.parse(text) as T);
    },
    update: async (name: string, value: unknown) => {
      writes.plain++;
      if (value === undefined) plain.delete(name);
      else plain.set(name, JSON.stringify(value));
    },
  };
  const secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'> = {
    get: async (name) => {
      await keychain.answers('get');
      return secret.get(name);
    },
    store: async (name, value) => {
      await keychain.answers('store');
      writes.secret++;
      secret.set(name, value);
    },
    delete: async (name) => {
      await keychain.answers('delete');
      secret.delete(name);
    },
  };
  const reload = () => new StagedStorage(memento, secrets as SecretStorage);
  return { plain, secret, writes, keychain, memento, reload };
}
