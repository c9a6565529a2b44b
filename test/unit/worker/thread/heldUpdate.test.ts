// An update that is held in a watched volume: what its state says, who may publish, and what may be seen of values.

import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { FileStat } from '../../../../src/volume/fileSystem.ts';
import { AtomicWriter, nodeFileSystem, VolumeError } from '../../../../src/volume/index.ts';
import { at } from '../../../../src/volume/paths.ts';
import type { WriterId } from '../../../../src/volume/updates/update.ts';
import { HeldUpdate, readPath } from '../../../../src/worker/thread/heldUpdate.ts';
import { DAY, observed } from '../../../shared/fileSystems.ts';
import { contents, failure, payload, tempTarget } from '../../../shared/volumes.ts';
import { watchVolume } from '../watched.ts';

/** Everything on disk is old to whoever looks for leftovers. */
const aged = (stat: FileStat): FileStat => ({ ...stat, ctimeMs: stat.ctimeMs - DAY });
const old = {
  ...nodeFileSystem,
  lstat: (path: string) => aged(nodeFileSystem.lstat(path)),
  fstat: (fd: number) => aged(nodeFileSystem.fstat(fd)),
};

function held(t: TestContext, writer: WriterId, overrule?: 'secret' | 'plain') {
  const dir = tempTarget(t);
  new AtomicWriter(dir).write(payload({ app: 'old', gone: 'x', password: 'a secret value' }));
  const watched = watchVolume(t, dir, { fs: old, ...(overrule !== undefined && { overrule }) });
  const changes = { set: { app: 'new', added: 'y' }, delete: ['gone'] };
  const plan = watched.volume.holding.hold(new HeldUpdate(old, { dir, writer, changes }, 0));
  const { volume } = watched;
  return {
    ...watched,
    dir,
    plan,
    problems: () => watched.states.at(-1)?.problems.map(({ kind }) => kind),
    leftOver: () => volume.onDisk().entries.filter(({ role }) => role === 'left-over').length,
    heldNow: () => watched.states.at(-1)?.held,
    look: () => volume.holding.look((key, data) => volume.isHidden(key, data)),
  };
}

test('the state says which step is next, until the last is done', (t) => {
  const { volume, plan, heldNow } = held(t, 'kubelet');
  const [first] = plan.steps;
  const of = plan.steps.length;
  assert.deepEqual(heldNow(), { writer: 'kubelet', done: 0, of, next: first?.id });
  volume.holding.step();
  assert.deepEqual(heldNow(), { writer: 'kubelet', done: 1, of, next: plan.steps[1]?.id });
  volume.holding.end('finish');
  assert.equal(heldNow(), undefined);
  assert.deepEqual(plan.changes, [
    { key: 'added', kind: 'added' },
    { key: 'app', kind: 'modified' },
    { key: 'gone', kind: 'removed' },
  ]);
});

for (const writer of ['kubelet', 'one-link', 'in-place'] as const) {
  test(`${writer}: what is held is no problem and nothing left over, at no step; after a crash it is`, (t) => {
    const { volume, plan, problems, leftOver } = held(t, writer);
    for (const { id } of plan.steps.slice(0, -1)) {
      assert.deepEqual(problems(), [], `before ${id}`);
      assert.equal(leftOver(), 0, `before ${id}`);
      volume.holding.step();
    }
    assert.equal(leftOver(), 0);
    volume.holding.end('crash');
    assert.notDeepEqual(problems(), []);
    assert.equal(leftOver(), writer === 'in-place' ? 0 : 1);
  });
}

test('while an update is held nobody publishes, repairs or holds another: it is busy at once', (t) => {
  const { volume, dir, states } = held(t, 'kubelet');
  const busy = failure({ code: 'busy' });
  const edits = [{ key: 'app', content: { data: Buffer.from('mine') } }];
  assert.throws(() => volume.writer.publish(edits), busy);
  assert.throws(() => volume.writer.rollBack(states.at(-1)?.versions[0]?.id ?? '', ''), busy);
  const refused = { state: 'refused', refusal: { why: 'busy' } };
  assert.deepEqual(volume.writer.planRepair({ kind: 'stale-new-data-dir' }), refused);
  assert.deepEqual(volume.writer.repair({ state: 'planned', active: '', actions: [] }), refused);
  const another = new HeldUpdate(old, { dir, writer: 'kubelet' }, 0);
  assert.throws(() => volume.holding.hold(another), busy);
  volume.holding.end('crash');
  assert.equal(volume.writer.publish(edits).changed, true);
});

