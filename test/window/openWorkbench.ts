import path from 'node:path';
import { after, type TestContext } from 'node:test';
import { scratchRoot } from '../host/paths.mjs';
import { type SessionOptions, USUAL } from './session.ts';
import { openSharedWindow, type SharedWindow } from './sharedWindow.ts';
import { openWindow, type Workbench } from './workbench.ts';

/** That of the test before, if it passed: what a test left that failed is in nobody's way. */
let free: SharedWindow | undefined;

after(() => free?.workbench.close());

/**
 * A window for a test, in which nothing is yet but the folder. One that wants only what can change while a window is open
 * gets that of the test before it. When the test fails, a screenshot is left in .vscode-test/failures/.
 */
export async function openWorkbench(
  options: SessionOptions,
  test: TestContext,
): Promise<Workbench> {
  const canShare = Object.keys(options).every((name) => name === 'folder' || name in USUAL);
  const shared = canShare
    ? ((await reused(options)) ?? (await openSharedWindow(options)))
    : undefined;
  const workbench = shared?.workbench ?? (await openWindow(options));
  test.after(async () => {
    if (!hasPassed(test)) await workbench.screenshot(failureFile(test.name));
    else if (shared !== undefined) {
      free = shared;
      return;
    }
    await workbench.close();
  });
  await workbench.ready();
  return workbench;
}

/** Undefined where there is none, or where it does not get clear. */
async function reused(options: SessionOptions): Promise<SharedWindow | undefined> {
  const shared = free;
  free = undefined;
  try {
    await shared?.use(options);
    return shared;
  } catch (error) {
    console.log('The window of the test before does not get clear:', error);
    await shared?.workbench.close();
    return undefined;
  }
}

/** Node has it since 20.12, its typings since 22. */
function hasPassed(test: TestContext): boolean {
  return (test as TestContext & { readonly passed: boolean }).passed;
}

function failureFile(testName: string): string {
  return path.join(scratchRoot, 'failures', `${testName.replaceAll(/[^\w .-]+/g, '_')}.png`);
}
