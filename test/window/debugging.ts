// Stepping in the window: keys that a person presses, and when the debugger is ready for the next one.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workbench } from './workbench.ts';

/** Writes the workspace's launch.json. */
export function launchJson(
  folder: string,
  configurations: readonly object[],
  compounds: readonly object[] = [],
): void {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  const text = JSON.stringify({ version: '0.2.0', configurations, compounds });
  writeFileSync(join(folder, '.vscode', 'launch.json'), text);
}

export async function startDebugging(workbench: Workbench, name: string): Promise<void> {
  await workbench.palette('Debug: Select and Start Debugging');
  await workbench.inputBox().fill(`debug ${name}`);
  await workbench.quickPick(name);
  // Where the entry was, the toolbar of the debugger comes: with its hovers.
  await workbench.page.mouse.move(24, 400);
}

/** The same where another extension's debugger is needed, which a window that has just opened may not know yet. */
export async function startOnceKnown(workbench: Workbench, name: string): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    await startDebugging(workbench, name);
    const unknown = workbench.modal('is not supported');
    const isKnown = await unknown.box.waitFor({ timeout: 5_000 }).then(
      () => false,
      () => true,
    );
    if (isKnown) return;
    await unknown.button('Cancel').click();
    await press(workbench, 'Shift+F5');
    await over(workbench);
  }
  throw new Error('VS Code does not know the debugger.');
}

/** Waits until the session holds before this step, and takes keys. */
export async function heldBefore(
  workbench: Workbench,
  volume: string,
  step: number,
): Promise<void> {
  await workbench.row(volume, new RegExp(`update held before step ${step} of`)).waitFor();
  await ready(workbench);
}

/** Waits until there is a line that is next. */
export async function ready(workbench: Workbench): Promise<void> {
  await workbench.page.locator('.debug-toolbar a.codicon-debug-step-over:not(.disabled)').waitFor();
}

export async function press(workbench: Workbench, key: 'F5' | 'F10' | 'Shift+F5'): Promise<void> {
  await workbench.page.keyboard.press(key);
}

/** Waits until no session runs. */
export async function over(workbench: Workbench): Promise<void> {
  await workbench.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
}
