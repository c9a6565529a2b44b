// A writer in the kubelet's order beside ours: what holds all the same, and what its order does to ours.

import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { errnoOf } from '../../../../src/volume/failure.ts';
import { AtomicWriter, VolumeError } from '../../../../src/volume/index.ts';
import { DAY, impatient, later } from '../../../shared/fileSystems.ts';
import { kubeletSteps, publishAsKubelet } from './kubeletWriter.ts';
import { assertTidy, numbered, numberOf, sorted } from '../../../shared/numbered.ts';
import { play, testsAndRoles } from '../../../shared/threads.ts';
import {
  contents,
  failure,
  payload,
  readSettled,
  tempTarget,
  tempTargets,
  told,
} from '../../../shared/volumes.ts';

const before = { both: 'old', passing: 'old' };
const theirs = { both: 'theirs', theirs: 'x' };
const ours = { both: 'ours', passing: 'ours', ours: 'x' };

/** Lets the other writer do the rest of its steps; returns the errno that it failed with. */
function resume(kubelet: Generator): string | undefined {
  try {
    for (const _ of kubelet);
    return undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    return errno;
  }
}

/** What is wrong with the links: `- name` is missing, `+ name` dangles. */
function linkFaults(target: string): string[] {
  const keys = new Set(Object.keys(contents(target)));
  const links = new Set(readdirSync(target).filter((name) => !name.startsWith('..')));
  return [
    ...[...keys].filter((name) => !links.has(name)).map((name) => `- ${name}`),
    ...[...links].filter((name) => !keys.has(name)).map((name) => `+ ${name}`),
  ].sort();
}

/** Whatever was between the two, one publish of ours makes the tree that of a fresh one. */
function assertHeals(t: TestContext, target: string): void {
  new AtomicWriter(target, { fileSystem: later(DAY) }).write(payload({ last: 'x' }));
  assertTidy(t, target);
}

interface Between {
  after: string;
  says: string;
  active: Record<string, string>;
  failsWith?: string;
  faults?: string[];
}

const unread = {
  says: 'is replaced unread, and a link dangles',
  active: theirs,
  faults: ['+ ours'],
};
const stays = { says: 'stays', active: ours };

const betweens: Between[] = [
  { after: '1 validate', says: 'is read and replaced', active: theirs },
  {
    after: '2 read ..data',
    says: 'makes it fail: what it compares with is gone',
    active: ours,
    failsWith: 'ENOENT',
  },
  { after: '3 find paths to remove', ...unread },
  { after: '4 compare', ...unread },
  { after: '5 make timestamp directory', ...unread },
  { after: '6 write files', ...unread },
  { after: '7 set owners and modes', ...unread },
  {
    after: '8 link ..data_tmp',
    says: 'waits two seconds and takes ..data_tmp over, which makes it fail',
    active: ours,
    failsWith: 'ENOENT',
  },
  {
    after: '9 swap',
    says: 'stays, but a link that it removes is missing and one that it makes dangles',
    active: ours,
    faults: ['+ theirs', '- passing'],
  },
  {
    after: '10 make links',
    says: 'stays, but a link that it removes is missing',
    active: ours,
    faults: ['- passing'],
  },
  { after: '11 remove links', ...stays },
  { after: '12 remove old version', ...stays },
];

