// Problems: named, explained, and repaired after saying what will be touched.

import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { demo } from './demo.ts';
import { clickInlineAction } from './tree.ts';
import { openWorkbench } from './openWorkbench.ts';

test('a stale ..data_tmp is removed by Repair, and nothing else is touched', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { a: '1' });
  symlinkSync('..2026_01_01_00_00_00.1', join(volume.dir, '..data_tmp'));
  const active = readlinkSync(join(volume.dir, '..data'));
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.expand('Problems');
  const problem = workbench.row('..data_tmp was left behind by an interrupted update');
  await clickInlineAction(problem, 'Repair…');
  const question = workbench.modal('Repair it?');
  await workbench.modal('Remove the link ..data_tmp').box.waitFor();
  await question.button('Cancel').click();
  assert.ok(lstatSync(join(volume.dir, '..data_tmp')).isSymbolicLink());
  await clickInlineAction(problem, 'Repair…');
  await question.button('Repair').click();
  await workbench.row('Problems').waitFor({ state: 'detached' });
  assert.deepEqual(readdirSync(volume.dir).sort(), [active, '..data', 'a'].sort());
});

test('a key that was changed in place is named, also in the Problems panel, and published again', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { a: 'one', b: 'one' });
  const active = readlinkSync(join(volume.dir, '..data'));
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('a', /one/).waitFor();
  writeFileSync(join(volume.dir, 'a'), 'in place');
  await workbench.titleAction('Refresh');
  await workbench.row('a', /in place/).waitFor();
  await workbench.expand('Problems');
  await workbench.palette('Problems: Focus on Problems View');
  await workbench.page
    .locator('.markers-panel .monaco-list-row', { hasText: 'my-config' })
    .first()
    .waitFor();
  await workbench.palette('Projected Volumes: Repair a Problem…');
  await workbench.quickPickRow('in place').first().click();
  await workbench.modal('Publish what is there now as a new version').button('Repair').click();
  await workbench.row('Problems').waitFor({ state: 'detached' });
  assert.notEqual(readlinkSync(join(volume.dir, '..data')), active);
  assert.equal(volume.read('a'), 'in place');
});

test('what may exist nowhere else is left to the person, with the reason', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', { a: '1' });
  mkdirSync(join(workspace.folder, 'not-a-volume'));
  mkdirSync(join(workspace.folder, 'not-a-volume', '..data'));
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  await workbench.openContainer();
  await workbench.row('my-config').waitFor();
  await workbench.palette('Projected Volumes: Add Volume…');
  await workbench.quickPick('Type a path');
  await workbench.answer('Absolute path', join(workspace.folder, 'not-a-volume'));
  await workbench.row('not-a-volume').waitFor();
  await workbench.palette('Projected Volumes: Repair a Problem…');
  await workbench.quickPick('not-a-volume');
  await workbench.quickPickRow('..data').first().click();
  await workbench.toast('may exist nowhere else').box.waitFor();
  assert.ok(lstatSync(join(workspace.folder, 'not-a-volume', '..data')).isDirectory());
  assert.equal(volume.read('a'), '1');
});
