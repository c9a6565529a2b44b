// Repairs, one by one: what is planned and what it leaves; and that what was planned is what was found.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshot } from '../../../../src/volume/index.ts';
import { findProblems } from '../../../../src/volume/problems/findProblems.ts';
import { repair } from '../../../../src/volume/repair/repair.ts';
import type { RepairPlan } from '../../../../src/volume/repair/repairPlan.ts';
import { cases, old, planned, publish, PUBLISHED } from './repairCases.ts';
import { tempTarget, tree } from '../../../shared/volumes.ts';

/** The plan as a person reads it: without inodes and times. */
function told({ actions }: RepairPlan): object[] {
  return actions.map((action) => {
    const shown = Object.entries(action).filter(([name]) => name !== 'seen' && name !== 'version');
    return Object.fromEntries(shown);
  });
}

for (const { name, spoil, problem, plan, leaves = PUBLISHED } of cases) {
  test(name, (t) => {
    const target = tempTarget(t);
    const version = publish(target);
    spoil(target, version);
    const before = tree(target);
    const repairPlan = planned(target, problem(version));
    assert.deepEqual(told(repairPlan), plan(version, target));
    assert.deepEqual(tree(target), before, 'a plan changes nothing');
    assert.deepEqual(repair(old, target, repairPlan), { state: 'repaired' });
    assert.deepEqual(tree(target), leaves);
    const kinds = findProblems(old, target, readSnapshot(old, target)).problems.map(
      ({ kind }) => kind,
    );
    assert.ok(!kinds.includes(problem(version).kind), 'it is gone');
  });
}
