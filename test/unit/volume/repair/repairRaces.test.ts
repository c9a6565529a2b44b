// Repairs while the volume changes under them, or while the operating system refuses.

import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  AtomicWriter,
  nodeFileSystem,
  readSnapshot,
  VolumeError,
} from '../../../../src/volume/index.ts';
import { repair } from '../../../../src/volume/repair/repair.ts';
import type { RepairAction } from '../../../../src/volume/repair/repairAction.ts';
import { failingAt, impatient, observed } from '../../../shared/fileSystems.ts';
import { cases, old, planned, spoiled, V9 } from './repairCases.ts';
import { contents, payload, tempTargets, told, tree } from '../../../shared/volumes.ts';

/** Makes it another one that looks the same, or something where nothing was. */
function touch(target: string, action: RepairAction): void {
  const path = join(target, action.path);
  if (action.action === 'publish') writeFileSync(join(target, action.replaced, 'key'), 'again');
  else if (action.action === 'link') writeFileSync(path, '');
  else if (action.action === 'swap' && action.seen === undefined) symlinkSync(V9, path);
  else if (lstatSync(path).isSymbolicLink()) {
    const to = readlinkSync(path);
    unlinkSync(path);
    symlinkSync(to, path);
  } else chmodSync(path, lstatSync(path).mode);
}

test('what is not what the plan saw any more is not touched, nor anything after it', (t) => {
  const target = tempTargets(t);
  for (const broken of cases) {
    const numberOfActions = planned(...made(broken)).actions.length;
    for (let n = 0; n < numberOfActions; n++) {
      const [dir, problem] = made(broken);
      const plan = planned(dir, problem);
      const action = plan.actions[n];
      assert.ok(action !== undefined);
      const partly = { ...plan, actions: plan.actions.slice(0, n) };
      assert.deepEqual(repair(old, dir, partly), { state: 'repaired' });
      touch(dir, action);
      const before = tree(dir);
      const rest = { ...plan, actions: plan.actions.slice(n) };
      assert.deepEqual(repair(old, dir, rest), {
        state: 'refused',
        refusal: { why: 'changed', path: action.path },
      });
      assert.deepEqual(tree(dir), before, broken.name);
    }
  }

  function made(broken: (typeof cases)[number]) {
    const dir = target();
    return [dir, spoiled(dir, broken)] as const;
  }
});

test('an orphan into which something was put is not removed', (t) => {
  const target = tempTargets(t)();
  const broken = cases.find(({ name }) => name === 'an orphan is removed');
  assert.ok(broken !== undefined);
  const plan = planned(target, spoiled(target, broken));
  const [action] = plan.actions;
  assert.ok(action !== undefined);
  writeFileSync(join(target, action.path, 'key'), 'longer');
  assert.equal(repair(old, target, plan).state, 'refused');
  assert.ok(readdirSync(target).includes(action.path));
});

test('an orphan that somebody made active meanwhile is not removed', (t) => {
  const target = tempTargets(t)();
  const broken = cases.find(({ name }) => name === 'an orphan is removed');
  assert.ok(broken !== undefined);
  const plan = planned(target, spoiled(target, broken));
  const [action] = plan.actions;
  assert.ok(action !== undefined);
  unlinkSync(join(target, '..data'));
  symlinkSync(action.path, join(target, '..data'));
  assert.deepEqual(repair(old, target, plan), {
    state: 'refused',
    refusal: { why: 'changed', path: '..data' },
  });
  assert.deepEqual(contents(target), { key: 'old' });
});

test('while a live writer holds ..data_tmp nothing is repaired', (t) => {
  const target = tempTargets(t);
  for (const broken of cases) {
    const dir = target();
    const problem = spoiled(dir, broken);
    const plan = planned(dir, problem);
    const { path = '' } = plan.actions.find(({ path }) => path === '..data_tmp') ?? {};
    if (path === '') symlinkSync(V9, join(dir, '..data_tmp'));
    const before = tree(dir);
    assert.deepEqual(repair(nodeFileSystem, dir, plan), {
      state: 'refused',
      refusal: { why: 'busy' },
    });
    assert.deepEqual(tree(dir), before);
  }
});

/** What another writer publishes meanwhile: without the keys of the cases, and with all that they have links for. */
const publishedMeanwhile: [Record<string, string>, string[]][] = [
  [{ other: 'published' }, ['l other -> ..data/other']],
  [
    { 'dir/inner': '3', gone: '3', key: '3' },
    ['l dir -> ..data/dir', 'l gone -> ..data/gone', 'l key -> ..data/key'],
  ],
];

