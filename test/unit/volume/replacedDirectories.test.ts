// Somebody replaces a directory of the volume by a link to one outside, ahead of any call: nothing outside is removed or
// changed, and nothing of it gets into a version.

import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  AtomicWriter,
  type FileSystem,
  nodeFileSystem,
  readSnapshot,
  VolumeError,
  type WriterOptions,
} from '../../../src/volume/index.ts';
import { linkChain } from '../../../src/volume/read/linkChain.ts';
import { parseKeyPath } from '../../../src/volume/payload.ts';
import { repair } from '../../../src/volume/repair/repair.ts';
import { planRepair } from '../../../src/volume/repair/repairPlan.ts';
import { planUpdate } from '../../../src/volume/updates/planUpdate.ts';
import { WRITERS } from '../../../src/volume/updates/update.ts';
import { stamps } from '../../shared/brokenVolumes.ts';
import { later, observed } from '../../shared/fileSystems.ts';
import { payload, tempTargets, tree } from '../../shared/volumes.ts';
import { cases, planned, spoiled } from './repair/repairCases.ts';

const MINUTE = 60_000;
const ORPHAN = '..2026_01_01_00_00_00.1';
const OUTSIDE = 'OUTSIDE';

const before = payload({ kept: 'inside!', gone: 'inside!', 'conf/a': 'inside!', 'conf/b/c': '1' });
const during = payload({ kept: 'inside2', 'conf/a': 'inside2', 'conf/new/key': '2', added: '3' });

/** Files of the same names at every level, so that whatever leads there finds what it looks for. */
function plantDecoys(directory: string): void {
  const names = ['kept', 'gone', 'a', 'c', 'key', 'added', 'inner'];
  const nested = ['', 'conf/b'];
  for (const parent of nested) {
    mkdirSync(join(directory, parent), { recursive: true });
    for (const name of names) {
      writeFileSync(join(directory, parent, name), OUTSIDE, { mode: 0o666 });
    }
  }
}

