// Watching a volume: what is posted when, with how many watches.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, VolumeError } from '../../../../src/volume/index.ts';
import type { VolumeState } from '../../../../src/worker/protocol/state.ts';
import type { WatchedVolume } from '../../../../src/worker/thread/watchedVolume.ts';
import { behind, DAY, observed } from '../../../shared/fileSystems.ts';
import { inotifyWatches, untilInotifyWatches } from '../../../shared/inotify.ts';
import { fixture } from '../../../shared/credentialFiles.ts';
import { mounted } from '../../../shared/mountTables.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { SETTINGS, versionOf, watchVolume } from '../watched.ts';

const keysOf = ({ active }: VolumeState) =>
  active.state === 'read' ? active.keys.map(({ key }) => key) : active.state;

test('a swap by another process is posted, with what changed', async (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  const first = writer.write(payload({ a: '1', b: '2' }));
  const { until } = watchVolume(t, dir);
  await until((state) => versionOf(state) === first.timestampDir);
  const second = writer.write(payload({ a: 'changed', c: 'new' }));
  const state = await until((latest) => versionOf(latest) === second.timestampDir);
  assert.deepEqual(keysOf(state), ['a', 'c']);
  assert.deepEqual(
    state.versions.map(({ name, isActive, isOnDisk, isKept, changes }) => ({
      name,
      isActive,
      isOnDisk,
      isKept,
      changes,
    })),
    [
      {
        name: second.timestampDir,
        isActive: true,
        isOnDisk: true,
        isKept: true,
        changes: [
          { key: 'a', kind: 'modified' },
          { key: 'b', kind: 'removed' },
          { key: 'c', kind: 'added' },
        ],
      },
      {
        name: first.timestampDir,
        isActive: false,
        isOnDisk: false,
        isKept: true,
        changes: undefined,
      },
    ],
  );
});

test('the last of many swaps in a burst is what is shown', async (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  writer.write(payload({ a: '0' }));
  const { until } = watchVolume(t, dir);
  let last = '';
  for (let n = 1; n <= 200; n++) last = writer.write(payload({ a: String(n) })).timestampDir;
  const state = await until((latest) => versionOf(latest) === last);
  assert.equal(state.active.state === 'read' && state.active.keys[0]?.preview, '200');
});

test('nothing is posted when nothing that is shown has changed', async (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  writer.write(payload({ a: '1' }));
  const { volume, states } = watchVolume(t, dir);
  const before = states.length;
  volume.readAgain();
  writer.write(payload({ a: '1' }));
  volume.readIfChanged();
  assert.equal(states.length, before);
});

test(
  'a volume takes two inotify watches, its own and its version’s, whatever its number of keys',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const dir = tempTarget(t);
    const keys = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`key-${n}`, 'x']));
    const writer = new AtomicWriter(dir);
    writer.write(payload(keys));
    const before = inotifyWatches();
    const { until } = watchVolume(t, dir);
    const { timestampDir } = writer.write(payload({ ...keys, more: 'y' }));
    await until((state) => versionOf(state) === timestampDir);
    await untilInotifyWatches(before + 2);
    appendFileSync(join(dir, 'more'), 'z');
    await until(isChangedInPlace);
    assert.equal(inotifyWatches() - before, 2);
  },
);

test('a volume that vanishes is said to be gone, and shows again when it is back', async (t) => {
  const dir = join(tempTarget(t), 'mount');
  mkdirSync(dir);
  const { timestampDir } = new AtomicWriter(dir).write(payload({ a: '1' }));
  const { until } = watchVolume(t, dir);
  await until((state) => versionOf(state) === timestampDir);
  rmSync(dir, { recursive: true });
  const gone = await until(({ active }) => active.state === 'no-target-directory');
  assert.equal(gone.versions[0]?.name, timestampDir, 'its history is kept');
  mkdirSync(dir);
  const again = new AtomicWriter(dir).write(payload({ b: '2' }));
  await until((state) => versionOf(state) === again.timestampDir);
  // The watch is on the new directory: this one needs no backstop.
  const later = new AtomicWriter(dir).write(payload({ b: '3' }));
  await until((state) => versionOf(state) === later.timestampDir);
});

