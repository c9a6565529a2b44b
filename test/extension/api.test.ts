// Another extension, in test/extension/example, uses the API as it is exported.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ProjectedVolumesApi, Volume, VolumeChange } from '../../src/api.ts';
import { addVolume, removeVolumes } from './volume.ts';

/** What the example exports. */
interface Counter {
  api: ProjectedVolumesApi;
  changes: VolumeChange[];
  countUp(dir: string, key: string, meanwhile?: () => void): Promise<number>;
  read(volume: Volume, key: string, reason?: string): Promise<ReadonlyMap<string, Uint8Array>>;
}

async function counter(): Promise<Counter> {
  const extension = vscode.extensions.getExtension<Counter>('example.example');
  assert.ok(extension, 'it is started with the tests');
  return extension.activate();
}

/** The volume as soon as the API tells of it like this. */
async function until(
  { api }: Counter,
  dir: string,
  isReached: (volume: Volume | undefined) => boolean,
): Promise<Volume | undefined> {
  const find = () => api.volumes().find((volume) => volume.dir === dir);
  if (!isReached(find())) {
    await new Promise<void>((resolve) => {
      const listener = api.onDidChange(() => {
        if (!isReached(find())) return;
        listener.dispose();
        resolve();
      });
    });
  }
  return find();
}

suite('the API for other extensions', () => {
  suiteTeardown(removeVolumes);

  test('tells of a volume, of each change and of its end', async () => {
    const example = await counter();
    const volume = await addVolume({ count: '1' });
    const { dir } = volume;
    const seen = await until(example, dir, (shown) => shown?.state === 'read');
    assert.deepEqual(
      seen?.active?.keys.map(({ key, size, isSecret }) => [key, size, isSecret]),
      [['count', 1, false]],
    );
    const name = volume.publish({ count: '2' });
    await until(example, dir, (shown) => shown?.active?.name === name);
    await removeVolumes();
    await until(example, dir, (shown) => shown === undefined);
    const told = example.changes.filter((change) => change.dir === dir);
    const names = told.map(({ before, after }) => [before?.active?.name, after?.active?.name]);
    assert.deepEqual([names[0]?.[0], names.at(-1)], [undefined, [name, undefined]]);
  });

  test('publishes, and loses nothing that others published meanwhile', async () => {
    const example = await counter();
    const volume = await addVolume({ count: '1', other: 'a' });
    const { dir } = volume;
    await until(example, dir, (shown) => shown?.state === 'read');
    const isSeen = (count: number) => (shown: Volume | undefined) =>
      shown?.versions.length === count;
    assert.equal(await example.countUp(dir, 'count'), 2);
    assert.deepEqual([volume.read('count'), volume.read('other')], ['2', 'a']);
    await until(example, dir, isSeen(2));
    let isFirst = true;
    const next = await example.countUp(dir, 'count', () => {
      if (isFirst) volume.publish({ count: '10', other: 'b' });
      isFirst = false;
    });
    assert.equal(next, 11);
    assert.deepEqual([volume.read('count'), volume.read('other')], ['11', 'b']);
  });

  test('gives no secret value without a reason', async () => {
    const example = await counter();
    const { dir } = await addVolume({ password: 'planted', plain: 'x' });
    const volume = await until(example, dir, (shown) => shown?.state === 'read');
    assert.ok(volume);
    const key = volume.active?.keys.find((each) => each.key === 'password');
    assert.deepEqual([key?.isSecret, key?.digest], [true, undefined]);
    await assert.rejects(example.read(volume, 'password'), { code: 'secret', keys: ['password'] });
    assert.equal((await example.read(volume, 'plain')).size, 1);
  });
});
