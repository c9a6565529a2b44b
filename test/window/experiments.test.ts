// The two experiments in a real window: progress, Cancel, and the reports as the Markdown preview shows them. There is a
// picture of each to look at in .vscode-test/pictures. With UPDATE_PICTURES=1 the one in the README is made anew.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CONFIG, type Demo, demo } from './demo.ts';
import { useTheme } from './themes.ts';
import { openWorkbench } from './openWorkbench.ts';
import type { Workbench } from './workbench.ts';

const PICTURES = '.vscode-test/pictures';
const WINDOW = { width: 1200, height: 760 };
/** Twenty updates, and five writers, take ten seconds; a busy machine takes longer. */
const reportLimit = 60_000;

test('Compare Watchers… is in the volume’s menu, and its report says which watcher noticed what', async (t) => {
  const workspace = demo();
  const { folder } = workspace;
  workspace.volume('my-config', CONFIG);
  const workbench = await openWorkbench({ folder, ...WINDOW, ownWindow: true }, t);
  await workbench.openContainer();
  await workbench.row('log.level', /info/).waitFor();
  await workbench.contextMenu('my-config', 'Compare Watchers…');
  await workbench.question('Who is to update the copy of my-config?').waitFor();
  await workbench.quickPick('kubelet');
  await workbench.toast(/Comparing watchers on a copy of my-config: \d+ of 20/).box.waitFor();
  await reportShown(workbench, 'Which watcher notices an update?');

  const [head = [], ...rows] = await tableOf(workbench);
  assert.equal(head.length, 8);
  assert.equal(rows.length, 9);
  for (const [watcher, noticed, missed, repeated, median, worst, halfMade, alive] of rows) {
    assert.equal(Number(noticed) + Number(missed), 20, watcher);
    for (const delay of [median, worst]) assert.match(delay ?? '', /^(–|\d+(\.\d)?\u00a0ms)$/);
    for (const count of [repeated, halfMade]) assert.match(count ?? '', /^\d+$/);
    assert.match(alive ?? '', /^(yes|no)$/);
  }
  const isAlive = new Map(rows.map((row) => [row[0], row[7]]));
  assert.equal(isAlive.get('fs.watch(key)'), 'no');
  assert.equal(isAlive.get('fs.watch(directory)'), 'yes');
  const shown = workbench.markdownPreview();
  await shown.getByText('Went dead: fs.watch(key)').waitFor();
  await shown.getByText('on a scratch copy of my-config: 5 keys').waitFor();
  await pictures(workbench, 'watchers');
  if (process.env['UPDATE_PICTURES'] === '1') await workbench.screenshot('media/watchers.png');
});

test('Compare Ways to Update… is in the palette, can be cancelled, and its report can be saved', async (t) => {
  const workspace = demo();
  const { folder } = workspace;
  workspace.volume('my-config', CONFIG);
  const workbench = await openWorkbench({ folder, ...WINDOW }, t);
  await workbench.openContainer();
  await workbench.row('log.level', /info/).waitFor();
  const progress = await compareWays(workbench);
  await progress.button('Cancel').click();
  await progress.box.waitFor({ state: 'detached' });

  await compareWays(workbench);
  await reportShown(workbench, 'Are two links really needed?');
  assert.equal(await workbench.tab('Preview').count(), 1, 'the one that was cancelled has none');
  const [head = [], ...rows] = await tableOf(workbench);
  assert.equal(head.length, 8);
  assert.deepEqual(
    rows.map(([writer]) => writer),
    [
      'a kubelet',
      'an old kubelet (1.10 to 1.22)',
      'a writer with one link for each key',
      'an editor that writes into the files',
      'this extension',
    ],
  );
  for (const [writer, updates, reads, , , , byVersion, wrong] of rows) {
    assert.ok(Number(updates) > 0 && Number(reads) > 0, writer);
    assert.ok(byVersion === '–' ? wrong === '–' : wrong === '0', writer);
  }
  await workbench.markdownPreview().getByText('Yes, for more than one key.').waitFor();
  await pictures(workbench, 'ways');
  await saved(workbench, workspace);
});

async function compareWays(workbench: Workbench) {
  await workbench.palette('Projected Volumes: Compare Ways to Update…');
  const progress = workbench.toast(/Comparing ways to update a copy of my-config: \d of 5/);
  await progress.box.waitFor();
  return progress;
}

async function reportShown(workbench: Workbench, title: string): Promise<void> {
  const heading = workbench.markdownPreview().getByRole('heading', { name: title });
  await heading.waitFor({ timeout: reportLimit });
}

/** The cells of each row. No column is cut off. */
async function tableOf(workbench: Workbench): Promise<string[][]> {
  const preview = workbench.markdownPreview();
  const hidden = await preview
    .locator('table')
    .evaluate((table) => table.scrollWidth - table.ownerDocument.documentElement.clientWidth);
  assert.ok(hidden <= 0, `${hidden} pixels of the table are out of sight`);
  return preview
    .locator('tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map(({ textContent }) => textContent ?? '')),
    );
}

async function pictures(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.mouse.move(24, 500);
  for (const theme of ['light', 'dark'] as const) {
    await useTheme(workbench, theme);
    await workbench.markdownPreview().locator(`body.vscode-${theme}`).waitFor();
    await workbench.screenshot(join(PICTURES, `${theme}-${name}.png`));
  }
}

/** The document that the preview shows. */
async function saved(workbench: Workbench, { folder }: Demo): Promise<void> {
  const file = join(folder, 'report.md');
  await workbench.tab('Are two links').first().click();
  await workbench.save();
  await workbench.chooseFile('OK', file);
  await workbench.fileHolds(file, '## How this was measured');
  assert.match(readFileSync(file, 'utf8'), /^# Are two links really needed\?\n/);
}
