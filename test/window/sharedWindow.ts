// A window that the tests of a file have one after the other: to open one takes ten seconds of processor time. Each
// test begins with a folder of its own and an empty view.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chooseFromContextMenu } from './tree.ts';
import { openWindow, type Workbench } from './workbench.ts';

export interface SharedWindow {
  readonly workbench: Workbench;
  /** Opens it with this folder, as a new window would. */
  use(folder: string): Promise<void>;
}

/** VS Code reloads a window whose first folder changes: so the first one is empty and stays, and the test's is the second. */
export async function openSharedWindow(folder: string): Promise<SharedWindow> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'window-workspace-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const first = path.join(scratch, 'first');
  mkdirSync(first);
  const workspace = path.join(scratch, 'tests.code-workspace');
  const setFolders = (...folders: string[]) =>
    writeFileSync(workspace, JSON.stringify({ folders: folders.map((each) => ({ path: each })) }));
  setFolders(first, folder);
  const workbench = await openWindow({ folder, workspace });
  return {
    workbench,
    use: async (next) => {
      await closeEverything(workbench);
      await removeVolumes(workbench);
      setFolders(first, next);
      await workbench.showsFolder(next);
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
  const volumes = workbench.page.locator('.sidebar [role=tree] .monaco-list-row[aria-level="1"]');
  await volumes.first().or(workbench.welcome()).first().waitFor();
  for (let count = await volumes.count(); count > 0; count--) {
    const volume = volumes.first();
    const isStaged = /\bstaged\b/.test((await volume.textContent()) ?? '');
    await chooseFromContextMenu(volume, 'Remove Volume from View');
    if (isStaged) await workbench.modal('Discard them?').button('Discard and Remove').click();
    await volumes.nth(count - 1).waitFor({ state: 'detached' });
  }
  await workbench.welcome().waitFor();
  await workbench
    .statusBar(/staged|Published|Roll/)
    .first()
    .waitFor({ state: 'detached' });
}
