// Repairs of volumes that are broken in any combination of ways, and crashes in the middle of them.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fc } from '../../../shared/fastCheck.ts';
import { nodeFileSystem, readSnapshot } from '../../../../src/volume/index.ts';
import type { Known } from '../../../../src/volume/problems/baseline.ts';
import { isTimestampDirName } from '../../../../src/volume/layout.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import { repair } from '../../../../src/volume/repair/repair.ts';
import type { RepairPlan } from '../../../../src/volume/repair/repairPlan.ts';
import type { RandomPayload } from '../../../shared/arbitraries.ts';
import {
  type Breakage,
  breakages,
  breakVolume,
  DATA_LINK_FAULTS,
  type PlannedRepair,
  repairsOf,
  stamps,
  touched,
} from '../../../shared/brokenVolumes.ts';
import { Crash, crashingAtChange, DAY, later } from '../../../shared/fileSystems.ts';
import { payload, tempTargets, told } from '../../../shared/volumes.ts';

const old = later(DAY);

/** Key → text, and what is unread, of the active version; or the state without one. */
function held(target: string): unknown {
  const snapshot = readSnapshot(nodeFileSystem, target);
  return snapshot.state === 'read' ? told(snapshot) : snapshot.state;
}

/** Whether the plan named the path: itself, or a directory that it removes, replaces or makes. */
function isNamed({ actions }: RepairPlan, path: string): boolean {
  return actions.some((action) => {
    if (path === action.path) return true;
    const [top = ''] = path.split('/');
    if (action.action === 'remove-tree') return top === action.path;
    return action.action === 'publish' && (top === action.replaced || isTimestampDirName(top));
  });
}

/** Repairs one thing after another, any of those that are offered, until there is none. */
function repairAll(
  target: string,
  known: Known | undefined,
  repairOne: (target: string, chosen: PlannedRepair) => void,
): void {
  for (let round = 1; round <= 30; round++) {
    const repairs = repairsOf(old, target, known);
    const chosen = repairs[round % repairs.length];
    if (chosen === undefined) return;
    repairOne(target, chosen);
  }
  assert.fail('there is always something left to repair');
}

/** Nothing is touched that was not named, and no key changes that can be read. */
function assertOnlyThat(target: string, { problem, plan }: PlannedRepair): void {
  const [before, content] = [stamps(target), held(target)];
  assert.deepEqual(stamps(target), before, 'looking touches nothing');
  assert.deepEqual(repair(old, target, plan), { state: 'repaired' }, problem.kind);
  for (const path of touched(before, stamps(target))) {
    assert.ok(isNamed(plan, path), `${problem.kind} touched ${path}: ${JSON.stringify(plan)}`);
  }
  const isNewlyActive =
    typeof content === 'string' && plan.actions.some(({ action }) => action === 'swap');
  if (isNewlyActive) assert.equal(typeof held(target), 'object', problem.kind);
  else assert.deepEqual(held(target), content, problem.kind);
}

function keys(texts: Record<string, string>): RandomPayload {
  return new Map([...payload(texts)].map(([key, { data }]) => [key, { data, mode: 0o644 }]));
}

const whole: Breakage = {
  keys: keys({ a: 'a', 'conf/b': 'b', c: 'c', d: 'd' }),
  dataLink: 'none',
  links: [],
  danglingLink: false,
  newDataDir: 'none',
  orphans: [null, null],
  inPlace: 'none',
  versionMode: 0o755,
  openKey: false,
};

/** Everything at once that can be, beside a ..data that is right. */
const broken: Breakage = {
  ...whole,
  links: ['missing', 'foreign'],
  danglingLink: true,
  newDataDir: 'stale',
  orphans: [keys({ a: 'old', 'conf/b': 'old' }), null],
  inPlace: 'changed',
  versionMode: 0o700,
  openKey: true,
};

const REPAIRABLE: readonly Problem['kind'][] = [
  'changed-in-place',
  'closed-directory',
  'dangling-link',
  'data-link-dangles',
  'data-link-detour',
  'data-link-missing',
  'data-link-outside',
  'foreign-link',
  'missing-link',
  'orphan',
  'stale-new-data-dir',
  'version-not-a-directory',
  'world-writable',
];

test('repairing whatever can be leaves nothing that can be, and touches only what was named', (t) => {
  const target = tempTargets(t);
  const repaired = new Set<string>();
  const examples: [Breakage][] = [
    [broken],
    ...DATA_LINK_FAULTS.map((dataLink): [Breakage] => [
      { ...whole, dataLink, orphans: broken.orphans },
    ]),
  ];
  fc.assert(
    fc.property(breakages, (breakage) => {
      const dir = target();
      const known = breakVolume(old, dir, breakage);
      repairAll(dir, known, (dir, chosen) => {
        repaired.add(chosen.problem.kind);
        assertOnlyThat(dir, chosen);
      });
      assertUntouched(dir, breakage);
    }),
    { numRuns: 150, examples },
  );
  const never = REPAIRABLE.filter((kind) => !repaired.has(kind));
  assert.deepEqual(never, [], 'each of these must have been met');
});

/** What a person put in the way is there still. */
function assertUntouched(dir: string, { newDataDir, dataLink }: Breakage): void {
  const names = readdirSync(dir);
  if (newDataDir === 'directory') assert.ok(names.includes('..data_tmp'));
  if (dataLink === 'directory') assert.ok(names.includes('..data'));
  if (dataLink === 'to a file') assert.ok(names.includes('..file'));
}

/** How many changes the nth repair of the volume makes; 0 if there is none. */
function changesOf(target: () => string, breakage: Breakage, nth: number): number {
  const dir = target();
  const known = breakVolume(old, dir, breakage);
  const chosen = repairsOf(old, dir, known)[nth];
  if (chosen === undefined) return 0;
  const counting = crashingAtChange(Infinity, old);
  repair(counting, dir, chosen.plan);
  return counting.changes;
}

/** Lets the nth repair die before a change, and looks at what that leaves. */
function survives(dir: string, breakage: Breakage, nth: number, change: number): void {
  const known = breakVolume(old, dir, breakage);
  const chosen = repairsOf(old, dir, known)[nth];
  assert.ok(chosen !== undefined);
  const content = held(dir);
  try {
    repair(crashingAtChange(change, old), dir, chosen.plan);
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  if (typeof content === 'object') assert.deepEqual(held(dir), content, chosen.problem.kind);
  repairAll(dir, known, (dir, { plan }) => {
    assert.deepEqual(repair(old, dir, plan), { state: 'repaired' });
  });
}

test('a crash before any one change that a repair makes leaves the active version whole', (t) => {
  const target = tempTargets(t);
  const detour: Breakage = { ...broken, dataLink: 'absolute' };
  const missing: Breakage = { ...broken, dataLink: 'missing', danglingLink: false };
  const repairs: number[] = [];
  for (const breakage of [broken, detour, missing]) {
    let nth = 0;
    for (let changes; (changes = changesOf(target, breakage, nth)) > 0; nth++) {
      for (let n = 1; n <= changes; n++) survives(target(), breakage, nth, n);
    }
    repairs.push(nth);
  }
  assert.deepEqual(repairs, [8, 9, 2]);
});

test('so does one in any repair of any volume, and the rest can be repaired', (t) => {
  const target = tempTargets(t);
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(breakages, fc.nat(5), share, (breakage, nth, share) => {
      const changes = changesOf(target, breakage, nth);
      if (changes > 0) survives(target(), breakage, nth, 1 + Math.floor(share * changes));
    }),
    { numRuns: 150 },
  );
});
