// Any tree on disk and any payload: an answer or a VolumeError, nothing outside is touched, and nothing of others lost.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import { publishEdits } from '../../../src/volume/edit/edits.ts';
import { errnoOf } from '../../../src/volume/failure.ts';
import {
  AtomicWriter,
  type FileSystem,
  type Payload,
  readSnapshot,
  type Snapshot,
  VolumeError,
} from '../../../src/volume/index.ts';
import { isTimestampDirName, topLevelName } from '../../../src/volume/layout.ts';
import { linkChain } from '../../../src/volume/read/linkChain.ts';
import { parseKeyPath, parsePayload } from '../../../src/volume/payload.ts';
import { remember } from '../../../src/volume/problems/baseline.ts';
import { findProblems } from '../../../src/volume/problems/findProblems.ts';
import { repair } from '../../../src/volume/repair/repair.ts';
import { planRepair, type RepairPlan } from '../../../src/volume/repair/repairPlan.ts';
import { payloads, type RandomPayload } from '../../shared/arbitraries.ts';
import { stamps, touched } from '../../shared/brokenVolumes.ts';
import { assertVisible } from '../../shared/crashes.ts';
import { fc } from '../../shared/fastCheck.ts';
import { impatient } from '../../shared/fileSystems.ts';
import { guarded } from '../../shared/guarded.ts';
import { contents, payload, tempTargets, told, tree } from '../../shared/volumes.ts';
import { plantWild, type WildTree, wildTrees } from './wildTrees.ts';

/** Passes for what is no VolumeError only. */
function refusal(act: () => void): VolumeError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof VolumeError) return error;
    throw error;
  }
}

/** Makes the tree, lets `act` work on it, and looks at what must not have changed. */
function onWildTrees(
  t: TestContext,
  act: (fs: FileSystem, target: string, payload: RandomPayload) => void,
  isForeign: (target: string) => (path: string) => boolean,
): void {
  const directories = tempTargets(t);
  fc.assert(
    fc.property(wildTrees, payloads, (entries: WildTree, payload) => {
      const parent = directories();
      const [target, outside] = [join(parent, 'target'), join(parent, 'outside')];
      for (const directory of [target, outside, join(outside, 'folder')]) mkdirSync(directory);
      for (const name of ['key', 'folder/key']) writeFileSync(join(outside, name), 'precious');
      plantWild(target, outside, entries);
      const [before, untouched] = [stamps(target), stamps(outside)];
      const foreign = isForeign(target);

      const fileSystem = guarded(target);
      act(fileSystem, target, payload);
      assert.deepEqual(fileSystem.escapes, []);
      assert.deepEqual(stamps(outside), untouched);
      assert.deepEqual(
        touched(before, stamps(target)).filter((path) => before.has(path) && foreign(path)),
        [],
      );
    }),
    { numRuns: 150 },
  );
}

/** Looks at everything there is to see. */
function look(fs: FileSystem, target: string): RepairPlan[] {
  const snapshot = readSnapshot(fs, target);
  const known = remember(fs, target, snapshot, undefined);
  for (const key of ['key', 'conf/key', 'a/b/key']) linkChain(fs, target, parseKeyPath(key));
  const { problems } = findProblems(fs, target, snapshot, { known });
  const plans = problems.map((problem) => planRepair(fs, target, problem));
  return plans.filter((plan) => plan.state === 'planned');
}

test('looking at any tree has an answer, changes nothing and stays inside', (t) => {
  onWildTrees(t, look, () => () => true);
});

/** Below the first name of a path: no name, link or version that an AtomicWriter would have made. */
function othersThan(isOurs: (name: string, active: string | undefined, target: string) => boolean) {
  return (target: string) => {
    const active = activeName(target);
    const ours = new Set(readdirSync(target).filter((name) => isOurs(name, active, target)));
    return (path: string) => !ours.has(path.split('/')[0] ?? '');
  };
}

