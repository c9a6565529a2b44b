// Who takes away what a crash left: what is said of the kubelet, of ours and of Repair is what they do.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  AtomicWriter,
  type FileSystem,
  nodeFileSystem,
  readSnapshot,
} from '../../../../src/volume/index.ts';
import { publishEdits } from '../../../../src/volume/edit/edits.ts';
import { remember } from '../../../../src/volume/problems/baseline.ts';
import { findProblems } from '../../../../src/volume/problems/findProblems.ts';
import { planRepair } from '../../../../src/volume/repair/repairPlan.ts';
import { repair } from '../../../../src/volume/repair/repair.ts';
import { type Healers, healersOf } from '../../../../src/volume/updates/healers.ts';
import { planUpdate } from '../../../../src/volume/updates/planUpdate.ts';
import type { Left } from '../../../../src/volume/updates/update.ts';
import { impatient, later } from '../../../shared/fileSystems.ts';
import { payload, tempTargets } from '../../../shared/volumes.ts';
import { findLeft, readKey, told } from './onDisk.ts';

const OLD = '..2026_01_01_00_00_00.1';
const keys = payload({ key: 'x', other: 'y' });
const next = payload({ key: 'z', other: 'y' });

/** Leaves it in a volume with the active version `version`. */
const leave: Record<Left['left'], (target: string, version: string) => Left> = {
  'unfinished version': (target) => {
    mkdirSync(join(target, OLD));
    return { left: 'unfinished version' };
  },
  'old version': (target) => {
    mkdirSync(join(target, OLD));
    return { left: 'old version', path: OLD };
  },
  'new data link': (target) => {
    symlinkSync(OLD, join(target, '..data_tmp'));
    return { left: 'new data link' };
  },
  'missing link': (target) => {
    unlinkSync(join(target, 'other'));
    return { left: 'missing link', path: 'other' };
  },
  'dangling link': (target) => {
    symlinkSync('..data/gone', join(target, 'gone'));
    return { left: 'dangling link', path: 'gone' };
  },
  'early link': (target) => {
    symlinkSync('..data/coming', join(target, 'coming'));
    return { left: 'early link', path: 'coming' };
  },
  'direct link': (target, version) => {
    unlinkSync(join(target, 'other'));
    symlinkSync(`${version}/other`, join(target, 'other'));
    return { left: 'direct link', path: 'other' };
  },
  'file changed in place': (target, version) => {
    writeFileSync(join(target, 'other'), '');
    return { left: 'file changed in place', path: `${version}/other` };
  },
  'file of no version': (target) => {
    writeFileSync(join(target, 'stray'), '');
    return { left: 'file of no version', path: 'stray' };
  },
};

interface Volume {
  target: string;
  version: string;
  left: Left;
  isThere: () => boolean;
}

function spoilt(target: string, kind: Left['left']): Volume {
  const { timestampDir: version } = new AtomicWriter(target).write(keys);
  const left = leave[kind](target, version);
  const before = kind === 'old version' ? OLD : version;
  // What was to come came with a key of its own.
  const coming = payload({ key: 'z', other: 'y', coming: 'x' });
  const line = told([left])[0] ?? '';
  const isThere = () =>
    kind === 'file changed in place'
      ? readKey(target, 'other') !== 'y' // whatever the version is called by then
      : findLeft(target, before, keys, coming).includes(line);
  assert.ok(isThere(), `${kind} was not made`);
  return { target, version, left, isThere };
}

function updated(volume: Volume, now: typeof keys): boolean {
  try {
    for (const _ of planUpdate('kubelet', nodeFileSystem, volume.target, now).run());
    return true;
  } catch {
    return false;
  }
}

function healedByKubelet(make: () => Volume): Healers['kubelet'] {
  const [synced, changed] = [make(), make()];
  const wanted =
    synced.left.left === 'early link' ? payload({ key: 'x', other: 'y', coming: 'x' }) : keys;
  updated(synced, wanted);
  if (!synced.isThere()) return 'next sync';
  if (!updated(changed, next)) return 'fails';
  return changed.isThere() ? 'never' : 'next update';
}

function healedByOurs(make: () => Volume): Healers['projectedVolumes'] {
  const after = (fileSystem: FileSystem) => {
    const volume = make();
    publishEdits(fileSystem, volume.target, [{ key: 'key', content: { data: Buffer.from('z') } }]);
    return !volume.isThere();
  };
  const now = impatient();
  if (after(now)) return now.waited > 1_900 ? 'waits two seconds' : 'next publish';
  return after(later(11 * 60_000)) ? 'after ten minutes' : 'never';
}

function healedByRepair(target: string, kind: Left['left']): boolean {
  new AtomicWriter(target).write(keys);
  const old = later(11 * 60_000);
  const known = remember(old, target, readSnapshot(old, target), undefined);
  const version = readdirSync(target).find((name) => name.startsWith('..2')) ?? '';
  leave[kind](target, version);
  const snapshot = readSnapshot(old, target);
  const before = findProblems(old, target, snapshot, { known }).problems;
  for (const problem of before) {
    const plan = planRepair(old, target, problem);
    if (plan.state === 'planned') repair(old, target, plan);
  }
  return (
    before.length > 0 && findProblems(old, target, readSnapshot(old, target)).problems.length === 0
  );
}

for (const kind of Object.keys(leave) as Left['left'][]) {
  test(`who takes away: ${kind}`, (t) => {
    const target = tempTargets(t);
    const make = () => spoilt(target(), kind);
    const { kubelet, projectedVolumes, repair } = healersOf(make().left);
    assert.equal(healedByKubelet(make), kubelet);
    assert.equal(healedByOurs(make), projectedVolumes);
    assert.equal(healedByRepair(target(), kind), repair !== 'no');
  });
}
