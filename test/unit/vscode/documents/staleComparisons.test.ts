// A comparison closes when what it compares is staged no more, or its volume has been removed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { registerStaleComparisons } from '../../../../src/vscode/documents/staleComparisons.ts';
import { activeUri, liveUri, noneUri, versionUri } from '../../../../src/vscode/volumes/keyUri.ts';
import { person, TabInputTextDiff, window } from '../../../shared/vscode.ts';
import type { Uri } from '../../../shared/vscodeBasics.ts';
import { commanding } from '../commands/commanding.ts';
import { DIR, key, openWindow, settled } from '../window.ts';

function diff(label: string, original: unknown, modified: unknown, isDirty = false) {
  return { input: new TabInputTextDiff(original as Uri, modified as Uri), isDirty, label };
}

function comparing(t: Parameters<typeof commanding>[0]) {
  const opened = commanding(t, [DIR, '/etc/other']);
  const { volumes, staging, publisher } = opened;
  const registered = registerStaleComparisons(volumes, staging, publisher);
  t.after(() => registered.dispose());
  staging.stage(DIR, key('b'), undefined);
  staging.stage('/etc/other', key('b'), undefined);
  const tabs = [
    diff('a', activeUri(DIR, 'a'), liveUri(DIR, 'a')),
    diff('a typed', activeUri(DIR, 'a'), liveUri(DIR, 'a'), true),
    diff('b', activeUri(DIR, 'b'), noneUri(DIR, 'b')),
    diff('history of a', versionUri(DIR, '..v1', 'a'), versionUri(DIR, '..v2', 'a')),
    diff('history of c', noneUri(DIR, 'c'), versionUri(DIR, '..v2', 'c')),
    // VS Code does not tell what several files are compared with, in a stable API.
    ...['config: active ↔ staged (2 files)', 'other: active ↔ staged (2 files)'].map((label) => ({
      input: undefined,
      isDirty: false,
      label,
    })),
  ];
  window.tabGroups.all = [{ tabs }];
  const left = () => window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
  return { ...opened, left };
}

const row = (name: string) => ({ kind: 'stagedChange', dir: DIR, key: name });

for (const [command, answers] of [
  ['publish', []],
  ['discard', ['Discard']],
] as const) {
  test(`${command} closes the comparison of that change, and of all changes with the last of them, and no other`, async (t) => {
    const { run, left } = comparing(t);
    person.answers = [...answers];
    await run(command, row('a'));
    const others = ['history of a', 'history of c'];
    const ofVolumes = ['config: active ↔ staged (2 files)', 'other: active ↔ staged (2 files)'];
    assert.deepEqual(left(), ['a typed', 'b', ...others, ...ofVolumes]);
    person.answers = [...answers];
    await run(command, row('b'));
    assert.deepEqual(left(), ['a typed', ...others, 'other: active ↔ staged (2 files)']);
  });
}

test('undoing a change by typing leaves its comparison', async (t) => {
  const { staging, left } = comparing(t);
  staging.discard(DIR, [...staging.of(DIR).values()]);
  await settled();
  assert.equal(left().length, 7);
});

test('comparisons of a volume close when it is removed, except what was typed', async (t) => {
  const { volumes, left } = comparing(t);
  await volumes.remove(DIR);
  assert.deepEqual(left(), ['a typed', 'other: active ↔ staged (2 files)']);
});

test('a volume that is found later keeps the comparisons that VS Code restored of it', async (t) => {
  const opened = openWindow(t);
  const { volumes, staging, publisher } = opened;
  const registered = registerStaleComparisons(volumes, staging, publisher);
  t.after(() => registered.dispose());
  const several = { input: undefined, isDirty: false, label: 'config: active ↔ staged (2 files)' };
  window.tabGroups.all = [{ tabs: [diff('a', activeUri(DIR, 'a'), liveUri(DIR, 'a')), several] }];
  volumes.watch('/etc/added');
  await settled();
  assert.equal(window.tabGroups.all[0]?.tabs.length, 2);
});
