// By keyboard and by ear: what is ours in the page has roles and names that tell all that it shows, and what the pointer
// does to a row the keyboard does.

import assert from 'node:assert/strict';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { CONFIG, demo } from './demo.ts';
import { expandRow } from './tree.ts';
import { openWorkbench } from './openWorkbench.ts';
import type { Workbench } from './workbench.ts';

/** What VS Code itself does to each row, and no extension can change. */
const NOT_OURS = {
  // The grey text is compared as well, of which a row says signs as words; that it says its label is looked at below.
  'label-content-name-mismatch': { enabled: false },
  // Of a checkbox.
  tabindex: { enabled: false },
};

interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

/** What axe-core finds in the first element that the selector finds. */
async function violations(page: Page, part: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<Violation[]>(
    `axe.run(document.querySelector(${JSON.stringify(part)}), { rules: ${JSON.stringify(NOT_OURS)} })
      .then(({ violations }) => violations)`,
  );
  return found.map(({ id, help, nodes }) =>
    [`${id}: ${help}`, ...nodes.map(({ html }) => html)].join('\n  '),
  );
}

test('the welcome, questions, rows, checkboxes and buttons have roles and names', async (t) => {
  const workspace = demo();
  const workbench = await openWorkbench({ folder: workspace.folder, height: 1200 }, t);
  const { page } = workbench;
  await workbench.openContainer();
  await workbench.welcome().getByRole('button').first().waitFor();
  assert.deepEqual(await violations(page, '.sidebar'), []);
  const volume = workspace.volume('my-config', CONFIG);
  await workbench.row('log.level', /info/).waitFor();
  await workbench.expand('History');
  volume.publish({ ...CONFIG, 'log.level': 'debug' });
  await workbench.row('log.level', /debug/).waitFor();
  symlinkSync('..2026_01_01_00_00_00.1', join(volume.dir, '..data_tmp'));
  await workbench.row('..data_tmp was left behind by an interrupted update').waitFor();
  await workbench.contextMenu('feature-flags.json', 'Delete Key');
  await workbench.row('feature-flags.json', 'deleted').hover();
  await expandRow(workbench.rowDescribed(/^active ·/));
  await workbench.expand('On disk');
  await workbench.row('..data', /→/).waitFor();
  assert.deepEqual(await violations(page, '.sidebar'), []);
  const rows = await workbench.rows();
  assert.deepEqual(
    rows.filter(({ label, ariaLabel }) => !ariaLabel.includes(label.replace('+', ''))),
    [],
  );
  assert.ok(rows.length > 20, String(rows.length));
  await workbench.palette('Projected Volumes: Add Key…');
  await workbench.inputBox().waitFor();
  assert.deepEqual(await violations(page, '.quick-input-widget'), []);
});

test('a key is deleted, its change unticked, ticked and published by keyboard alone', async (t) => {
  const workspace = demo();
  const volume = workspace.volume('my-config', CONFIG);
  const workbench = await openWorkbench({ folder: workspace.folder }, t);
  const { keyboard } = workbench.page;
  await workbench.openContainer();
  await workbench.row('log.level').waitFor();
  await workbench.palette('Projected Volumes: Focus on Projected Volumes View');
  const deleted = workbench.row('feature-flags.json', 'deleted');
  // A row that is just being redrawn does nothing, and says so.
  const redrawn = workbench.toast('Nothing was done').box;
  for (let attempt = 1; attempt <= 3 && !(await deleted.isVisible()); attempt++) {
    await focusRow(workbench, 'feature-flags.json');
    await keyboard.press('Delete');
    await deleted.or(redrawn).first().waitFor();
  }
  await deleted.waitFor();
  const change = await focusRow(workbench, 'feature-flags.json, chosen');
  await chooseByKeyboard(workbench, 'Tick or Untick');
  await workbench.row('Staged changes', '0 of 1 chosen').waitFor();
  assert.match((await change.getAttribute('aria-label')) ?? '', /, not chosen, deleted$/);
  await chooseByKeyboard(workbench, 'Tick or Untick');
  await workbench.row('Staged changes', /^1$/).waitFor();
  await chooseByKeyboard(workbench, 'Publish Staged Changes');
  await workbench.row('Staged changes').waitFor({ state: 'detached' });
  assert.ok(!existsSync(join(volume.dir, 'feature-flags.json')));
});

/** Presses the arrow until the row that says this has the focus. */
async function focusRow({ page }: Workbench, said: string) {
  const focused = page.locator('.sidebar .monaco-list-row.focused');
  await page.keyboard.press('Home');
  for (let row = 0; row < 30; row++) {
    const label = (await focused.getAttribute('aria-label')) ?? '';
    if (label.startsWith(said)) return focused;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`No row says "${said}".`);
}

/** Opens the menu of the row that has the focus, and goes down to the entry. */
async function chooseByKeyboard({ page }: Workbench, entry: string): Promise<void> {
  await page.keyboard.press('Shift+F10');
  const focused = page.locator('.monaco-menu .action-item.focused');
  for (let n = 0; n < 10; n++) {
    await page.keyboard.press('ArrowDown');
    if ((await focused.textContent())?.includes(entry) === true) break;
  }
  await page.keyboard.press('Enter');
  await page.locator('.monaco-menu').waitFor({ state: 'hidden' });
}