/** What ..data really leads to, if it is in the target directory. */
function activeName(target: string): string | undefined {
  try {
    return relative(realpathSync(target), realpathSync(join(target, '..data'))).split('/')[0];
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

function linkTarget(target: string, name: string): string | undefined {
  try {
    return readlinkSync(join(target, name));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

/** The writer's own names, the version that it replaces, and links to keys. */
const othersThanTheWriters = othersThan(
  (name, active, target) =>
    ['..data', '..data_tmp'].includes(name) ||
    isTimestampDirName(name) ||
    (name === active && name.startsWith('..')) ||
    linkTarget(target, name) === `..data/${name}`,
);

/** A link that somebody put in the place of a published key's is let be, and told of. */
function withoutHidden(fs: FileSystem, target: string, snapshot: Snapshot, payload: Payload) {
  const { problems } = findProblems(fs, target, snapshot);
  const hidden = new Set<string>();
  for (const problem of problems) if (problem.kind === 'foreign-link') hidden.add(problem.name);
  return new Map([...payload].filter(([key]) => !hidden.has(topLevelName(key))));
}

test('publishing over any tree publishes the payload or says why not, and loses nothing of others', (t) => {
  let published = 0;
  onWildTrees(
    t,
    (fs, target, payload) => {
      const clock = impatient();
      const waiting = {
        now: () => clock.now(),
        elapsed: () => clock.elapsed(),
        wait: (ms: number) => clock.wait(ms),
      };
      const writer = new AtomicWriter(target, { fileSystem: { ...fs, ...waiting } });
      if (refusal(() => writer.write(payload)) !== undefined) return;
      published++;
      const snapshot = readSnapshot(fs, target);
      assert.ok(snapshot.state === 'read', snapshot.state);
      assert.deepEqual([...snapshot.files.keys()], [...payload.keys()].sort());
      assertVisible(target, withoutHidden(fs, target, snapshot, payload));
    },
    othersThanTheWriters,
  );
  assert.ok(published > 20, `only ${published}`);
});

test('so does publishing edits', (t) => {
  onWildTrees(
    t,
    (fs, target) => {
      const edits = [{ key: 'conf/new', content: { data: Buffer.from('1') } }];
      if (refusal(() => publishEdits(fs, target, edits)) !== undefined) return;
      const snapshot = readSnapshot(fs, target);
      assert.equal(told(snapshot)['conf/new'], '1');
      assertVisible(target, withoutHidden(fs, target, snapshot, payload({ 'conf/new': '1' })));
    },
    othersThanTheWriters,
  );
});

test('repairing any tree removes no file of others', (t) => {
  let repaired = 0;
  onWildTrees(
    t,
    (fs, target) => {
      for (const plan of look(fs, target)) {
        refusal(() => {
          if (repair(fs, target, plan).state === 'repaired') repaired++;
        });
      }
    },
    // It also replaces links that hide a key.
    othersThan(
      (name, active, target) =>
        name.startsWith('..') || name === active || linkTarget(target, name) !== undefined,
    ),
  );
  assert.ok(repaired > 20, `only ${repaired}`);
});

const element = fc.oneof(
  fc.constantFrom('a', 'b', '.', '..', '', '..data', '..x', 'x'.repeat(255), 'x'.repeat(256)),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const anyPayload = fc.array(
  fc.tuple(
    fc.array(element, { maxLength: 4 }).map((names) => names.join('/')),
    fc.uint8Array({ maxLength: 20 }),
    fc.oneof(
      fc.constantFrom(undefined, 0o644, 0o400, 0o777),
      fc.constantFrom(-1, 0o1777, 0.5, Number.NaN),
    ),
  ),
  { maxLength: 5 },
);

test('any payload is published as it is, or refused with nothing touched', (t) => {
  const target = tempTargets(t);
  let refused = 0;
  fc.assert(
    fc.property(anyPayload, (entries) => {
      const dir = target();
      const writer = new AtomicWriter(dir);
      writer.write(payload({ a: 'old', conf: 'old' }));
      const before = tree(dir);
      const any = new Map(
        entries.map(([key, data, mode]) => [key, { data, ...(mode !== undefined && { mode }) }]),
      );
      if (refusal(() => writer.write(any)) === undefined) {
        const keys = parsePayload(any);
        assert.deepEqual(Object.keys(contents(dir)).sort(), [...keys.keys()].sort());
        assertVisible(dir, keys);
      } else {
        assert.deepEqual(tree(dir), before);
        refused++;
      }
    }),
    { numRuns: 1_000 },
  );
  assert.ok(refused > 100 && refused < 900, `${refused} were refused`);
});
