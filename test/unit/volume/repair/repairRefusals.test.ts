// When a repair is refused: what is no writer's to repair, what somebody is at work on, what is not as it was seen.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type FileSystem, nodeFileSystem } from '../../../../src/volume/index.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import { repair } from '../../../../src/volume/repair/repair.ts';
import type { Refusal } from '../../../../src/volume/repair/repairAction.ts';
import { planRepair } from '../../../../src/volume/repair/repairPlan.ts';
import { observed, systemError } from '../../../shared/fileSystems.ts';
import { cases, old, planned, publish, spoiled, V1, V9 } from './repairCases.ts';
import { tempTarget, tree } from '../../../shared/volumes.ts';

function whyNot(target: string, problem: Problem, fileSystem: FileSystem = old): Refusal {
  const plan = planRepair(fileSystem, target, problem);
  assert.ok(plan.state === 'refused', JSON.stringify(plan));
  return plan.refusal;
}

const orphan = { kind: 'orphan', changedAt: 0 } as const;

interface RefusedCase {
  name: string;
  spoil?: (target: string, version: string) => void;
  problem: (version: string) => Problem;
  refusal: (version: string) => Refusal;
  fileSystem?: FileSystem;
}

const refusals: RefusedCase[] = [
  {
    name: 'a file in the place of a link is somebody’s data',
    problem: () => ({ kind: 'in-the-way', name: 'key', obstacle: 'file' }),
    refusal: () => ({ why: 'user-data', path: 'key' }),
  },
  {
    name: 'so is a directory named ..data',
    problem: () => ({ kind: 'data-not-a-link', obstacle: 'directory' }),
    refusal: () => ({ why: 'user-data', path: '..data' }),
  },
  {
    name: 'so is one named ..data_tmp, for what needs that name',
    spoil: (target) => {
      mkdirSync(join(target, '..data_tmp'));
      unlinkSync(join(target, 'key'));
      symlinkSync('x', join(target, 'key'));
    },
    problem: () => ({ kind: 'foreign-link', name: 'key', target: 'x' }),
    refusal: () => ({ why: 'user-data', path: '..data_tmp' }),
  },
  {
    name: 'so is a timestamp directory while no version is active',
    spoil: (target) => {
      unlinkSync(join(target, '..data'));
      mkdirSync(join(target, V1));
      writeFileSync(join(target, V1, 'key'), '');
    },
    problem: () => ({ ...orphan, timestampDir: V1 }),
    refusal: () => ({ why: 'user-data', path: V1 }),
  },
  {
    name: 'the active version is no orphan',
    problem: (timestampDir) => ({ ...orphan, timestampDir }),
    refusal: (path) => ({ why: 'changed', path }),
  },
  {
    name: 'a directory of any other name is no orphan',
    spoil: (target) => mkdirSync(join(target, 'plain')),
    problem: () => ({ ...orphan, timestampDir: 'plain' }),
    refusal: () => ({ why: 'changed', path: 'plain' }),
  },
  {
    name: 'a young timestamp directory may be a live writer’s',
    spoil: (target) => mkdirSync(join(target, V1)),
    problem: () => ({ ...orphan, timestampDir: V1 }),
    refusal: () => ({ why: 'busy' }),
    fileSystem: nodeFileSystem,
  },
  {
    name: 'so may a young ..data_tmp',
    spoil: (target) => symlinkSync(V9, join(target, '..data_tmp')),
    problem: () => ({ kind: 'stale-new-data-dir' }),
    refusal: () => ({ why: 'busy' }),
    fileSystem: nodeFileSystem,
  },
  {
    name: 'so may a young dangling link',
    spoil: (target) => symlinkSync('..data/coming', join(target, 'coming')),
    problem: () => ({ kind: 'dangling-link', name: 'coming' }),
    refusal: () => ({ why: 'busy' }),
    fileSystem: nodeFileSystem,
  },
  {
    name: 'a link that is missing right after the swap may be about to come',
    spoil: (target) => unlinkSync(join(target, 'key')),
    problem: () => ({ kind: 'missing-link', name: 'key' }),
    refusal: () => ({ why: 'busy' }),
    fileSystem: nodeFileSystem,
  },
  {
    name: 'without a whole version there is nothing to point ..data at',
    spoil: (target) => {
      unlinkSync(join(target, '..data'));
      symlinkSync(V9, join(target, '..data'));
      symlinkSync('..data/other', join(target, 'other'));
    },
    problem: () => ({ kind: 'data-link-dangles', target: V9 }),
    refusal: () => ({ why: 'no-version' }),
  },
  {
    name: 'another candidate than the one that was shown is not taken',
    spoil: (target) => unlinkSync(join(target, '..data')),
    problem: () => ({ kind: 'data-link-missing', candidate: V1 }),
    refusal: (path) => ({ why: 'changed', path }),
  },
  {
    name: 'a version with a key that cannot be read is not published again',
    spoil: (target, version) => symlinkSync('key', join(target, version, 'link')),
    problem: (version) => ({ kind: 'changed-in-place', version, changes: [] }),
    refusal: () => ({ why: 'unread', key: 'link' }),
  },
  {
    name: 'nor is one beside a file that has the name of a key',
    spoil: (target) => {
      unlinkSync(join(target, 'key'));
      writeFileSync(join(target, 'key'), '');
    },
    problem: (version) => ({ kind: 'changed-in-place', version, changes: [] }),
    refusal: () => ({ why: 'user-data', path: 'key' }),
  },
  {
    name: 'a mode is not changed through a link',
    spoil: (target, version) => symlinkSync('dir', join(target, version, 'link')),
    problem: () => ({ kind: 'world-writable', path: 'link/inner', mode: 0o644 }),
    refusal: (version) => ({ why: 'changed', path: `${version}/link/inner` }),
  },
  {
    name: 'what only a person can mend is explained',
    problem: () => ({ kind: 'emptied', version: V1 }),
    refusal: () => ({ why: 'explained-only' }),
  },
];

for (const { name, spoil, problem, refusal, fileSystem } of refusals) {
  test(`refused: ${name}`, (t) => {
    const target = tempTarget(t);
    const version = publish(target);
    spoil?.(target, version);
    const before = tree(target);
    assert.deepEqual(whyNot(target, problem(version), fileSystem), refusal(version));
    assert.deepEqual(tree(target), before);
  });
}

test('a problem that is not there any more is not repaired', (t) => {
  for (const { problem } of cases) {
    const target = tempTarget(t);
    const found = problem(publish(target));
    // A key of the usual mode is told from others by those others, which are not looked at again.
    if (found.kind === 'world-readable' || found.kind === 'changed-in-place') continue;
    assert.equal(whyNot(target, found).why, 'changed', found.kind);
  }
});

test('where nothing may be written, nothing is planned or repaired', (t) => {
  for (const [errno, why] of [
    ['EROFS', 'read-only-file-system'],
    ['EACCES', 'no-permission'],
  ] as const) {
    for (const broken of cases) {
      const target = tempTarget(t);
      const problem = spoiled(target, broken);
      const plan = planned(target, problem);
      const before = tree(target);
      const refusing = observed((_count, call) => {
        if (call === 'checkWritable') throw systemError(errno, 'access');
      }, old);
      assert.deepEqual(whyNot(target, problem, refusing), { why });
      assert.deepEqual(repair(refusing, target, plan), { state: 'refused', refusal: { why } });
      assert.deepEqual(tree(target), before);
    }
  }
});
