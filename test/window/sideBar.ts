import type { Page } from 'playwright-core';

/** As wide as a new window has it. */
export function usualSideBar(windowWidth: number): number {
  return Math.min(300, windowWidth / 4);
}

/** Drags its border, as far as VS Code lets it go. */
export async function resizeSideBar(page: Page, width: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('The side bar is closed.');
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + width, middle, { steps: 5 });
  await page.mouse.up();
}
