// What the state of a watched volume says about where it comes from: its kind, access, and whether it is secret-like.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import { observed, systemError } from '../../../shared/fileSystems.ts';
import { mounted } from '../../../shared/mountTables.ts';
import { plant, trees } from '../../../shared/trees.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { versionOf, watchVolume } from '../watched.ts';

test('kind and layout are told', (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const fs = mounted({ [dir]: '/pods/1/volumes/kubernetes.io~configmap/app on ext4 ro' });
  const [state] = watchVolume(t, dir, { fs }).states;
  assert.deepEqual(state?.origin, {
    kind: 'configMap',
    volumeName: 'app',
    podUid: '1',
    knownBy: 'mount',
  });
  assert.deepEqual(state?.layout, { form: 'data-link', naming: 'timestamp' });
});

const refusals: [string, string, string][] = [
  ['EACCES', 'rw', 'no-permission'],
  ['EACCES', 'ro', 'read-only-file-system'],
  ['EPERM', 'ro', 'read-only-file-system'],
  ['EROFS', 'rw', 'read-only-file-system'],
  ['ENOENT', 'ro', 'unknown'],
];

for (const [errno, option, access] of refusals) {
  test(`${errno} below a mount that is ${option}: ${access}`, (t) => {
    const root = tempTarget(t);
    mkdirSync(join(root, 'v'));
    const fs = {
      ...mounted({ [root]: `/ on ext4 ${option}` }),
      checkWritable: () => {
        throw systemError(errno, 'access');
      },
    };
    const [state] = watchVolume(t, join(root, 'v'), { fs }).states;
    assert.equal(state?.access, access);
  });
}

test('a volume that is secret-like shows its values once someone says that they are plain, and back', (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ password: 'correct horse' }));
  const { volume, states } = watchVolume(t, dir, { fs: mounted({}) });
  const seen = () => [
    states.at(-1)?.secrecy.keys.get('password'),
    JSON.stringify(states.at(-1)).includes('horse'),
  ];
  assert.deepEqual(seen(), ['name', false]);
  volume.overrule('plain');
  assert.deepEqual(seen(), [undefined, true]);
  // What is published later changes nothing about what was said.
  new AtomicWriter(dir).write(payload({ token: 'correct horse' }));
  volume.readIfChanged();
  assert.deepEqual(seen(), [undefined, true]);
  volume.overrule(undefined);
  // Still so of the key that only the history has.
  assert.deepEqual(seen(), ['name', false]);
});

test('a volume that someone said is secret never shows a value, from the first look on', (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ colour: 'blue green' }));
  const { states } = watchVolume(t, dir, { fs: mounted({}), overrule: 'secret' });
  assert.equal(states[0]?.secrecy.all, 'overruled');
  assert.doesNotMatch(JSON.stringify(states), /blue green/);
});

test('where links show as what they lead to, keys are shown and nothing can be changed', (t) => {
  const dir = tempTarget(t);
  plant(dir, trees.linksFollowed);
  const { volume, states } = watchVolume(t, dir, { fs: mounted({}) });
  const [state] = states;
  assert.equal(state?.access, 'links-followed');
  assert.deepEqual(state.active.state === 'read' && state.active.keys.map(({ key }) => key), [
    'app.yaml',
    'conf/log.yaml',
  ]);
  assert.ok(volume.reader.isCurrent());
});

test('a downward API volume on a tmpfs is told by its contents, and shown', (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ labels: 'app="web"', uid: UID }));
  const { volume, states } = watchVolume(t, dir, { fs: mounted({ [dir]: '/ on tmpfs' }) });
  const seen = () => [states.at(-1)?.origin.kind, states.at(-1)?.secrecy.all];
  assert.deepEqual(seen(), ['downwardAPI', undefined]);
  volume.readIfChanged();
  assert.deepEqual(seen(), ['downwardAPI', undefined]);
  // Not when there is more in it: then it may be anything, and so may what it held.
  new AtomicWriter(dir).write(payload({ labels: 'app="web"', pin: '1234' }));
  volume.readIfChanged();
  assert.deepEqual(seen(), ['onTmpfs', 'tmpfs']);
});

const UID = '0f9bf2dd-2a5c-4a0e-9a3f-6f1c8b1b6a2e';

test('a path through a link to another file system goes to its thread before that is touched', (t) => {
  const root = tempTarget(t);
  const [link, server] = [join(root, 'link'), join(root, 'server')];
  for (const directory of [server, join(root, 'inner')]) mkdirSync(directory);
  symlinkSync('inner/../server/first', link);
  const looked: string[] = [];
  const fs = observed(
    (_count, call, [path]) => looked.push(`${call} ${String(path)}`),
    mounted({ [server]: '/ on nfs4' }),
  );
  const { others, states } = watchVolume(t, join(link, 'volume'), { fs });
  assert.deepEqual(
    others.map((message) => message.type === 'elsewhere' && message.carried.directory),
    [join(server, 'first', 'volume')],
  );
  assert.deepEqual(states, []);
  assert.deepEqual(
    looked.filter((call) => !call.startsWith('readlink ') || call.includes('server')),
    [],
  );
  assert.equal(looked.at(-1), `readlink ${link}`);
});

test('a path through links on one file system stays on its thread', async (t) => {
  const root = tempTarget(t);
  new AtomicWriter(root).write(payload({ a: '1' }));
  const link = join(tempTarget(t), 'link');
  symlinkSync(root, link);
  const { until, others } = watchVolume(t, link);
  await until((state) => versionOf(state) !== undefined);
  assert.deepEqual(others, []);
});

test('what cannot be read of the active version is named, so that nothing leaves it out unsaid', (t) => {
  const dir = tempTarget(t);
  const { timestampDir } = new AtomicWriter(dir).write(payload({ a: '1' }));
  symlinkSync('a', join(dir, timestampDir, 'b'));
  const { volume, states } = watchVolume(t, dir, { fs: mounted({}), backstop: false });
  const unread = () => {
    const active = states.at(-1)?.active;
    return active?.state === 'read' ? active.unread : 'not read';
  };
  assert.deepEqual(unread(), [{ key: 'b', reason: 'link' }]);
  new AtomicWriter(dir).write(payload({ a: '2' }));
  volume.readIfChanged();
  assert.equal(unread(), undefined);
});