test('a step that fails ends the update, and the volume is free', (t) => {
  const { volume, dir, heldNow } = held(t, 'kubelet');
  new AtomicWriter(dir).steps(payload({ other: 'x' }));
  nodeFileSystem.symlink('..2026_01_01_00_00_00.1', at(dir, '..data_tmp'));
  assert.throws(() => volume.holding.end('finish'), /EEXIST/);
  assert.equal(heldNow(), undefined);
  volume.holding.checkFree();
});

test('readers are told apart by version, and values of secret keys are not given away', (t) => {
  const { volume, plan, look, dir } = held(t, 'kubelet');
  const told = () =>
    look().keys.map(({ key, read, version }) => {
      const what =
        read.kind === 'text' ? read.text : read.kind === 'nothing' ? read.errno : read.kind;
      return `${key}: ${what}, ${version}`;
    });
  assert.deepEqual(told(), [
    'added: ENOENT, old',
    'app: old, old',
    'gone: x, old',
    'password: hidden, same',
  ]);
  while (plan.steps[volume.holding.step().done]?.id !== 'link new keys');
  assert.deepEqual(told(), [
    'added: ENOENT, old',
    'app: new, new',
    'gone: ENOENT, new',
    'password: hidden, same',
  ]);
  assert.deepEqual(
    look().onDisk.map(({ name, kind, target }) => [name, kind, target].join(' ').trim()),
    readdirSync(dir)
      .sort()
      .map((name) =>
        name.startsWith('..2')
          ? `${name} directory`
          : `${name} link ${readlinkSync(join(dir, name))}`,
      ),
  );
});

test('any path in the volume is read as a program reads it, and none outside of it', (t) => {
  const { volume, dir, plan } = held(t, 'kubelet');
  nodeFileSystem.symlink('/etc/passwd', at(dir, 'outside'));
  const read = (path: string) =>
    readPath(nodeFileSystem, dir, path, (key, data) => volume.isHidden(key, data));
  assert.deepEqual(read('app'), { kind: 'text', text: 'old', size: 3 });
  assert.deepEqual(read('./..data/app'), { kind: 'text', text: 'old', size: 3 });
  assert.deepEqual(read('password'), { kind: 'hidden', size: 14 });
  assert.deepEqual(read('..data/password'), { kind: 'hidden', size: 14 });
  assert.deepEqual(read('outside'), { kind: 'outside' });
  assert.deepEqual(read('../../etc/passwd'), { kind: 'nothing', errno: 'ENOENT' });
  assert.deepEqual(read('nowhere'), { kind: 'nothing', errno: 'ENOENT' });
  const listed = read('..data');
  assert.ok(listed.kind === 'directory');
  assert.deepEqual(listed.entries[0], { name: 'app', kind: 'file', size: 3 });
  assert.ok(plan.steps.length > 10);
});

test('a volume whose values are hidden gives none away, one whose values are shown gives all', (t) => {
  const hidden = held(t, 'kubelet', 'secret').look();
  assert.deepEqual([...new Set(hidden.keys.map(({ read }) => read.kind))], ['nothing', 'hidden']);
  const shown = held(t, 'kubelet', 'plain').look();
  assert.ok(shown.keys.every(({ read }) => read.kind !== 'hidden'));
});

test('what somebody else publishes while an update is planned is never undone by it', (t) => {
  for (let nth = 1, isReached = true; isReached; nth++) {
    isReached = false;
    const dir = tempTarget(t);
    new AtomicWriter(dir).write(payload({ app: 'old', other: 'old' }));
    const racing = observed((count) => {
      if (count !== nth) return;
      isReached = true;
      new AtomicWriter(dir).write(payload({ app: 'old', other: 'theirs' }));
    });
    const changes = { set: { app: 'new' } };
    try {
      const update = new HeldUpdate(racing, { dir, writer: 'projected-volumes', changes }, 0);
      if (!isReached) break; // all calls of the plan have had their turn
      update.finish();
    } catch (error) {
      assert.ok(error instanceof VolumeError, String(error));
    }
    assert.equal(contents(dir)['other'], 'theirs', `published before call ${nth}`);
  }
});