/** Directories of the volume at this moment, in order. */
function directoriesIn(target: string): string[] {
  return readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

interface Scenario {
  /** Makes a volume in an empty directory; returns what is done to it. */
  begin: (target: string) => (fs: FileSystem) => void;
  fileSystem?: FileSystem;
}

/** Does it once for each call and each directory that is there at that moment; returns how often it was replaced. */
function replaceEach(t: TestContext, { begin, fileSystem = nodeFileSystem }: Scenario): number {
  const targets = tempTargets(t);
  const parent = targets();
  const outside = join(parent, 'outside');
  plantDecoys(outside);
  const untouched = stamps(outside);
  let replaced = 0;
  for (const n of callsWithPath(begin(targets()), fileSystem)) {
    for (let k = 0, directories = 1; k < directories; k++) {
      const target = mkdtempSync(join(parent, 'target-'));
      const act = begin(target);
      directories = 0;
      const replacing = observed((count) => {
        if (count !== n) return;
        const there = directoriesIn(target);
        directories = there.length;
        const directory = there[k];
        if (directory === undefined) return;
        renameSync(directory, join(mkdtempSync(join(parent, 'moved-')), 'away'));
        symlinkSync(outside, directory);
        replaced++;
      }, fileSystem);
      const what = `call ${n}, directory ${k}`;
      try {
        act(replacing);
      } catch (error) {
        assert.ok(error instanceof VolumeError, `${what}: ${String(error)}`);
        const { failure } = error;
        assert.ok(failure.code !== 'file-system', `${what}: ${JSON.stringify(failure)}`);
      }
      assert.deepEqual(stamps(outside), untouched, what);
      assertNothingFromOutside(target, what);
    }
  }
  return replaced;
}

/** Which calls follow a path. What happens ahead of another one, of an open file, happens ahead of the next that does. */
function callsWithPath(act: (fs: FileSystem) => void, fileSystem: FileSystem): number[] {
  const calls: number[] = [];
  const noting = observed((count, _call, args) => {
    if (args.some((arg) => typeof arg === 'string')) calls.push(count);
  }, fileSystem);
  act(noting);
  return calls;
}

function assertNothingFromOutside(target: string, what: string): void {
  const hex = Buffer.from(OUTSIDE).toString('hex');
  assert.deepEqual(
    tree(target).filter((line) => line.endsWith(hex)),
    [],
    what,
  );
}

function publishes(options: WriterOptions, payloads: (typeof before)[]): Scenario['begin'] {
  return (target) => {
    new AtomicWriter(target).write(before);
    mkdirSync(join(target, ORPHAN, 'conf'), { recursive: true });
    for (const name of ['kept', 'conf/a']) writeFileSync(join(target, ORPHAN, name), 'inside0');
    return (fileSystem) => {
      const writer = new AtomicWriter(target, { ...options, fileSystem });
      for (const payload of payloads) writer.write(payload);
    };
  };
}

const scenarios: [string, Scenario][] = [
  ['a publish', { begin: publishes({}, [during]) }],
  ['a publish that changes nothing', { begin: publishes({}, [before]) }],
  ['a durable publish', { begin: publishes({ durable: true }, [during]) }],
  ['publishes that keep versions', { begin: publishes({ keepVersions: 1 }, [during, before]) }],
  ['clearing leftovers', { begin: publishes({}, [before]), fileSystem: later(11 * MINUTE) }],
  ...cases.map((broken): [string, Scenario] => [
    `a repair (${broken.name})`,
    {
      fileSystem: later(11 * MINUTE),
      begin: (target) => {
        const problem = spoiled(target, broken);
        const plan = planned(target, problem);
        return (fs) => {
          planRepair(fs, target, problem);
          repair(fs, target, plan);
        };
      },
    },
  ]),
];

for (const [what, scenario] of scenarios) {
  test(`a directory that becomes a link ahead of any call of ${what} is not followed`, (t) => {
    const replaced = replaceEach(t, scenario);
    assert.ok(replaced > 10, `only ${replaced}`);
  });
}

test('a directory that becomes a link ahead of any call of a read is not read through', (t) => {
  const begin = (target: string) => {
    new AtomicWriter(target).write(before);
    return (fs: FileSystem) => {
      const snapshot = readSnapshot(fs, target);
      if (snapshot.state !== 'read') return;
      for (const [key, { data }] of snapshot.files) {
        assert.notEqual(Buffer.from(data).toString(), OUTSIDE, key);
      }
      for (const { stat } of linkChain(fs, target, parseKeyPath('conf/a'))) {
        assert.notEqual(stat?.mode, 0o666);
      }
    };
  };
  assert.ok(replaceEach(t, { begin }) > 10);
});

const old = later(11 * MINUTE);
const systems: [string, FileSystem][] = [
  ['', old],
  [', also where an open directory has no path', { ...old, pathOf: () => undefined }],
];

for (const [where, fileSystem] of systems) {
  test(`a kept version, an orphan or a folder that is a link is not emptied${where}`, (t) => {
    const parent = tempTargets(t)();
    const [target, outside] = [join(parent, 'target'), join(parent, 'outside')];
    mkdirSync(target);
    plantDecoys(outside);
    const untouched = stamps(outside);
    const writer = new AtomicWriter(target, { keepVersions: 1, fileSystem });
    const kept = writer.write(before).timestampDir;
    const next = writer.write(during).timestampDir;
    renameSync(join(target, kept), join(parent, 'moved'));
    symlinkSync(outside, join(target, kept));
    renameSync(join(target, next, 'conf'), join(parent, 'moved too'));
    symlinkSync(outside, join(target, next, 'conf'));
    symlinkSync(outside, join(target, ORPHAN));
    for (const text of ['1', '2', '3']) writer.write(payload({ key: text }));
    assert.deepEqual(stamps(outside), untouched);
    assert.equal(readFileSync(join(target, 'key'), 'utf8'), '3');
  });
}

test('an update removes no version below a folder that has become a link', (t) => {
  for (const writer of WRITERS) {
    const parent = tempTargets(t)();
    const [target, outside] = [join(parent, 'target'), join(parent, 'outside')];
    plantDecoys(join(outside, 'version'));
    const untouched = stamps(outside);
    mkdirSync(join(target, 'versions', 'version'), { recursive: true });
    symlinkSync('versions/version', join(target, '..data'));
    const update = planUpdate(writer, nodeFileSystem, target, during);
    for (const { id } of update.run()) {
      if (id !== 'remove old version') continue;
      renameSync(join(target, 'versions'), join(parent, 'moved'));
      symlinkSync(outside, join(target, 'versions'));
    }
    assert.deepEqual(stamps(outside), untouched, writer);
  }
});
