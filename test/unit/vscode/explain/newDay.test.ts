// Times without a date are today's: what shows them is told when it is another day.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTime } from '../../../../src/vscode/explain/format.ts';
import { onNewDay } from '../../../../src/vscode/explain/newDay.ts';

const at = (day: number, hours: number, minutes = 0) =>
  new Date(2026, 10, day, hours, minutes).getTime();

test('a time of another day has its date', () => {
  const now = new Date(at(22, 10));
  assert.equal(formatTime(at(22, 0), now), '00:00:00');
  assert.equal(formatTime(at(21, 23, 59), now), '2026-11-21 23:59:00');
  assert.equal(formatTime(at(23, 0), now), '2026-11-23 00:00:00');
});

test('midnight is told at midnight, and once', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: at(22, 20) });
  const days: string[] = [];
  const listening = onNewDay(() => days.push(formatTime(at(22, 20))));
  t.mock.timers.tick(4 * 3_600_000 - 1);
  assert.deepEqual(days, []);
  t.mock.timers.tick(1);
  assert.deepEqual(days, ['2026-11-22 20:00:00']);
  t.mock.timers.tick(23 * 3_600_000);
  assert.equal(days.length, 1);
  t.mock.timers.tick(3_600_000);
  assert.equal(days.length, 2);
  listening.dispose();
  t.mock.timers.tick(48 * 3_600_000);
  assert.equal(days.length, 2);
});

test('a computer that slept through midnight finds out soon after it wakes', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: at(22, 20) });
  // Timers stand still while a computer sleeps, and its clock does not.
  const waits: { run: () => void; milliseconds: number }[] = [];
  t.mock.method(globalThis, 'setTimeout', (run: () => void, milliseconds: number) => {
    waits.push({ run, milliseconds });
  });
  let told = 0;
  const listening = onNewDay(() => told++);
  t.after(() => listening.dispose());
  assert.equal(waits[0]?.milliseconds, 10 * 60_000);
  t.mock.timers.setTime(at(23, 7));
  waits[0]?.run();
  assert.equal(told, 1);
  assert.equal(waits.length, 2);
});
