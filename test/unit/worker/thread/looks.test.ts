// When a volume is looked at: hints without end, dates that are wrong, and times that are near or far.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Looks } from '../../../../src/worker/thread/looks.ts';

const DAY = 24 * 60 * 60_000;

function looks(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  let settled = 0;
  const looks = new Looks({
    onCheck: () => undefined,
    onExamine: () => undefined,
    onSettled: () => settled++,
  });
  t.after(() => looks.close());
  const after = (milliseconds: number): number => {
    t.mock.timers.tick(milliseconds);
    return settled;
  };
  return { looks, after };
}

test('the whole look comes when nothing has happened for a moment', (t) => {
  const { looks: volume, after } = looks(t);
  volume.hint();
  assert.equal(after(100), 0);
  volume.hint();
  assert.equal(after(149), 0);
  assert.equal(after(1), 1);
  assert.equal(after(DAY), 1);
});

test('however many hints come, the checks are 20 ms apart', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const checkedAt: number[] = [];
  const volume: Looks = new Looks({
    onCheck: () => {
      checkedAt.push(now);
      volume.looked();
    },
    onExamine: () => undefined,
    onSettled: () => undefined,
  });
  t.after(() => volume.close());
  while (now < 100) {
    volume.hint();
    volume.hint();
    now++;
    t.mock.timers.tick(1);
  }
  assert.deepEqual(checkedAt, [1, 21, 41, 61, 81]);
});

test('hints without end do not put off the whole look for ever', (t) => {
  const { looks: volume, after } = looks(t);
  let settled = 0;
  for (let hints = 0; hints < 50; hints++) {
    volume.hint();
    settled = after(100);
  }
  assert.ok(settled >= 4 && settled <= 5, String(settled));
});

test('a whole look is due when the last one said, also while a later time was set', (t) => {
  const { looks: volume, after } = looks(t);
  volume.dueIn(600_000);
  volume.dueIn(2_000);
  assert.equal(after(1_999), 0);
  assert.equal(after(1), 1);
  volume.dueIn(2_000);
  volume.dueIn(undefined);
  assert.equal(after(DAY), 1);
});

test('a hint does not put off a look that is due', (t) => {
  const { looks: volume, after } = looks(t);
  volume.dueIn(200);
  after(100);
  volume.hint();
  assert.equal(after(100), 1);
});

test('no time, however near or far, makes the thread busy', (t) => {
  const { looks: volume, after } = looks(t);
  // A timer for longer than 2^31 - 1 ms would end after one.
  volume.dueIn(25 * DAY);
  assert.equal(after(2 ** 31 - 2), 0);
  assert.equal(after(1), 1);
  volume.dueIn(-25 * DAY);
  assert.equal(after(99), 1);
  assert.equal(after(1), 2);
});
