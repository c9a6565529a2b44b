// How it looks, light, dark and in high contrast, narrow, wide and at 200 %: the names of volumes and groups are whole, and there is a picture of
// each to look at in .vscode-test/pictures. With UPDATE_PICTURES=1 the one in the README is made anew.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { CONFIG, demo, type Demo } from './demo.ts';
import { THEMES, type Theme } from './session.ts';
import { resizeSideBar, usualSideBar } from './sideBar.ts';
import { useTheme } from './themes.ts';
import { expandRow } from './tree.ts';
import { openWorkbench } from './openWorkbench.ts';
import type { Workbench } from './workbench.ts';

const PICTURES = '.vscode-test/pictures';
const NAMES = [
  'db-credentials',
  'my-config',
  'old-mount',
  'Active',
  'History',
  'On disk',
  'Problems',
];

type Size = readonly [name: string, width: number, height: number];

for (const [about, zoom, sizes] of [
  [
    'narrow and wide',
    1,
    [
      ['wide', 1280, 760],
      ['narrow', 700, 700],
    ],
  ],
  ['at 200 %', 2, [['zoomed', 1400, 1400]]],
] as const) {
  test(`the names of volumes and groups are shown whole, whatever the theme, ${about}`, async (t) => {
    const workspace = demo();
    const publish = volumes(workspace);
    const [[, width, height]] = sizes;
    const options = { folder: workspace.folder, width, height, zoom };
    const workbench = await openWorkbench(options, t);
    const resize = async (size: Size) => {
      const [, width, height] = size;
      await workbench.change({ width, height });
      await resizeSideBar(workbench.page, usualSideBar(width / zoom));
      await workbench.page.mouse.move(width / zoom - 5, height / zoom / 2);
    };
    await workbench.openContainer();
    await workbench.row('log.level', /info/).waitFor();
    publish();
    await workbench.row('log.level', /debug/).waitFor();
    await workbench.containerTooltip();
    await workbench.contextMenu('feature-flags.json', 'Delete Key');
    await workbench.row('Staged changes').waitFor();
    await workbench.expand('Problems', '2');
    await workbench.row('..data_tmp was left behind by an interrupted update').waitFor();
    for (const theme of Object.keys(THEMES) as Theme[]) {
      await useTheme(workbench, theme);
      for (const size of sizes) {
        await resize(size);
        const [name] = size;
        // A narrow side bar has no room for all of "Staged changes"; the beginning says enough.
        const names = name === 'wide' ? [...NAMES, 'Staged changes'] : NAMES;
        assert.deepEqual(await wholeNames(workbench, names), names);
        await workbench.screenshot(pictureFile(theme, name));
      }
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
    for (const theme of ['light', 'dark'] as const) {
      await useTheme(workbench, theme);
      for (const size of sizes) {
        await resize(size);
        await workbench.screenshot(pictureFile(theme, `${size[0]}-disk`));
      }
    }
  });
}

test('in a side bar of 250 pixels a row keeps its name while it shows its buttons', async (t) => {
  const workspace = demo();
  volumes(workspace)();
  const workbench = await openWorkbench({ folder: workspace.folder, width: 700, height: 700 }, t);
  const { page } = workbench;
  await workbench.openContainer();
  await workbench.row('log.level', /debug/).waitFor();
  await workbench.contextMenu('log.level', 'Delete Key');
  await workbench.row('log.level', 'deleted').waitFor();
  await resizeSideBar(page, 250);
  const box = await page.locator('.part.sidebar').boundingBox();
  assert.equal(Math.round(box?.width ?? 0), 250);
  const names: [label: string, description?: string | RegExp][] = [
    ['my-config'],
    ['Active', /./],
    ['log.level', /debug/],
    ['Staged changes'],
    ['log.level', 'deleted'],
    ['History'],
  ];
  const cutOff = [];
  for (const [label, description] of names) {
    const row = workbench.row(label, description).first();
    await row.hover();
    if (!(await isWhole(row))) cutOff.push(label);
    await workbench.screenshot(
      join(PICTURES, `hovered-${label}${description === 'deleted' ? '-staged' : ''}.png`),
    );
  }
  assert.deepEqual(cutOff, []);
});

test('the picture in the README shows a volume with staged changes, one of them compared', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', CONFIG);
  const { folder } = workspace;
  const options = { folder, theme: 'dark', width: 1200, height: 560, ownWindow: true } as const;
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

function pictureFile(theme: Theme, what: string): string {
  return join(PICTURES, `${theme.replaceAll(' ', '-')}-${what}.png`);
}

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

async function wholeNames(workbench: Workbench, names: readonly string[]): Promise<string[]> {
  const whole = [];
  for (const name of names) if (await isWhole(workbench.row(name).first())) whole.push(name);
  return whole;
}

/** Whether every letter of the row's name is in sight; the grey text after a name may be cut off. */
async function isWhole(row: Locator): Promise<boolean> {
  const label = row.locator('.label-name');
  const room = await label
    .locator('xpath=ancestor::*[contains(@class, "monaco-icon-label-container")]')
    .boundingBox();
  const box = await label.boundingBox();
  return box !== null && room !== null && box.x + box.width <= room.x + room.width;
}