function testAll(): void {
  for (const [index, { after, says, active, failsWith, faults = [] }] of betweens.entries()) {
    test(`our publish after step ${after} of the kubelet's ${says}`, (t) => {
      const target = tempTarget(t);
      new AtomicWriter(target).write(payload(before));
      const kubelet = kubeletSteps(target, theirs);
      for (let step = 0; step < index; step++) kubelet.next();
      assert.equal(kubelet.next().value, after);
      new AtomicWriter(target, { fileSystem: impatient() }).write(payload(ours));
      assert.deepEqual(contents(target), sorted(ours));
      assert.deepEqual(linkFaults(target), []);
      assert.equal(resume(kubelet), failsWith);
      assert.deepEqual(contents(target), sorted(active));
      assert.deepEqual(linkFaults(target), faults);
      assertHeals(t, target);
    });
  }

  test("a publish of the kubelet's before our swap is a conflict, or fails on our ..data_tmp", (t) => {
    const target = tempTargets(t);
    const names = [...new AtomicWriter(target()).steps(payload(before))];
    for (const last of names.slice(0, names.indexOf('swap'))) {
      const dir = target();
      const { timestampDir } = new AtomicWriter(dir).write(payload(before));
      const steps = new AtomicWriter(dir).steps(payload(ours), timestampDir);
      while (steps.next().value !== last);
      if (last === 'take ..data_tmp') {
        assert.equal(resume(kubeletSteps(dir, theirs)), 'EEXIST');
        assert.equal([...steps].at(0), 'swap');
        assert.deepEqual(contents(dir), sorted(ours));
      } else {
        assert.equal(resume(kubeletSteps(dir, theirs)), undefined);
        const actual = readlinkSync(join(dir, '..data'));
        const expected = timestampDir;
        assert.throws(() => [...steps], failure({ code: 'conflict', expected, actual }), last);
        assert.deepEqual(contents(dir), theirs);
      }
      assert.deepEqual(linkFaults(dir), [], last);
      assertTidy(t, dir);
    }
  });

  test('one that slept with its ..data_tmp for more than two seconds publishes the one that ours took', (t) => {
    const target = tempTarget(t);
    new AtomicWriter(target).write(payload(before));
    const kubelet = kubeletSteps(target, theirs);
    while (kubelet.next().value !== '8 link ..data_tmp');
    const steps = new AtomicWriter(target, { fileSystem: impatient() }).steps(payload(ours));
    while (steps.next().value !== 'take ..data_tmp');
    assert.equal(kubelet.next().value, '9 swap');
    assert.equal(steps.next().value, 'swap');
    assert.deepEqual(contents(target), sorted(ours));
    resume(kubelet);
    assert.ok([...steps].length > 0, 'nothing was tidied');
    assert.deepEqual(contents(target), sorted(ours));
    assertHeals(t, target);
  });

  test("beside the kubelet's order readers see whole versions alone, and ours fails by being busy at most", async (t) => {
    const target = tempTarget(t);
    new AtomicWriter(target).write(payload(numbered(0)));
    const readers = [play('reading', target), play('reading', target)];
    const [kubelets = [], ours = []] = (await Promise.race([
      Promise.all([play('publishing as the kubelet', target), play('publishing', target)]),
      Promise.all(readers),
    ])) as string[][];
    // It fails on a ..data_tmp of ours, and where a version that it read of or a link that it removes has gone.
    assert.deepEqual(
      kubelets.filter((errno) => errno !== 'EEXIST' && errno !== 'ENOENT'),
      [],
    );
    assert.deepEqual(
      ours.filter((code) => code !== 'busy'),
      [],
    );
    new AtomicWriter(target, { fileSystem: later(DAY) }).write(payload(numbered(LAST)));
    const seen = await Promise.all(readers);
    assert.ok(
      seen.every((versions) => Number(versions) > 10),
      `they saw ${seen.join()} versions`,
    );
    assertTidy(t, target);
  });
}

const ROUNDS = 500;
const LAST = 2 * ROUNDS + 2;

/** Ours are the even numbers. The two kinds have keys of their own, one of which is a directory in the other. */
const roles = {
  'publishing as the kubelet'(target: string): string[] {
    const failures = new Set<string>();
    for (let n = 1; n <= ROUNDS; n++) {
      for (const errno of publishAsKubelet(target, numbered(2 * n - 1))) failures.add(errno);
    }
    return [...failures];
  },
  publishing(target: string): string[] {
    const failures = new Set<string>();
    const writer = new AtomicWriter(target);
    for (let n = 1; n <= ROUNDS; n++) {
      try {
        writer.write(payload(numbered(2 * n)));
      } catch (error) {
        if (!(error instanceof VolumeError)) throw error;
        failures.add(error.failure.code);
      }
    }
    return [...failures];
  },
  /** Returns how many versions it saw. */
  reading(target: string): number {
    const seen = new Set<number>();
    for (let n = 0; n !== LAST; seen.add((n = numberOf(told(readSettled(target))))));
    return seen.size;
  },
};

testsAndRoles(testAll, roles);
