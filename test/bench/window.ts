// In a real window: from the swap to the row of the tree, in turn with an extension that shows the keys' rows and does
// nothing else. What that takes is VS Code's, which asks for a group and then for its rows, and draws them.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { MeasuredHost } from './hosts.ts';
import { median, print, quiet } from './measuring.ts';
import { Publisher } from './publisher.ts';

const KEYS = 10;
const WINDOWS = 4;
const ROUNDS = 12;
/** The first rows that a window changes take longer: its program is not compiled yet. */
const FIRST_ROUNDS = 2;

export async function measureWindow(folder: string, ours: MeasuredHost): Promise<void> {
  const publisher = new Publisher(join(folder, 'shown'), KEYS);
  const path = join(ours.extension, 'dist/extension.cjs');
  const contents = { ours: readFileSync(path), rows: readFileSync('test/bench/rows.cjs') };
  const times: Record<'ours' | 'rows', number[]> = { ours: [], rows: [] };
  let round = 0;
  await publisher.publish(round);
  for (let n = 0; n < WINDOWS; n++) {
    for (const which of ['ours', 'rows'] as const) {
      writeFileSync(path, contents[which]);
      await ours.open(folder);
      const row = ours.page.locator('.sidebar .monaco-list-row', { hasText: `round ${round}` });
      await row.first().waitFor();
      for (let first = FIRST_ROUNDS, last = round + ROUNDS; round < last; first--) {
        await quiet();
        const shown = shownAt(ours.page, `round ${++round}`);
        const { swappedAt } = await publisher.publish(round);
        const took = (await shown) - swappedAt;
        if (first <= 0) times[which].push(took);
      }
    }
  }
  await publisher.end();
  print('swap -> row of the tree changed', times.ours);
  print('with an extension that only shows such rows', times.rows);
  console.log(`  of ours alone ${(median(times.ours) - median(times.rows)).toFixed(1)} ms`);
}

/** When the tree first shows the text, in milliseconds since the epoch. */
async function shownAt(page: Page, text: string): Promise<number> {
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
