// What is told of an update from the names that a watcher of the directory heard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  eventsHeard,
  type HeardUpdate,
  inOrder,
  lengthOfUpdate,
} from '../../../../src/volume/read/timeline.ts';
import { timelineRows } from '../../../shared/timelineRows.ts';

const WRITTEN = 1_000_000;

/** One a millisecond, from just before the files were written. */
const heard = (...names: string[]) => names.map((name, n) => ({ name, at: WRITTEN - 1 + n }));

const update = (more: Partial<HeardUpdate> = {}): HeardUpdate => ({
  version: '..new',
  writtenAt: WRITTEN,
  namesBefore: new Set(['a', 'b']),
  namesNow: new Set(['a', 'c']),
  known: new Set(['..old', '..older']),
  gone: new Set(['..old']),
  ...more,
});

const kubelet = ['..new', '..new', '..data_tmp', '..data_tmp', '..data', 'c', 'b', '..old'];

test('an update of a kubelet is told in its order, with times from its first event', () => {
  const events = eventsHeard(heard(...kubelet), update());
  assert.deepEqual(events, [
    { after: 0, kind: 'made', name: '..new' },
    { after: 1, kind: 'finished', name: '..new' },
    { after: 2, kind: 'next-linked', target: '..new' },
    { after: 4, kind: 'swapped', target: '..new', isRenamed: true },
    { after: 5, kind: 'linked', names: ['c'], count: 1 },
    { after: 6, kind: 'unlinked', names: ['b'], count: 1 },
    { after: 7, kind: 'removed', name: '..old' },
  ]);
});

test('each half of an update is told as far as it came', () => {
  const all = timelineRows(eventsHeard(heard(...kubelet), update()));
  for (const [length, rows] of [
    [1, 1],
    [2, 2],
    [3, 3],
    [5, 4],
    [6, 5],
    [7, 6],
    [8, 7],
  ] as const) {
    const told = timelineRows(eventsHeard(heard(...kubelet.slice(0, length)), update()));
    assert.deepEqual(told, all.slice(0, rows));
  }
});

test('links that an old kubelet makes before the swap stand before it', () => {
  const events = eventsHeard(heard('..new', 'c', '..data_tmp', '..data_tmp', '..data'), update());
  assert.deepEqual(timelineRows(events), [
    'made ..new',
    'linked c (1)',
    '..data_tmp → ..new',
    'renamed ..data → ..new',
  ]);
});

test('what a name alone does not tell is left open', () => {
  const names = ['..new', '..stranger', 'a', 'notes', '..data', '..older', 'c', 'c', '..data_tmp'];
  assert.deepEqual(timelineRows(eventsHeard(heard(...names), update())), [
    'made ..new',
    'touched ..stranger',
    'touched a',
    'touched notes',
    '..data → ..new',
    'touched ..older',
    'linked c (1)',
    'touched c',
    '..data_tmp → ..new',
  ]);
});

test('a watch that begins half way tells the rest, and takes nothing for what it is not', () => {
  const late = (names: string[]) => names.map((name, n) => ({ name, at: WRITTEN + 60_000 + n }));
  const fromMode = eventsHeard(late(kubelet.slice(1)), update());
  assert.deepEqual(timelineRows(fromMode).slice(0, 2), ['finished ..new', '..data_tmp → ..new']);
  const fromRename = eventsHeard(late(kubelet.slice(3)), update());
  assert.deepEqual(timelineRows(fromRename).slice(0, 2), [
    'renamed ..data → ..new',
    'linked c (1)',
  ]);
});

test('a thousand links made one after the other are one event', () => {
  const names = Array.from({ length: 1_000 }, (_, n) => `key-${n}`);
  const events = eventsHeard(
    heard('..new', '..data_tmp', '..data_tmp', '..data', ...names, '..old'),
    update({ namesNow: new Set(names) }),
  );
  assert.equal(events.length, 5);
  const [, , , links, removed] = events;
  assert.deepEqual(links, { after: 4, kind: 'linked', names: names.slice(0, 10), count: 1_000 });
  assert.deepEqual(removed, { after: 1_004, kind: 'removed', name: '..old' });
});

test('an update ends where the next one begins', () => {
  const length = (...names: string[]) => lengthOfUpdate(heard(...names), update());
  assert.equal(length(...kubelet), 8);
  assert.equal(length(...kubelet, '..next', '..next', '..data_tmp'), 8);
  assert.equal(length(...kubelet, '..data_tmp', '..data_tmp', '..data'), 8, 'to an old directory');
  assert.equal(length('..new', '..rival', '..data', '..rival'), 4, 'begun before the swap');
});

test('nothing is told of nothing', () => {
  assert.deepEqual(inOrder([]), []);
  assert.deepEqual(eventsHeard([], update()), []);
});