test('another volume mounted over the directory is shown, though inotify says nothing', async (t) => {
  const root = tempTarget(t);
  const dir = join(root, 'mount');
  const other = join(root, 'other');
  mkdirSync(dir);
  mkdirSync(other);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const { timestampDir } = new AtomicWriter(other).write(payload({ a: '2' }));
  const { volume, until } = watchVolume(t, dir, { backstop: false });
  if (spawnSync('mount', ['--bind', other, dir]).status !== 0) {
    t.skip('this user may not mount');
    return;
  }
  try {
    // Nothing else has run since the mount, no look after an earlier event either.
    volume.checkWithoutEvent();
    await until((state) => versionOf(state) === timestampDir);
  } finally {
    spawnSync('umount', [dir]);
  }
});

test('another volume put in place of the directory is shown', async (t) => {
  const root = tempTarget(t);
  const dir = join(root, 'mount');
  const other = join(root, 'other');
  mkdirSync(dir);
  mkdirSync(other);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const { timestampDir } = new AtomicWriter(other).write(payload({ a: '2' }));
  const { until } = watchVolume(t, dir);
  renameSync(dir, join(root, 'covered'));
  renameSync(other, dir);
  await until((state) => versionOf(state) === timestampDir);
});

test('a ..data_tmp that a dead writer left becomes a problem, and the next publish clears it', async (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  writer.write(payload({ a: '1' }));
  const { until } = watchVolume(t, dir);
  symlinkSync('..2026_01_01_00_00_00.1', join(dir, '..data_tmp'));
  const state = await until(({ problems }) => problems.length > 0);
  assert.deepEqual(state.problems, [{ kind: 'stale-new-data-dir' }]);
  writer.write(payload({ a: '2' }));
  await until(({ problems }) => problems.length === 0);
});

test('what another writer makes just now is not left over, though the clock of the server is behind', async (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const { until } = watchVolume(t, dir, { fs: behind(DAY) });
  mkdirSync(join(dir, '..2026_01_01_00_00_00.1'));
  writeFileSync(join(dir, '..data_tmp'), '');
  const { problems } = await until((state) => state.problems.length > 0);
  assert.deepEqual(problems, [{ kind: 'in-the-way', name: '..data_tmp', obstacle: 'file' }]);
});

const isChangedInPlace = ({ problems }: VolumeState) =>
  problems.some(({ kind }) => kind === 'changed-in-place');

for (const [how, save] of [
  ['written into', (path: string) => writeFileSync(path, 'changed')],
  [
    'replaced by a rename',
    (path: string) => {
      writeFileSync(`${path}~`, 'changed');
      renameSync(`${path}~`, path);
    },
  ],
] as const) {
  test(`a key that is ${how} in the active version shows by itself, before and after a swap`, async (t) => {
    const dir = tempTarget(t);
    const writer = new AtomicWriter(dir);
    writer.write(payload({ a: '1', b: '1' }));
    const { until } = watchVolume(t, dir, { backstop: false });
    for (const value of ['2', '3']) {
      save(join(dir, '..data', 'a'));
      await until(isChangedInPlace);
      const { timestampDir } = writer.write(payload({ a: value, b: '1' }));
      await until((state) => versionOf(state) === timestampDir && !isChangedInPlace(state));
    }
  });
}

test('a key in a folder that is changed in place shows with a look without an event', async (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ 'conf/a': '1' }));
  const { volume, states } = watchVolume(t, dir, { backstop: false });
  writeFileSync(join(dir, 'conf/a'), '2');
  for (let times = 0; times < 12; times++) volume.checkWithoutEvent();
  assert.ok(states.some(isChangedInPlace));
});

test('a key changed in place shows with a refresh, which also accepts another directory', async (t) => {
  const dir = join(tempTarget(t), 'volume');
  mkdirSync(dir);
  const { timestampDir } = new AtomicWriter(dir).write(payload({ a: '1' }));
  const { volume, until } = watchVolume(t, dir);
  writeFileSync(join(dir, timestampDir, 'a'), '2');
  volume.refresh();
  const changed = await until(({ problems }) => problems.length > 0);
  assert.equal(changed.problems[0]?.kind, 'changed-in-place');
  renameSync(dir, `${dir}-away`);
  mkdirSync(dir);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const replaced = await until(({ problems }) => problems[0]?.kind === 'replaced');
  assert.equal(replaced.problems.length, 1);
  volume.refresh();
  await until(({ problems }) => problems.length === 0);
});

