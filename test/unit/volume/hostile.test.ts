// Volumes made by someone who means ill: nothing outside is read or touched, nothing hangs, and each has its words.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { publishEdits } from '../../../src/volume/edit/edits.ts';
import {
  AtomicWriter,
  type FileSystem,
  readSnapshot,
  VolumeError,
} from '../../../src/volume/index.ts';
import { remember } from '../../../src/volume/problems/baseline.ts';
import { linkChain } from '../../../src/volume/read/linkChain.ts';
import { parseKeyPath } from '../../../src/volume/payload.ts';
import { findProblems } from '../../../src/volume/problems/findProblems.ts';
import { repair } from '../../../src/volume/repair/repair.ts';
import { planRepair } from '../../../src/volume/repair/repairPlan.ts';
import { stamps } from '../../shared/brokenVolumes.ts';
import { guarded } from '../../shared/guarded.ts';
import { type Hostile, hostileVolumes } from './hostileVolumes.ts';
import { contents, payload, tempTarget, told } from '../../shared/volumes.ts';

for (const { name, make, snapshot: expected, problems, publish } of hostileVolumes) {
  test(`${name}: told, and nothing outside is read or touched`, (t) => {
    const { target, outside } = hostileVolume(t, make);
    const untouched = stamps(outside);
    const fileSystem = guarded(target);

    const snapshot = readSnapshot(fileSystem, target);
    assert.deepEqual(snapshot.state === 'read' ? told(snapshot) : snapshot.state, expected);
    const known = remember(fileSystem, target, snapshot, undefined);
    const found = findProblems(fileSystem, target, snapshot, { known }).problems;
    assert.deepEqual(
      found.map(({ kind }) => kind),
      problems,
    );
    for (const problem of found) {
      const plan = planRepair(fileSystem, target, problem);
      if (plan.state === 'planned') {
        assert.deepEqual(repair(fileSystem, target, plan), { state: 'repaired' }, problem.kind);
      }
    }
    for (const key of ['key', 'folder/secret', 'conf/secret', 'dir/up/key']) {
      linkChain(fileSystem, target, parseKeyPath(key));
    }
    assertPublishes(fileSystem, target, publish);

    assert.deepEqual(fileSystem.escapes, []);
    assert.deepEqual(stamps(outside), untouched);
  });
}

function hostileVolume(t: TestContext, make: Hostile['make']) {
  const parent = tempTarget(t);
  const [target, outside] = [join(parent, 'target'), join(parent, 'outside')];
  for (const directory of [target, outside]) mkdirSync(directory);
  writeFileSync(join(outside, 'secret'), 'secret');
  make(target, outside);
  return { target, outside };
}

/** An edit is refused where it would lose anything; a whole payload replaces what is there. */
function assertPublishes(fileSystem: FileSystem, target: string, how: Hostile['publish']): void {
  const snapshot = readSnapshot(fileSystem, target);
  const edits = [{ key: 'new', content: { data: Buffer.from('1') } }];
  if (snapshot.state === 'read' && snapshot.unread.size === 0) {
    publishEdits(fileSystem, target, edits);
  } else assert.throws(() => publishEdits(fileSystem, target, edits), VolumeError);

  const writer = new AtomicWriter(target, { fileSystem: { ...fileSystem, now: Date.now } });
  const write = () => writer.write(payload({ conf: '1', 'dir/a': '2' }));
  if (how === 'works') {
    write();
    assert.deepEqual(contents(target), { conf: '1', 'dir/a': '2' });
  } else {
    assert.throws(write, (error) => error instanceof VolumeError && error.failure.code === how);
  }
}
