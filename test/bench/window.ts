// In a real window: from the swap to the row of the tree, and activation.

import { join } from 'node:path';
import { openWindow, type Workbench } from '../window/workbench.ts';
import { print, quiet } from './measuring.ts';
import { Publisher } from './publisher.ts';

const KEYS = 10;
const ROUNDS = 40;
const ACTIVATIONS = 7;

export async function measureWindow(folder: string): Promise<void> {
  const { rows, activations } = await swapsUntilShown(join(folder, 'workspace'));
  print('swap -> row of the tree changed', rows);
  print('activation, as VS Code counts it', activations);
}

async function swapsUntilShown(
  workspace: string,
): Promise<{ rows: number[]; activations: number[] }> {
  const publisher = new Publisher(join(workspace, 'shown'), KEYS);
  await publisher.publish(0);
  const workbench = await openWindow({ folder: workspace });
  try {
    await workbench.ready();
    await workbench.openContainer();
    await workbench.row('key-0', 'round 0').waitFor();
    const rows: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      await quiet();
      const shown = shownAt(workbench, `round ${round}`);
      const { swappedAt } = await publisher.publish(round);
      rows.push((await shown) - swappedAt);
    }
    const activations: number[] = [];
    for (let n = 1; n <= ACTIVATIONS; n++) {
      await workbench.reload();
      await workbench.openContainer();
      await workbench.row('key-0').waitFor();
      activations.push(await activationTime(workbench));
    }
    return { rows, activations };
  } finally {
    await workbench.close();
    await publisher.end();
  }
}

async function activationTime(workbench: Workbench): Promise<number> {
  await workbench.palette('Developer: Show Running Extensions');
  const entry = workbench.page
    .locator('.editor-instance .monaco-list-row')
    .filter({ hasText: 'Projected Volumes' });
  await entry.waitFor();
  const text = (await entry.textContent()) ?? '';
  return Number(/[Aa]ctivation: *(\d+) *ms/.exec(text)?.[1]);
}

/** When the tree first shows the text, in milliseconds since the epoch. */
async function shownAt({ page }: Workbench, text: string): Promise<number> {
  return page.evaluate<number>(
    `new Promise((resolve) => {
      const tree = document.querySelector('.sidebar [role=tree]');
      new MutationObserver((_, observer) => {
        if (!tree.textContent.includes(${JSON.stringify(text)})) return;
        observer.disconnect();
        resolve(performance.timeOrigin + performance.now());
      }).observe(tree, { childList: true, subtree: true, characterData: true });
    })`,
  );
}