test('a credential hides itself and what holds the same, and no other key', (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(
    payload({ colour: 'blue green', copy: 'correct horse', password: 'correct horse' }),
  );
  const { states } = watchVolume(t, dir, { fs: mounted({}) });
  const [state] = states;
  assert.deepEqual(
    [state?.secrecy.all, [...(state?.secrecy.keys ?? [])]],
    [
      undefined,
      [
        ['password', 'name'],
        ['copy', 'same'],
      ],
    ],
  );
  assert.match(JSON.stringify(state), /blue green/);
  assert.doesNotMatch(JSON.stringify(state), /correct horse/);
});

test('of a key that was secret once no value is previewed', async (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  writer.write(payload({ value: 'ghp_0123456789abcdef0123456789abcdef0123' }));
  const { until } = watchVolume(t, dir, { fs: mounted({}) });
  writer.write(payload({ value: 'correct horse' }));
  const state = await until(({ versions }) => versions.length === 2);
  assert.doesNotMatch(JSON.stringify(state), /correct horse/);
});

test('a volume is a secret until it is read, and while it is gone what it was', async (t) => {
  const dir = join(tempTarget(t), 'mount');
  const { states, until, volume } = watchVolume(t, dir, { fs: mounted({}) });
  assert.equal(states[0]?.secrecy.all, 'unread');
  mkdirSync(dir);
  new AtomicWriter(dir).write(payload({ colour: 'blue', password: 'correct horse' }));
  const hidden = ({ secrecy: { all, keys } }: VolumeState) => [all, ...keys.keys()];
  assert.deepEqual(hidden(await until(({ active }) => active.state === 'read')), [
    undefined,
    'password',
  ]);
  rmSync(dir, { recursive: true });
  const isGone = ({ active }: VolumeState) => active.state === 'no-target-directory';
  assert.deepEqual(hidden(await until(isGone)), [undefined, 'password']);
  volume.overrule('secret');
  assert.deepEqual(hidden(await until(({ secrecy }) => secrecy.all !== undefined)), ['overruled']);
});

test('what is said of credentials goes with their volume', async (t) => {
  const parent = tempTarget(t);
  const dir = join(parent, 'volume');
  mkdirSync(dir);
  new AtomicWriter(dir).write(payload({ 'tls.crt': fixture('expired.crt') }));
  const { until } = watchVolume(t, dir);
  await until(({ warnings }) => warnings.length === 1);
  renameSync(dir, `${dir}-away`);
  const gone = await until(({ active }) => active.state === 'no-target-directory');
  assert.deepEqual(gone.warnings, []);
  renameSync(`${dir}-away`, dir);
  await until(({ warnings }) => warnings.length === 1);
});

test('only short visible text is previewed, and only text may be edited as text', (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(
    payload({
      binary: Buffer.from([0x62, 0, 1]),
      direction: 'abc\u202Edef',
      empty: '',
      latin: Buffer.from([0xe9]),
      line: 'debug\n',
      lines: 'a\nb\n',
      long: 'x'.repeat(41),
    }),
  );
  const { states } = watchVolume(t, dir);
  const active = states[0]?.active;
  assert.deepEqual(
    active?.state === 'read' &&
      active.keys.map(({ key, isText, preview }) => [key, isText, preview]),
    [
      ['binary', false, undefined],
      ['direction', true, undefined],
      ['empty', true, undefined],
      ['latin', false, undefined],
      ['line', true, 'debug'],
      ['lines', true, undefined],
      ['long', true, undefined],
    ],
  );
});

