// The target directory as it is on disk, at each moment of an update and in the states that people report.

import assert from 'node:assert/strict';
import { mkdirSync, readlinkSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AtomicWriter, nodeFileSystem } from '../../../../src/volume/index.ts';
import { onDisk, type OnDiskOptions } from '../../../../src/volume/read/onDisk.ts';
import { observed } from '../../../shared/fileSystems.ts';
import { payload, tempTarget } from '../../../shared/volumes.ts';
import { kubeletSteps } from '../write/kubeletWriter.ts';

const OLD = '..2026_11_22_10_47_58.202687519';

/** `role name → target`, with the names given in place of those of timestamp directories. */
function rows(dir: string, names: Record<string, string>, options?: OnDiskOptions): string[] {
  const shown = (name: string) => names[name] ?? name;
  return onDisk(nodeFileSystem, dir, options).entries.map(({ name, role, target }) =>
    [`${role}: ${shown(name)}`, ...(target === undefined ? [] : [shown(target)])].join(' → '),
  );
}

function volume(dir: string, ...keys: string[]): void {
  mkdirSync(join(dir, OLD));
  symlinkSync(OLD, join(dir, '..data'));
  for (const key of keys) {
    writeFileSync(join(dir, OLD, key), key);
    symlinkSync(`..data/${key}`, join(dir, key));
  }
}

test('each step of a kubelet’s update is shown as it is', (t) => {
  const dir = tempTarget(t);
  volume(dir, 'a', 'b');
  const seen = new Map<string, string[]>();
  let made = '';
  for (const step of kubeletSteps(dir, { a: 'changed', c: 'new' })) {
    const active = readlinkSync(join(dir, '..data'));
    const names = onDisk(nodeFileSystem, dir).entries.map(({ name }) => name);
    made = names.find((name) => name.startsWith('..20') && name !== OLD) ?? made;
    assert.ok([OLD, made].includes(active));
    const wereActive = new Set(active === OLD ? [OLD] : [OLD, made]);
    seen.set(step, rows(dir, { [OLD]: 'OLD', [made]: 'NEW' }, { wereActive }).sort());
  }
  const [a, b, c] = ['a', 'b', 'c'].map((key) => `${key} → ..data/${key}`);
  const before = ['active: OLD', 'data-link: ..data → OLD', `key-link: ${a}`, `key-link: ${b}`];
  const making = ['active: OLD', 'data-link: ..data → OLD', 'in-the-making: NEW'];
  const swapped = ['active: NEW', `dangling-link: ${b}`, 'data-link: ..data → NEW'];
  const links = [`key-link: ${a}`, `key-link: ${b}`];
  assert.deepEqual(
    [...seen].map(([step, lines]) => [step.replace(/ .*/, '')].concat(lines)),
    [
      ['1', ...before],
      ['2', ...before],
      ['3', ...before],
      ['4', ...before],
      ['5', ...making, ...links],
      ['6', ...making, ...links],
      ['7', ...making, ...links],
      ['8', ...making, ...links, 'next-data-link: ..data_tmp → NEW'],
      ['9', ...swapped, `key-link: ${a}`, 'replaced: OLD'],
      ['10', ...swapped, `key-link: ${a}`, `key-link: ${c}`, 'replaced: OLD'],
      [
        '11',
        'active: NEW',
        'data-link: ..data → NEW',
        `key-link: ${a}`,
        `key-link: ${c}`,
        'replaced: OLD',
      ],
      ['12', 'active: NEW', 'data-link: ..data → NEW', `key-link: ${a}`, `key-link: ${c}`],
    ],
  );
});

test('links of keys that an old kubelet makes before the swap dangle', (t) => {
  const dir = tempTarget(t);
  volume(dir, 'a');
  symlinkSync('..data/c', join(dir, 'c'));
  assert.deepEqual(rows(dir, {}).slice(-2), [
    'key-link: a → ..data/a',
    'dangling-link: c → ..data/c',
  ]);
});

