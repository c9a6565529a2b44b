// A downward API volume on a tmpfs is one in the list of what was found, as it is in the view.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import type { FoundVolume } from '../../../../src/volume/places/discoverMounted.ts';
import type { SearchEnd, SearchStep } from '../../../../src/volume/places/search.ts';
import { VolumeClient } from '../../../../src/worker/client/volumeClient.ts';
import { withContents } from '../../../../src/worker/thread/foundVolumes.ts';
import { cannotMount, inNamespace, runInNamespace } from '../../../shared/mountNamespace.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';

const dir = inNamespace();
if (dir === undefined) registerTests();
else console.log(JSON.stringify(await kindsFound(dir)));

function registerTests(): void {
  test('what a volume without a name holds tells what it is', (t) => {
    const kindOf = (keys: Record<string, string>, origin: FoundVolume['origin']) => {
      const target = tempTarget(t);
      new AtomicWriter(target).write(payload(keys));
      const found = { dir: target, origin } as FoundVolume;
      const [step] = withContents(nodeFileSystem, finding(found));
      return step?.found?.origin.kind;
    };
    const onTmpfs = { kind: 'onTmpfs', knownBy: 'mount' } as const;
    assert.equal(kindOf({ labels: 'a="b"' }, onTmpfs), 'downwardAPI');
    assert.equal(kindOf({ labels: 'a="b"', password: 'x' }, onTmpfs), 'onTmpfs');
    assert.equal(
      kindOf({ labels: 'a="b"' }, { kind: 'atomicWriter', knownBy: 'layout' }),
      'atomicWriter',
    );
    // Larger than any downward API volume.
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`cpu${n}`, '1']));
    assert.equal(kindOf({ labels: '', ...many }, onTmpfs), 'onTmpfs');
  });

  test('the search of the worker tells it', { skip: cannotMount() }, async (t) => {
    assert.deepEqual(await runInNamespace(tempTarget(t)), {
      info: 'downwardAPI',
      login: 'onTmpfs',
    });
  });
}

function* finding(found: FoundVolume): Generator<SearchStep<FoundVolume>, SearchEnd, void> {
  yield { searched: 1, found };
  return 'all';
}

async function kindsFound(root: string): Promise<Record<string, string>> {
  for (const [name, keys] of [
    ['info', { labels: 'a="b"' }],
    ['login', { password: 'x' }],
  ] as const) {
    mkdirSync(join(root, name));
    execFileSync('mount', ['-t', 'tmpfs', 'none', join(root, name)]);
    new AtomicWriter(join(root, name)).write(payload(keys));
  }
  const settings = () => ({ historyBytes: 0, keepVersions: 0, warnBefore: 0 });
  const events = {
    onState: () => {},
    onCrash: (error: Error) => {
      throw error;
    },
  };
  const client = new VolumeClient(resolve('dist/worker.cjs'), settings, events);
  const places = { workspaceRoots: [], extraRoots: [] };
  const { found } = await client.request('discoverMounted', places);
  await client.dispose();
  return Object.fromEntries(
    found
      .filter((each) => each.dir.startsWith(root))
      .map((each) => [each.dir.slice(root.length + 1), each.origin.kind]),
  );
}
