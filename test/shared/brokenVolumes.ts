// Random volumes that are broken in any combination of ways, and what is needed to see what a repair does to them.

import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fc } from './fastCheck.ts';
import { AtomicWriter, type FileSystem, readSnapshot } from '../../src/volume/index.ts';
import { type Known, remember } from '../../src/volume/problems/baseline.ts';
import { findProblems } from '../../src/volume/problems/findProblems.ts';
import type { Problem } from '../../src/volume/problems/problem.ts';
import { planRepair, type RepairPlan } from '../../src/volume/repair/repairPlan.ts';
import { payloads } from './arbitraries.ts';

const ORPHANS = ['..2026_01_01_00_00_00.1', '..2026_01_02_00_00_00.2'] as const;

/** One way of being broken for each top-level name, in order; the rest are whole. */
const linkFaults = fc.array(
  fc.constantFrom('none', 'missing', 'foreign', 'file', 'directory', 'dangling foreign'),
  { maxLength: 4 },
);

export const DATA_LINK_FAULTS = [
  'none',
  'missing',
  'version removed',
  'to a file',
  'absolute',
  'through the parent',
  'to another place',
  'absolute and moved',
  'absolute and copied',
  'directory',
] as const;

export const breakages = fc.record({
  keys: payloads,
  dataLink: fc.oneof(fc.constant('none' as const), fc.constantFrom(...DATA_LINK_FAULTS)),
  links: linkFaults,
  danglingLink: fc.boolean(),
  newDataDir: fc.constantFrom('none', 'none', 'stale', 'to an orphan', 'directory'),
  /** For each orphan: the keys in it, or undefined for none. */
  orphans: fc.tuple(fc.option(payloads), fc.option(payloads)),
  inPlace: fc.constantFrom('none', 'none', 'changed', 'added', 'removed'),
  versionMode: fc.constantFrom(0o755, 0o755, 0o700, 0o777),
  openKey: fc.boolean(),
});

export type Breakage = typeof breakages extends fc.Arbitrary<infer T> ? T : never;

/** Makes the volume in an empty directory; returns what someone knows who saw it before it was changed in place. */
export function breakVolume(fs: FileSystem, target: string, breakage: Breakage): Known | undefined {
  for (const [n, keys] of breakage.orphans.entries()) {
    if (keys === null) continue;
    const { timestampDir } = new AtomicWriter(target).write(keys);
    renameSync(join(target, timestampDir), join(target, ORPHANS[n] ?? ''));
    unlinkSync(join(target, '..data'));
  }
  const { timestampDir } = new AtomicWriter(target).write(breakage.keys);
  const known = remember(fs, target, readSnapshot(fs, target), undefined);
  const version = join(target, timestampDir);
  changeInPlace(version, breakage);
  chmodSync(version, breakage.versionMode);
  breakLinks(target, breakage);
  breakNewDataDir(target, breakage);
  breakDataLink(target, timestampDir, breakage);
  return known;
}

function changeInPlace(version: string, { inPlace, openKey }: Breakage): void {
  const files = readdirSync(version, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(version, name));
  const [first, last] = [files[0], files.at(-1)];
  if (inPlace === 'added') writeFileSync(join(version, 'added'), 'added');
  if (first === undefined || last === undefined) return;
  if (openKey) chmodSync(first, 0o666);
  if (inPlace === 'changed') {
    chmodSync(last, 0o600); // only root writes into any file
    writeFileSync(last, 'changed');
  }
  if (inPlace === 'removed') unlinkSync(last);
}

function breakLinks(target: string, { links, danglingLink }: Breakage): void {
  const names = readdirSync(target).filter((name) => !name.startsWith('..'));
  for (const [n, name] of names.entries()) {
    const path = join(target, name);
    const fault = links[n] ?? 'none';
    if (fault !== 'none') unlinkSync(path);
    if (fault === 'foreign') symlinkSync('..', path);
    if (fault === 'dangling foreign') symlinkSync('..data/elsewhere', path);
    if (fault === 'file') writeFileSync(path, 'precious');
    if (fault === 'directory') mkdirSync(path);
  }
  if (danglingLink) symlinkSync('..data/gone', join(target, 'gone'));
}

function breakNewDataDir(target: string, { newDataDir }: Breakage): void {
  const path = join(target, '..data_tmp');
  if (newDataDir === 'stale') symlinkSync('..2026_01_03_00_00_00.3', path);
  if (newDataDir === 'to an orphan') symlinkSync(ORPHANS[0], path);
  if (newDataDir === 'directory') mkdirSync(path);
}

function breakDataLink(target: string, timestampDir: string, { dataLink }: Breakage): void {
  if (dataLink === 'none') return;
  const path = join(target, '..data');
  unlinkSync(path);
  switch (dataLink) {
    case 'version removed':
      rmSync(join(target, timestampDir), { recursive: true });
      return symlinkSync(timestampDir, path);
    case 'to a file':
      writeFileSync(join(target, '..file'), '');
      return symlinkSync('..file', path);
    case 'absolute':
      return symlinkSync(join(target, timestampDir), path);
    case 'through the parent':
      return symlinkSync(join('..', basename(target), timestampDir), path);
    case 'to another place':
      return symlinkSync('..', path);
    case 'absolute and moved':
      return symlinkSync(join('/nowhere', timestampDir), path);
    case 'absolute and copied': {
      const original = join(dirname(target), timestampDir);
      mkdirSync(original);
      return symlinkSync(original, path);
    }
    case 'directory':
      return mkdirSync(path);
    case 'missing':
  }
}

export interface PlannedRepair {
  problem: Problem;
  plan: RepairPlan;
}

/** The repairs that someone may choose from who looks now. */
export function repairsOf(
  fs: FileSystem,
  target: string,
  known: Known | undefined,
): PlannedRepair[] {
  const { problems } = findProblems(fs, target, readSnapshot(fs, target), { known });
  return problems.flatMap((problem) => {
    const plan = planRepair(fs, target, problem);
    return plan.state === 'planned' ? [{ problem, plan }] : [];
  });
}

/** Path → whatever changes when anything is done to it, for each path below the directory. */
export function stamps(target: string): Map<string, string> {
  const found = new Map<string, string>();
  // In bytes: names may be no UTF-8.
  const walk = (directory: Buffer, parent: string): void => {
    for (const name of readdirSync(directory, { encoding: 'buffer' })) {
      const [full, path] = [
        Buffer.concat([directory, Buffer.from('/'), name]),
        join(parent, name.toString()),
      ];
      const stat = lstatSync(full);
      const { ino, mode, uid, gid, size, mtimeMs, ctimeMs } = stat;
      found.set(path, [ino, mode, uid, gid, size, mtimeMs, ctimeMs].join(' '));
      if (stat.isDirectory()) walk(full, path);
    }
  };
  walk(Buffer.from(target), '');
  return found;
}

/** The paths that are not as they were. */
export function touched(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
