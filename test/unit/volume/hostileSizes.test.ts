// Volumes with more in them than anyone reads: how much a look asks of the file system, and names and files that few tools can remove.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, type FileSystem, readSnapshot } from '../../../src/volume/index.ts';
import { findProblems } from '../../../src/volume/problems/findProblems.ts';
import type { Findings } from '../../../src/volume/problems/problem.ts';
import { repair } from '../../../src/volume/repair/repair.ts';
import { planRepair } from '../../../src/volume/repair/repairPlan.ts';
import { later, observed } from '../../shared/fileSystems.ts';
import { contents, payload, tempTarget, told, versionToFill } from '../../shared/volumes.ts';

const old = later(11 * 60_000);
const ORPHAN = '..2026_01_01_00_00_00.1';
/** What a look calls besides what it calls for each of the bounded number. */
const FEW_CALLS = 50;

/** Counts what is called, and which files are opened. */
function counted() {
  const counts = { calls: 0, opened: 0 };
  const fileSystem = observed((_count, call) => {
    counts.calls++;
    if (call === 'openForReading') counts.opened++;
  }, old);
  return { fileSystem, counts };
}

function find(target: string, fileSystem: FileSystem = old): Findings['problems'] {
  return findProblems(fileSystem, target, readSnapshot(fileSystem, target)).problems;
}

test('a version of 100,000 files is too large before any of them is opened, and can be replaced', (t) => {
  const { target, version } = versionToFill(t);
  mkdirSync(join(version, 'dir'));
  for (let n = 0; n < 100_000; n++) writeFileSync(join(version, 'dir', `${n}`), '');
  const { fileSystem, counts } = counted();
  assert.deepEqual(find(target, fileSystem), [{ kind: 'too-large', limit: 'entries' }]);
  assert.ok(counts.calls <= FEW_CALLS, `${counts.calls} calls`);
  assert.equal(counts.opened, 0);
  const writer = new AtomicWriter(target);
  writer.write(payload({ key: '1' }));
  assert.deepEqual(contents(target), { key: '1' });
  assert.equal(readdirSync(target).length, 3);
});

test('of very many links that dangle a bounded number is looked at', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ key: '1' }));
  for (let n = 0; n < 10_000; n++) symlinkSync(`..data/${n}`, join(target, `${n}`));
  const { fileSystem, counts } = counted();
  const problems = find(target, fileSystem);
  assert.ok(counts.calls <= 3 * 2_000 + FEW_CALLS, `${counts.calls} calls`);
  assert.deepEqual(problems.at(-1), { kind: 'more-problems', count: 2_000 - 200 });
});

test('a large orphan is removed with all that is in it', (t) => {
  const target = tempTarget(t);
  new AtomicWriter(target).write(payload({ key: '1' }));
  mkdirSync(join(target, ORPHAN));
  for (let n = 0; n < 10_000; n++) writeFileSync(join(target, ORPHAN, `${n}`), '');
  const { fileSystem, counts } = counted();
  const [problem] = find(target, fileSystem);
  assert.ok(counts.calls <= FEW_CALLS, `${counts.calls} calls`);
  assert.ok(problem?.kind === 'orphan');
  const plan = planRepair(old, target, problem);
  assert.ok(plan.state === 'planned');
  assert.ok(plan.actions[0]?.action === 'remove-tree');
  assert.equal(plan.actions[0].files, 10_000);
  assert.deepEqual(repair(old, target, plan), { state: 'repaired' });
  assert.ok(!readdirSync(target).includes(ORPHAN));
});

test('what has a name that is no UTF-8 goes with its version, and gets no link', (t) => {
  const { target, version } = versionToFill(t);
  const notUtf8 = Buffer.concat([Buffer.from(`${version}${sep}`), Buffer.from([0xe9])]);
  mkdirSync(notUtf8);
  writeFileSync(Buffer.concat([notUtf8, Buffer.from([0x2f, 0xff])]), '');
  writeFileSync(join(version, 'key'), '1');
  symlinkSync('..data/key', join(target, 'key'));
  assert.deepEqual(find(target), [{ kind: 'unread-key', key: '\uFFFD', reason: 'name-not-utf8' }]);
  const writer = new AtomicWriter(target);
  const givenUp = writer.steps(payload({ key: '2' }));
  for (let step = 0; step < 7; step++) givenUp.next();
  givenUp.return(undefined as never);
  assert.deepEqual(readdirSync(target).sort(), ['..data', '..v1', 'key']);
  // The same keys and bytes, but not the same version.
  const { changed, timestampDir } = writer.write(payload({ key: '1' }));
  assert.equal(changed, true);
  assert.deepEqual(readdirSync(target).sort(), [timestampDir, '..data', 'key'].sort());
});

test('a device is not opened', (t) => {
  const { target, version } = versionToFill(t);
  const device = join(version, 'zero');
  try {
    execFileSync('mknod', [device, 'c', '1', '5'], { stdio: 'ignore' });
  } catch {
    t.skip('only root makes devices, and not everywhere');
    return;
  }
  symlinkSync('..data/zero', join(target, 'zero'));
  const opened: unknown[] = [];
  const fileSystem = observed((_count, call, [path]) => {
    if (call === 'openForReading') opened.push(path);
  }, old);
  assert.deepEqual(told(readSnapshot(fileSystem, target)), { '! zero': 'special-file' });
  assert.deepEqual(find(target, fileSystem), [
    { kind: 'unread-key', key: 'zero', reason: 'special-file' },
  ]);
  assert.deepEqual(opened, []);
});
