// How it looks, light and dark, narrow and wide: the names of volumes and groups are whole, and there is a picture of
// each to look at in .vscode-test/pictures. With UPDATE_PICTURES=1 the one in the README is made anew.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONFIG, demo, type Demo } from './demo.ts';
import { useTheme } from './themes.ts';
import { expandRow } from './tree.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const PICTURES = '.vscode-test/pictures';

for (const [size, width, height] of [
  ['narrow', 700, 700],
  ['wide', 1280, 760],
] as const) {
  test(`the names of volumes and groups are shown whole, light and dark, ${size}`, async (t) => {
    const workspace = demo();
    const publish = volumes(workspace);
    const workbench = await openWorkbench({ folder: workspace.folder, width, height }, t);
    await workbench.openContainer();
    await workbench.row('log.level', /info/).waitFor();
    publish();
    await workbench.row('log.level', /debug/).waitFor();
    await workbench.containerTooltip();
    await workbench.contextMenu('feature-flags.json', 'Delete Key');
    await workbench.row('Staged changes').waitFor();
    await workbench.expand('Problems', '2');
    await workbench.row('..data_tmp was left behind by an interrupted update').waitFor();
    await workbench.page.mouse.move(width - 5, height / 2);
    // A narrow side bar has no room for all of "Staged changes"; the beginning says enough.
    const groups = [
      'Active',
      ...(size === 'wide' ? ['Staged changes'] : []),
      'History',
      'On disk',
      'Problems',
    ];
    const names = ['db-credentials', 'my-config', 'old-mount', ...groups];
    for (const theme of ['light', 'dark'] as const) {
      await useTheme(workbench, workspace.folder, theme);
      assert.deepEqual(await wholeNames(workbench, names), names);
      await workbench.screenshot(join(PICTURES, `${theme}-${size}.png`));
    }
    for (const [row, description] of [
      ['db-credentials', undefined],
      ['Active', /./],
      ['Staged changes', '1'],
      ['old-mount', undefined],
    ] as const) {
      await workbench.row(row, description).locator('.monaco-tl-twistie').click();
    }
    await workbench.expand('History');
    await expandRow(workbench.rowDescribed(/^active ·/));
    await workbench.expand('On disk');
    await workbench.row('..data', /→/).waitFor();
    await workbench.page.mouse.move(width - 5, height / 2);
    for (const theme of ['light', 'dark'] as const) {
      await useTheme(workbench, workspace.folder, theme);
      await workbench.screenshot(join(PICTURES, `${theme}-${size}-disk.png`));
    }
  });
}

test('the picture in the README shows a volume with staged changes, one of them compared', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', CONFIG);
  const options = { folder: workspace.folder, theme: 'dark', width: 1200, height: 560 } as const;
  const workbench = await openWorkbench(options, t);
  await workbench.openContainer();
  await workbench.row('log.level', /info/).waitFor();
  await workbench.expand('History');
  volume.publish({ ...CONFIG, 'log.level': 'debug' });
  await workbench.row('log.level', /debug/).click();
  await workbench.editorShows('debug');
  await workbench.typeInEditor('warn', { replace: true });
  await workbench.save();
  await workbench.row('log.level', 'changed').waitFor();
  await workbench.contextMenu('blob', 'Delete Key');
  await workbench.row('blob', 'deleted').waitFor();
  await workbench.row('app.yaml').click();
  await workbench.editorShows('timeout: 30s');
  await workbench.typeInEditor('  retries: 3\n');
  await workbench.save();
  await workbench.row('app.yaml', 'changed').click();
  await workbench.tab('app.yaml: active ↔ staged').waitFor();
  await workbench.editorShows('retries: 3');
  await workbench.row('Staged changes').hover();
  await workbench.screenshot(join(PICTURES, 'readme.png'));
  if (process.env['UPDATE_PICTURES'] === '1') await workbench.screenshot('media/screenshot.png');
  const rows = await workbench.rows();
  assert.equal(rows.filter(({ level }) => level === 3).length, 10, JSON.stringify(rows));
});

/** A healthy volume, a secret and a broken one; returns what publishes a change of the first. */
function volumes(workspace: Demo): () => void {
  const config = workspace.volume('my-config', CONFIG);
  const secret = workspace.volume('db-credentials', { password: 'x', username: 'y' });
  symlinkSync('..2026_01_01_00_00_00.1', join(secret.dir, '..data_tmp'));
  symlinkSync('..data/removed', join(secret.dir, 'removed'));
  mkdirSync(join(workspace.folder, 'old-mount'));
  symlinkSync('..2026_01_01_00_00_00.2', join(workspace.folder, 'old-mount', '..data'));
  return () => config.publish({ ...CONFIG, 'log.level': 'debug' });
}

/** Those of the names of which every letter is in sight; the grey text after a name may be cut off. */
async function wholeNames(workbench: Workbench, names: readonly string[]): Promise<string[]> {
  const whole = [];
  for (const name of names) {
    const label = workbench.row(name).first().locator('.label-name');
    const room = await label
      .locator('xpath=ancestor::*[contains(@class, "monaco-icon-label-container")]')
      .boundingBox();
    const box = await label.boundingBox();
    if (box !== null && room !== null && box.x + box.width <= room.x + room.width) whole.push(name);
  }
  return whole;
}
