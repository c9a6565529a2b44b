// A window that the tests of a file have one after the other: to open one takes ten seconds of processor time. Each
// test begins with a folder of its own and an empty view.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type SessionOptions, USUAL } from './session.ts';
import { hasTheme } from './themes.ts';
import { resizeSideBar, usualSideBar } from './sideBar.ts';
import { chooseFromContextMenu, expandRow, firstChild } from './tree.ts';
import { openWindow, type Workbench } from './workbench.ts';

export interface SharedWindow {
  readonly workbench: Workbench;
  /** Shows this as a new window would. */
  use(options: SessionOptions): Promise<void>;
}

export async function openSharedWindow(options: SessionOptions): Promise<SharedWindow> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'window-workspace-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const workspace = path.join(scratch, 'tests.code-workspace');
  const workbench = await openWindow({ ...options, workspace });
  const { page } = workbench;
  return {
    workbench,
    use: async (next) => {
      await closeEverything(workbench);
      await removeVolumes(workbench);
      const { folder, settings, ...shown } = { ...USUAL, ...next };
      const title = path.basename(folder);
      // VS Code tells nobody of settings that change together with the folders. A new title says that it has read them.
      await workbench.change({ ...shown, settings: { ...settings, 'window.title': title } });
      await page.waitForFunction(`document.title === ${JSON.stringify(title)}`);
      await hasTheme(workbench, shown.theme);
      await workbench.change({ folder });
      await workbench.showsFolder(folder);
      await resizeSideBar(page, usualSideBar(shown.width));
    },
  };
}

/** All that is open in front of the side bar. */
async function closeEverything(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.keyboard.press('Escape');
  await workbench.palette('View: Close All Editors');
  const unsaved = workbench.modal('save the changes');
  const noTab = page.locator('.editor-group-container.empty');
  await noTab.or(unsaved.box).first().waitFor();
  if (await unsaved.box.isVisible()) await unsaved.button("Don't Save").click();
  await noTab.waitFor();
  await workbench.palette('Notifications: Clear All Notifications');
  if (await page.locator('.part.panel').isVisible()) await workbench.palette('View: Hide Panel');
}

/** One after the other, as a person does. */
async function removeVolumes(workbench: Workbench): Promise<void> {
  await workbench.openContainer();
  const { page } = workbench;
  const first = page.locator('.sidebar [role=tree] .monaco-list-row[aria-level="1"]').first();
  const none = workbench.welcome();
  await first.or(none).first().waitFor();
  while (!(await none.isVisible())) {
    await page.locator('.sidebar [role=tree]').hover();
    await page.mouse.wheel(0, -10_000);
    const volume = await volumeOf(first);
    const isStaged = /\bstaged\b/.test((await volume.textContent()) ?? '');
    // Not by all that the row says: of a volume whose changes are discarded that is another, and the row still there.
    const name = (await volume.locator('.label-name').textContent()) ?? '';
    const same = workbench.row(name);
    const count = await same.count();
    await chooseFromContextMenu(volume, 'Remove Volume from View');
    if (isStaged) await workbench.modal('Discard them?').button('Discard and Remove').click();
    await same.nth(count - 1).waitFor({ state: 'detached' });
    await first.or(none).first().waitFor();
  }
  await workbench
    .statusBar(/staged|Published|Roll/)
    .first()
    .waitFor({ state: 'detached' });
}

/** The row itself, or the first volume of a pod. */
async function volumeOf(row: Locator): Promise<Locator> {
  const isPod = /\d volumes?$/.test((await row.textContent()) ?? '');
  if (!isPod) return row;
  await expandRow(row);
  return firstChild(row);
}
