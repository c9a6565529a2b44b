// Volumes with one problem each, what its repair is, and what that leaves.

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AtomicWriter } from '../../../../src/volume/index.ts';
import type { Problem } from '../../../../src/volume/problems/problem.ts';
import { planRepair, type RepairPlan } from '../../../../src/volume/repair/repairPlan.ts';
import { digestOf } from '../../../../src/volume/read/snapshot.ts';
import { later } from '../../../shared/fileSystems.ts';
import { payload } from '../../../shared/volumes.ts';

const MINUTE = 60_000;
/** When everything that the cases make is old enough to be a dead writer's. */
export const old = later(11 * MINUTE);
export const [V1, V9] = ['..2026_01_01_00_00_00.1', '..2026_01_09_00_00_00.9'] as const;

/** A volume with the keys `key` and `dir/inner`, and the name of its version. */
export function publish(target: string): string {
  const { timestampDir } = new AtomicWriter(target).write(payload({ key: '1', 'dir/inner': '2' }));
  return timestampDir;
}

/** Its tree. */
export const PUBLISHED: readonly string[] = [
  'd <ts> 755',
  'd <ts>/dir 755',
  'f <ts>/dir/inner 644 32',
  'f <ts>/key 644 31',
  'l ..data -> <ts>',
  'l dir -> ..data/dir',
  'l key -> ..data/key',
];

export interface Case {
  name: string;
  spoil: (target: string, version: string) => void;
  problem: (version: string) => Problem;
  plan: (version: string, target: string) => object[];
  /** The tree afterwards; `PUBLISHED` unless given. */
  leaves?: string[];
}

const orphan = { kind: 'orphan', timestampDir: V1, changedAt: 0 } as const;