test('publishing merges with a key that someone else changed, and rolling back brings a version back', (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  const first = writer.write(payload({ a: '1', b: '1' }));
  const { volume, states } = watchVolume(t, dir);
  writer.write(payload({ a: '1', b: 'theirs' }));
  volume.writer.publish([{ key: 'a', content: { data: Buffer.from('mine') } }]);
  const merged = states.at(-1);
  assert.ok(merged !== undefined);
  assert.equal(read(volume, merged, 'a'), 'mine');
  assert.equal(read(volume, merged, 'b'), 'theirs');
  volume.writer.rollBack(first.timestampDir, versionOf(merged) ?? '');
  const back = states.at(-1);
  assert.ok(back !== undefined);
  assert.equal(read(volume, back, 'a'), '1');
  assert.equal(read(volume, back, 'b'), '1');
});

test('a version that is active again is read and rolled back to apart from its first time', (t) => {
  const dir = tempTarget(t);
  const { volume, states } = watchVolume(t, dir);
  const activate = (name: string, text: string): void => {
    mkdirSync(join(dir, name), { recursive: true });
    writeFileSync(join(dir, name, 'a'), text);
    rmSync(join(dir, '..data'), { force: true });
    symlinkSync(name, join(dir, '..data'));
    volume.readAgain();
  };
  activate('..v1', 'first');
  activate('..v2', 'second');
  activate('..v1', 'third');
  const ids = states.at(-1)?.versions.map(({ id }) => id) ?? [];
  const texts = ids.map((id) => Buffer.from(volume.contents.readKey(id, 'a')).toString());
  assert.deepEqual(texts, ['third', 'second', 'first']);
  volume.writer.rollBack(ids[2] ?? '', '..v1');
  const back = states.at(-1);
  assert.ok(back !== undefined);
  assert.equal(read(volume, back, 'a'), 'first');
});

test('rolling back repairs a volume whose active version has gone', (t) => {
  const dir = tempTarget(t);
  const { timestampDir } = new AtomicWriter(dir).write(payload({ a: '1' }));
  const { volume, states } = watchVolume(t, dir);
  rmSync(join(dir, timestampDir), { recursive: true });
  volume.readIfChanged();
  assert.deepEqual(states.at(-1)?.active, { state: 'dangling', target: timestampDir });
  volume.writer.rollBack(timestampDir, timestampDir);
  const latest = states.at(-1);
  assert.ok(latest !== undefined);
  assert.equal(read(volume, latest, 'a'), '1');
});

test('rolling back is refused while it would lose what could not be read', (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  const first = writer.write(payload({ a: '1' }));
  const { volume, states } = watchVolume(t, dir);
  const second = writer.write(payload({ a: '2' }));
  symlinkSync('a', join(dir, second.timestampDir, 'link'));
  volume.readIfChanged();
  assert.throws(
    () => volume.writer.rollBack(first.timestampDir, second.timestampDir),
    (error) => error instanceof VolumeError && error.failure.code === 'unread-key',
  );
  const latest = states.at(-1);
  assert.ok(latest !== undefined);
  assert.equal(read(volume, latest, 'a'), '2');
});

function read(volume: WatchedVolume, state: VolumeState, key: string): string {
  return Buffer.from(volume.contents.readKey(versionOf(state) ?? '', key)).toString();
}

test('what this window published is told from what others did, also when they put it back', (t) => {
  const dir = tempTarget(t);
  const kubelet = new AtomicWriter(dir);
  kubelet.write(payload({ a: 'cluster' }));
  const { volume, states } = watchVolume(t, dir);
  volume.writer.publish([{ key: 'a', content: { data: Buffer.from('mine') } }]);
  kubelet.write(payload({ a: 'cluster' }));
  volume.readIfChanged();
  const told = states.at(-1)?.versions.map(({ isPublishedHere, restores }) => ({
    isPublishedHere,
    isBack: restores !== undefined,
  }));
  assert.deepEqual(told, [
    { isPublishedHere: undefined, isBack: true },
    { isPublishedHere: true, isBack: false },
    { isPublishedHere: undefined, isBack: false },
  ]);
});

test('size and mode of a key are told of versions whose contents are not kept as well', (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  const { timestampDir } = writer.write(payload({ a: ['12345', 0o600] }));
  const { volume } = watchVolume(t, dir, { settings: { ...SETTINGS, historyBytes: 0 } });
  writer.write(payload({ a: 'x' }));
  volume.readIfChanged();
  assert.throws(() => volume.contents.readKey(timestampDir, 'a'), VolumeError);
  assert.deepEqual(volume.contents.statKey(timestampDir, 'a'), { size: 5, mode: 0o600 });
  assert.throws(() => volume.contents.statKey(timestampDir, 'b'), VolumeError);
  assert.deepEqual(
    volume.contents
      .listVersion(timestampDir)
      .keys.map(({ key, size, mode }) => ({ key, size, mode })),
    [{ key: 'a', size: 5, mode: 0o600 }],
  );
});