test('versions that stay on purpose are told from those that nobody removes', (t) => {
  const dir = tempTarget(t);
  const writer = new AtomicWriter(dir, { keepVersions: 2 });
  const [first, second, third] = ['1', '2', '3'].map((a) => {
    const fs = { ...nodeFileSystem, now: () => Date.UTC(2026, 10, 22, 10, 0, Number(a)) };
    return new AtomicWriter(dir, { fileSystem: fs, keepVersions: 2 }).write(payload({ a }))
      .timestampDir;
  }) as [string, string, string];
  writer.write(payload({ a: '3' }));
  const names = { [first]: 'FIRST', [second]: 'SECOND', [third]: 'THIRD' };
  for (const name of [first, second]) mkdirSync(join(dir, name), { recursive: true });
  const wereActive = new Set([first, second, third]);
  const dirs = (options: OnDiskOptions, later = 0) => {
    const fs = { ...nodeFileSystem, now: () => Date.now() + later };
    return onDisk(fs, dir, options)
      .entries.filter(({ kind }) => kind === 'directory')
      .map(({ name, role }) => `${role}: ${names[name] ?? name}`);
  };
  const hour = 60 * 60_000;
  assert.deepEqual(dirs({ keepVersions: 2, wereActive }), [
    'kept: FIRST',
    'kept: SECOND',
    'active: THIRD',
  ]);
  assert.deepEqual(dirs({ keepVersions: 1, wereActive }), [
    'replaced: FIRST',
    'kept: SECOND',
    'active: THIRD',
  ]);
  assert.deepEqual(dirs({ keepVersions: 1 }), [
    'in-the-making: FIRST',
    'in-the-making: SECOND',
    'active: THIRD',
  ]);
  assert.deepEqual(dirs({ wereActive }, hour), [
    'left-over: FIRST',
    'left-over: SECOND',
    'active: THIRD',
  ]);
  assert.deepEqual(dirs({ keepVersions: 1 }, hour), [
    'left-over: FIRST',
    'kept: SECOND',
    'active: THIRD',
  ]);
});

test('what is in the way is told from what has nothing to do with the volume', (t) => {
  const dir = tempTarget(t);
  volume(dir, 'a', 'b', 'c');
  unlinkSync(join(dir, 'a'));
  writeFileSync(join(dir, 'a'), '');
  unlinkSync(join(dir, 'b'));
  symlinkSync('/etc/hostname', join(dir, 'b'));
  mkdirSync(join(dir, '..data_tmp'));
  mkdirSync(join(dir, '..other'));
  mkdirSync(join(dir, 'lost+found'));
  mkdirSync(join(dir, 'old'));
  symlinkSync('../..data/old/key', join(dir, 'old', 'key'));
  assert.deepEqual(rows(dir, { [OLD]: 'OLD' }), [
    'active: OLD',
    'data-link: ..data → OLD',
    'in-the-way: ..data_tmp',
    'other: ..other',
    'in-the-way: a',
    'other-link: b → /etc/hostname',
    'key-link: c → ..data/c',
    'other: lost+found',
    'nested-links: old',
  ]);
});

test('without ..data every link of a key dangles, and no directory is active', (t) => {
  const dir = tempTarget(t);
  volume(dir, 'a');
  unlinkSync(join(dir, '..data'));
  assert.deepEqual(rows(dir, { [OLD]: 'OLD' }), [
    'in-the-making: OLD',
    'dangling-link: a → ..data/a',
  ]);
  mkdirSync(join(dir, '..data'));
  assert.equal(rows(dir, {})[1], 'in-the-way: ..data');
});

test('a directory that does not answer to listing says why', (t) => {
  const dir = tempTarget(t);
  rmSync(dir, { recursive: true });
  assert.throws(() => onDisk(nodeFileSystem, dir), { code: 'ENOENT' });
});

test('of a large directory the first thousand are shown, and the others counted up to ten thousand', (t) => {
  const dir = tempTarget(t);
  volume(dir);
  const add = (from: number, to: number) => {
    for (let n = from; n < to; n++) symlinkSync(`..data/k${n}`, join(dir, `k${n}`));
  };
  add(0, 998);
  const counts = (): number[] => {
    const { entries, more, isAtLeast } = onDisk(nodeFileSystem, dir);
    return [entries.length, more, Number(isAtLeast)];
  };
  assert.deepEqual(counts(), [1_000, 0, 0]);
  add(998, 1_003);
  assert.deepEqual(counts(), [1_000, 5, 0]);
  add(1_003, 12_000);
  assert.deepEqual(counts(), [1_000, 9_000, 1]);
  const { entries } = onDisk(nodeFileSystem, dir);
  assert.deepEqual(
    entries.slice(0, 2).map(({ role }) => role),
    ['active', 'data-link'],
    'reserved names come first',
  );
});

test('no value is read', (t) => {
  const dir = tempTarget(t);
  volume(dir, 'a', 'b');
  const calls = new Set<string>();
  onDisk(
    observed((_n, call) => calls.add(call)),
    dir,
  );
  assert.deepEqual([...calls].filter((call) => /^(open|read|create|write)/.test(call)).sort(), [
    'openDirectory',
    'readdir',
    'readlink',
  ]);
});
