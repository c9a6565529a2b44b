// Staged changes over a reload: all of them are there again, and secret ones were never in a plain file.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyPath } from '../../../../src/volume/payload.ts';
import { digestOf } from '../../../../src/volume/read/snapshot.ts';
import {
  bytes,
  type StagedChange,
  type StagedChanges,
} from '../../../../src/volume/edit/stagedChanges.ts';
import type { StagedStorage } from '../../../../src/vscode/editing/stagedStorage.ts';
import { storageOf } from './storageOf.ts';

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

/** What a reload gives back of one volume. */
async function staged(storage: StagedStorage, dir: string): Promise<StagedChanges | undefined> {
  const entry = storage.stored().get(dir);
  return entry === undefined || 'staged' in entry ? entry?.staged : storage.readSecret(dir);
}

for (const isSecret of [false, true]) {
  test(`${isSecret ? 'secret' : 'plain'} changes come back as they were`, async () => {
    const { plain, secret, reload } = storageOf();
    await reload().save(DIR, STAGED, isSecret);
    await reload().save('/other', new Map([...STAGED].slice(0, 1)), false);
    const back = await staged(reload(), DIR);
    assert.deepEqual([...(back?.values() ?? [])], CHANGES);
    assert.equal((await staged(reload(), '/other'))?.size, 1);
    assert.equal(secret.size, isSecret ? 1 : 0);
    await reload().save(DIR, new Map(), isSecret);
    await reload().save('/other', new Map(), false);
    assert.equal(secret.size, 0);
    assert.deepEqual(JSON.parse(plain.get('staged') ?? ''), {});
  });
}

test('of a secret neither the value nor a digest of it is in the plain storage', async () => {
  const { plain, reload } = storageOf();
  await reload().save(DIR, STAGED, true);
  const text = [...plain.values()].join('\n');
  const encoded = Buffer.from(VALUE).toString('base64');
  for (const trace of [VALUE, encoded, digestOf(Buffer.from(VALUE)), 'added']) {
    assert.ok(!text.includes(trace), trace);
  }
});

test('a volume that turns out to be secret-like takes its changes out of the plain storage', async () => {
  const { plain, reload } = storageOf();
  await reload().save(DIR, STAGED, false);
  await reload().save(DIR, STAGED, true);
  assert.ok(![...plain.values()].join().includes(Buffer.from(VALUE).toString('base64')));
  assert.equal((await staged(reload(), DIR))?.size, CHANGES.length);
});

test('what the secret storage has forgotten is said, with how much it was', async () => {
  const { secret, reload } = storageOf();
  await reload().save(DIR, STAGED, true);
  secret.clear();
  assert.deepEqual([...reload().stored()], [[DIR, { secretChanges: CHANGES.length }]]);
  assert.equal(await reload().readSecret(DIR), undefined);
});

test('two workspaces with the same volume have changes of their own', async () => {
  const [one, other] = [storageOf(), storageOf()];
  await one.reload().save(DIR, STAGED, true);
  await other.reload().save(DIR, STAGED, true);
  assert.notDeepEqual([...one.secret.keys()], [...other.secret.keys()]);
});

test('volumes that are stored at the same time do not lose one another', async () => {
  const { reload } = storageOf();
  const storage = reload();
  await Promise.all(['/one', '/two'].map(async (dir) => storage.save(dir, STAGED, false)));
  assert.deepEqual([...storage.stored().keys()].sort(), ['/one', '/two']);
});