test('a publish tells what each step took, and what was read back', (t) => {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ a: '1' }));
  const { volume } = watchVolume(t, dir);
  const { steps, readBack } = volume.writer.publish([
    { key: 'a', content: { data: Buffer.from('2') } },
  ]);
  assert.deepEqual(
    steps.map(({ step }) => step),
    [
      'validate',
      'read active version',
      'compare',
      'find missing links',
      'make timestamp directory',
      'write files',
      'link new keys',
      'take ..data_tmp',
      'swap',
      'match links',
      'remove old version',
      'clear leftovers',
    ],
  );
  assert.ok(steps.every(({ milliseconds }) => milliseconds >= 0));
  assert.deepEqual(readBack, { state: 'same' });
});

test('settings count for volumes that are watched already', (t) => {
  const dir = tempTarget(t);
  const { volume, states } = watchVolume(t, dir);
  const publish = (a: string) =>
    volume.writer.publish([{ key: 'a', content: { data: Buffer.from(a) } }]);
  const versions = () => readdirSync(dir).filter((name) => name.startsWith('..2')).length;
  publish('1'.repeat(600));
  publish('2'.repeat(600));
  assert.equal(versions(), 1);
  volume.configure({ historyBytes: 1000, keepVersions: 1, warnBefore: 0 });
  publish('3'.repeat(600));
  assert.equal(versions(), 2);
  assert.deepEqual(
    states.at(-1)?.versions.map(({ isKept, isOnDisk }) => [isKept, isOnDisk]),
    [
      [true, true],
      [true, true],
      [false, false],
    ],
  );
});

test('the setting for durable publishing counts at once', (t) => {
  let syncs = 0;
  const counting = observed((_count, call) => {
    if (call === 'fsync') syncs++;
  });
  const { volume } = watchVolume(t, tempTarget(t), { fs: counting });
  const syncsOf = (a: string) => {
    const before = syncs;
    volume.writer.publish([{ key: 'a', content: { data: Buffer.from(a) } }]);
    return syncs - before;
  };
  assert.equal(syncsOf('1'), 0);
  volume.configure({ ...SETTINGS, durable: true });
  assert.equal(syncsOf('2'), 4);
  volume.configure(SETTINGS);
  assert.equal(syncsOf('3'), 0);
});

test('a version that goes back says to when', (t) => {
  const dir = tempTarget(t);
  const { volume, states } = watchVolume(t, dir);
  for (const a of ['1', '2', '1']) {
    volume.writer.publish([{ key: 'a', content: { data: Buffer.from(a) } }]);
  }
  const [back, , first] = states.at(-1)?.versions ?? [];
  assert.equal(back?.restores, first?.writtenAt);
  assert.ok(back?.restores !== undefined);
});

test('a bundle in another order is told from one with other certificates', (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir);
  const [one, two, other] = ['kubernetes', 'etcd-ca', 'front-proxy-ca'].map((name) =>
    readFileSync(`test/fixtures/credentials/${name}.crt`, 'utf8'),
  ) as [string, string, string];
  const { volume } = watchVolume(t, dir);
  const versions = [
    { ca: one + two, text: 'a' },
    { ca: two + one, text: 'b' },
    { ca: two + other, text: 'c' },
  ].map((keys) => {
    const { timestampDir } = writer.write(payload(keys));
    volume.readIfChanged();
    return timestampDir;
  }) as [string, string, string];
  assert.deepEqual(volume.contents.bundleChange(versions[0], versions[1], 'ca'), {
    kind: 'reordered',
  });
  const changed = volume.contents.bundleChange(versions[1], versions[2], 'ca');
  assert.equal(changed?.kind === 'changed' && changed.added.length, 1);
  assert.equal(volume.contents.bundleChange(versions[0], versions[1], 'text'), undefined);
});