export const cases: readonly Case[] = [
  {
    name: 'a stale ..data_tmp is removed',
    spoil: (target) => symlinkSync(V9, join(target, '..data_tmp')),
    problem: () => ({ kind: 'stale-new-data-dir' }),
    plan: () => [{ action: 'remove', path: '..data_tmp' }],
  },
  {
    name: 'an orphan is removed',
    spoil: (target) => {
      mkdirSync(join(target, V1));
      writeFileSync(join(target, V1, 'key'), 'old');
    },
    problem: () => orphan,
    plan: () => [{ action: 'remove-tree', path: V1, files: 1, bytes: 3 }],
  },
  {
    name: 'a dangling link is removed',
    spoil: (target) => symlinkSync('..data/gone', join(target, 'gone')),
    problem: () => ({ kind: 'dangling-link', name: 'gone' }),
    plan: () => [{ action: 'remove', path: 'gone' }],
  },
  {
    name: 'a missing link is made',
    spoil: (target) => unlinkSync(join(target, 'dir')),
    problem: () => ({ kind: 'missing-link', name: 'dir' }),
    plan: () => [{ action: 'link', path: 'dir', target: '..data/dir' }],
  },
  {
    name: 'a foreign link is replaced, after a stale ..data_tmp was removed',
    spoil: (target) => {
      unlinkSync(join(target, 'key'));
      symlinkSync('/nowhere', join(target, 'key'));
      symlinkSync(V9, join(target, '..data_tmp'));
    },
    problem: () => ({ kind: 'foreign-link', name: 'key', target: '/nowhere' }),
    plan: () => [
      { action: 'remove', path: '..data_tmp' },
      { action: 'replace-link', path: 'key', target: '..data/key', replaced: '/nowhere' },
    ],
  },
  {
    name: 'an absolute link of a key becomes relative',
    spoil: (target) => {
      unlinkSync(join(target, 'key'));
      symlinkSync(join(target, '..data/key'), join(target, 'key'));
    },
    problem: () => ({ kind: 'link-detour', name: 'key', target: 'any' }),
    plan: (_, target) => [
      {
        action: 'replace-link',
        path: 'key',
        target: '..data/key',
        replaced: join(target, '..data/key'),
      },
    ],
  },
  {
    name: 'a dangling ..data is pointed at a whole version',
    spoil: (target, version) => {
      mkdirSync(join(target, V1));
      for (const key of ['key', 'dir']) writeFileSync(join(target, V1, key), 'old');
      renameSync(join(target, version), join(target, 'moved'));
    },
    problem: (version) => ({ kind: 'data-link-dangles', target: version, candidate: V1 }),
    plan: (version) => [{ action: 'swap', path: '..data', target: V1, replaced: version }],
    leaves: [
      'd <ts> 755',
      'd moved 755',
      'd moved/dir 755',
      'f <ts>/dir 644 6f6c64',
      'f <ts>/key 644 6f6c64',
      'f moved/dir/inner 644 32',
      'f moved/key 644 31',
      ...PUBLISHED.filter((line) => line.startsWith('l')),
    ],
  },
  {
    name: 'a missing ..data is made',
    spoil: (target) => unlinkSync(join(target, '..data')),
    problem: (candidate) => ({ kind: 'data-link-missing', candidate }),
    plan: (target) => [{ action: 'swap', path: '..data', target }],
  },
  {
    name: 'an absolute ..data becomes relative',
    spoil: (target, version) => {
      unlinkSync(join(target, '..data'));
      symlinkSync(join(target, version), join(target, '..data'));
    },
    problem: (version) => ({ kind: 'data-link-detour', target: 'any', version }),
    plan: (version, target) => [
      { action: 'swap', path: '..data', target: version, replaced: join(target, version) },
    ],
  },
  {
    name: 'a closed version is opened',
    spoil: (target, version) => chmodSync(join(target, version), 0o2700),
    problem: () => ({ kind: 'closed-directory', path: '', mode: 0o2700 }),
    plan: (path) => [{ action: 'chmod', path, mode: 0o2755, before: 0o2700 }],
    leaves: ['d <ts> 2755', ...PUBLISHED.slice(1)],
  },
  {
    name: 'a key that anyone may change is closed to others',
    spoil: (target, version) => chmodSync(join(target, version, 'dir/inner'), 0o666),
    problem: () => ({ kind: 'world-writable', path: 'dir/inner', mode: 0o666 }),
    plan: (version) => [
      { action: 'chmod', path: `${version}/dir/inner`, mode: 0o664, before: 0o666 },
    ],
    leaves: PUBLISHED.map((line) => line.replace('inner 644', 'inner 664')),
  },
  {
    name: 'a key that anyone may read is closed to others',
    spoil: () => undefined,
    problem: () => ({ kind: 'world-readable', path: 'key', mode: 0o644 }),
    plan: (version) => [{ action: 'chmod', path: `${version}/key`, mode: 0o640, before: 0o644 }],
    leaves: PUBLISHED.map((line) => line.replace('key 644', 'key 640')),
  },
  {
    name: 'what was changed in place is published, and what any publish tidies is named',
    spoil: (target, version) => {
      unlinkSync(join(target, 'dir'));
      symlinkSync('..data/gone', join(target, 'gone'));
      symlinkSync(V9, join(target, '..data_tmp'));
      mkdirSync(join(target, V1));
      writeFileSync(join(target, version, 'key'), 'x');
    },
    problem: (version) => ({ kind: 'changed-in-place', version, changes: [] }),
    plan: (version) => [
      { action: 'remove', path: '..data_tmp' },
      { action: 'link', path: 'dir', target: '..data/dir' },
      { action: 'remove', path: 'gone' },
      { action: 'remove-tree', path: V1, files: 0, bytes: 0 },
      {
        action: 'publish',
        path: '..data',
        replaced: version,
        files: [
          { key: 'dir/inner', digest: digestOf(Buffer.from('2')), mode: 0o644 },
          { key: 'key', digest: digestOf(Buffer.from('x')), mode: 0o644 },
        ],
      },
    ],
    leaves: PUBLISHED.map((line) => line.replace('key 644 31', 'key 644 78')),
  },
];

/** Makes the volume of a case in an empty directory. */
export function spoiled(target: string, { spoil, problem }: Case): Problem {
  const version = publish(target);
  spoil(target, version);
  return problem(version);
}

export function planned(target: string, problem: Problem): RepairPlan {
  const plan = planRepair(old, target, problem);
  assert.ok(plan.state === 'planned', JSON.stringify(plan));
  return plan;
}