for (const [keys, links] of publishedMeanwhile) {
  const names = Object.keys(keys).join(', ');
  test(`what another writer publishes before or during a repair is active and linked: ${names}`, (t) => {
    const target = tempTargets(t);
    const outcomes = new Set<string>();
    for (const broken of cases) {
      for (let n = 1; ; n++) {
        const dir = target();
        const plan = planned(dir, spoiled(dir, broken));
        let isPublished = false;
        const repairing = observed((count) => {
          if (count !== n) return;
          isPublished = true;
          const other = new AtomicWriter(dir, { fileSystem: impatient() });
          try {
            other.write(payload(keys));
          } catch (error) {
            // It cannot be where a foreign link still has the name of a new key.
            assert.ok(error instanceof VolumeError && error.failure.code === 'in-the-way');
          }
        }, old);
        // What was published a moment ago must not be old for the writer: it would take it for an orphan.
        const fileSystem = Object.assign({}, repairing, { now: () => Date.now() });
        const writer = new AtomicWriter(dir, { fileSystem });
        outcomes.add(repair(repairing, dir, plan, writer).state);
        if (!isPublished) break; // the repair has no nth call
        const what = `${broken.name}, call ${n}`;
        assert.deepEqual(contents(dir), keys, what);
        const seen = tree(dir).filter((line) => / -> \.\.data\/|\.\.data_tmp/.test(line));
        // A publish leaves a foreign link, and an absolute one, should it come before the repair.
        const isLeft = /^(a foreign|an absolute) link/.test(broken.name);
        const mayLack = isLeft ? ['l key -> ..data/key'] : [];
        const isLacking = !links.every((link) => seen.includes(link));
        assert.deepEqual(
          seen,
          isLacking ? links.filter((link) => !mayLack.includes(link)) : links,
          what,
        );
      }
    }
    assert.deepEqual([...outcomes].sort(), ['refused', 'repaired']);
  });
}

test('a call that fails once leaves the active version whole and no ..data_tmp', (t) => {
  const target = tempTargets(t);
  for (const broken of cases) {
    let calls = 1;
    for (let n = 1; n <= calls; n++) {
      const dir = target();
      const plan = planned(dir, spoiled(dir, broken));
      const [before, held] = [tree(dir), activeOf(dir)];
      const counting = observed((count) => (calls = Math.max(calls, count)), failingAt(n, 'EIO'));
      try {
        repair({ ...counting, now: () => old.now() }, dir, plan);
      } catch (error) {
        assert.ok(error instanceof VolumeError, String(error));
      }
      if (held !== undefined) assert.deepEqual(activeOf(dir), held, `${broken.name}, call ${n}`);
      const isNew = !before.some((line) => line.startsWith('l ..data_tmp'));
      const left = readdirSync(dir).includes('..data_tmp');
      assert.ok(!(isNew && left), `${broken.name}, call ${n}`);
    }
  }

  function activeOf(dir: string): Record<string, string> | undefined {
    const snapshot = readSnapshot(nodeFileSystem, dir);
    return snapshot.state === 'read' ? told(snapshot) : undefined;
  }
});

test('a mutex that another writer took over is left to it', (t) => {
  const target = tempTargets(t);
  for (const broken of cases) {
    const dir = target();
    const plan = planned(dir, spoiled(dir, broken));
    const last = plan.actions.at(-1)?.action;
    if (last !== 'swap' && last !== 'replace-link') continue;
    const tmp = join(dir, '..data_tmp');
    let isOurs = false;
    const stolen = observed((_count, call, [, path]) => {
      if (isOurs) {
        isOurs = false;
        unlinkSync(tmp);
        symlinkSync(V9, tmp);
      }
      if (call === 'symlink' && path === tmp) isOurs = true;
    }, old);
    assert.deepEqual(repair(stolen, dir, plan), { state: 'refused', refusal: { why: 'busy' } });
    assert.equal(readlinkSync(tmp), V9, broken.name);
  }
});

test('a mode is changed of what was looked at, whatever has its name by then', (t) => {
  const target = tempTargets(t);
  for (const broken of cases) {
    const dir = target();
    const plan = planned(dir, spoiled(dir, broken));
    const [action] = plan.actions;
    if (action?.action !== 'chmod') continue;
    const path = join(dir, action.path);
    if (lstatSync(path).isDirectory()) continue;
    const replacing = observed((_count, call) => {
      if (call !== 'openForReading') return;
      unlinkSync(path);
      writeFileSync(path, 'another', { mode: 0o666 });
      chmodSync(path, 0o666);
    }, old);
    assert.deepEqual(repair(replacing, dir, plan), {
      state: 'refused',
      refusal: { why: 'changed', path: action.path },
    });
    assert.equal(lstatSync(path).mode & 0o777, 0o666);
  }
});
