// Staged changes over a reload: all of them are there again, and secret ones were never in a plain file.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memento, SecretStorage } from 'vscode';
import type { KeyPath } from '../../../../src/volume/payload.ts';
import { digestOf } from '../../../../src/volume/read/snapshot.ts';
import {
  bytes,
  type StagedChange,
  type StagedChanges,
} from '../../../../src/volume/edit/stagedChanges.ts';
import { StagedStorage } from '../../../../src/vscode/editing/stagedStorage.ts';

const DIR = '/etc/config';
const VALUE = 'hunter2';

const CHANGES: StagedChange[] = [
  { key: 'added' as KeyPath, base: null, content: bytes(Buffer.from(VALUE)) },
  {
    key: 'bytes' as KeyPath,
    base: { digest: digestOf(Buffer.from('x')), mode: 0o600 },
    content: { ...bytes(Buffer.from([0xff, 0, 0x0a])), mode: 0o640 },
  },
  { key: 'mode' as KeyPath, base: { digest: 'd', mode: 0o644 }, content: { mode: 0o400 } },
  { key: 'gone' as KeyPath, base: { digest: 'd', mode: 0o644 }, content: undefined },
];
const STAGED: StagedChanges = new Map(CHANGES.map((change) => [change.key, change]));

/** Both kinds of storage as VS Code keeps them: as text. */
function window() {
  const plain = new Map<string, string>();
  const secret = new Map<string, string>();
  const memento: Pick<Memento, 'get' | 'update'> = {
    get: <T>(name: string, fallback?: T): T => {
      const text = plain.get(name);
      return text === undefined ? (fallback as T) : (JSON.parse(text) as T);
    },
    update: async (name: string, value: unknown) => {
      plain.set(name, JSON.stringify(value));
    },
  };
  const secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'> = {
    get: async (name) => secret.get(name),
    store: async (name, value) => {
      secret.set(name, value);
    },
    delete: async (name) => {
      secret.delete(name);
    },
  };
  const reload = () => new StagedStorage(memento as Memento, secrets as SecretStorage);
  return { plain, secret, reload };
}

for (const isSecret of [false, true]) {
  test(`${isSecret ? 'secret' : 'plain'} changes come back as they were`, async () => {
    const { plain, secret, reload } = window();
    await reload().save(DIR, STAGED, isSecret);
    await reload().save('/other', new Map([...STAGED].slice(0, 1)), false);
    const { changes, lost } = await reload().load();
    assert.deepEqual([...(changes.get(DIR)?.staged.values() ?? [])], CHANGES);
    assert.equal(changes.get(DIR)?.isSecret, isSecret);
    assert.equal(changes.get('/other')?.staged.size, 1);
    assert.deepEqual(lost, []);
    assert.equal(secret.size, isSecret ? 1 : 0);
    await reload().save(DIR, new Map(), isSecret);
    await reload().save('/other', new Map(), false);
    assert.equal(secret.size, 0);
    assert.deepEqual(JSON.parse(plain.get('staged') ?? ''), {});
  });
}

test('of a secret neither the value nor a digest of it is in the plain storage', async () => {
  const { plain, reload } = window();
  await reload().save(DIR, STAGED, true);
  const text = [...plain.values()].join('\n');
  const encoded = Buffer.from(VALUE).toString('base64');
  for (const trace of [VALUE, encoded, digestOf(Buffer.from(VALUE)), 'added']) {
    assert.ok(!text.includes(trace), trace);
  }
});

test('a volume that turns out to be secret-like takes its changes out of the plain storage', async () => {
  const { plain, reload } = window();
  await reload().save(DIR, STAGED, false);
  await reload().save(DIR, STAGED, true);
  assert.ok(![...plain.values()].join().includes(Buffer.from(VALUE).toString('base64')));
  assert.equal((await reload().load()).changes.get(DIR)?.staged.size, CHANGES.length);
});

test('what the secret storage has forgotten is said, with how much it was', async () => {
  const { secret, reload } = window();
  await reload().save(DIR, STAGED, true);
  secret.clear();
  const { changes, lost } = await reload().load();
  assert.equal(changes.size, 0);
  assert.deepEqual(lost, [{ dir: DIR, count: CHANGES.length }]);
});

test('two workspaces with the same volume have changes of their own', async () => {
  const [one, other] = [window(), window()];
  await one.reload().save(DIR, STAGED, true);
  await other.reload().save(DIR, STAGED, true);
  assert.notDeepEqual([...one.secret.keys()], [...other.secret.keys()]);
});
