import { errors, type Locator, type Page } from 'playwright-core';

/** Lets the pointer rest on the target until its hover contains the text. */
export async function restOn(target: Locator, text: string): Promise<void> {
  const page = target.page();
  // Not by a locator: to wait for one hides the hovers.
  const isShown = `[...document.querySelectorAll('.monaco-hover')].some(({ textContent }) => textContent.includes(${JSON.stringify(text)}))`;
  // What is drawn anew forgets the pointer: then it has to come again.
  for (let attempt = 1; attempt <= 5; attempt++) {
    await page.mouse.move(0, 0);
    await target.hover();
    try {
      await page.waitForFunction(isShown, undefined, { timeout: 3_000 });
      return;
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error;
    }
  }
  throw new Error(`No hover shows "${text}".`);
}

/**
 * Hides a hover before each action and each wait, wherever it came from: it may lie over what the action is for. To take
 * the pointer away would not do: on a slow machine VS Code misses that it has left, and shows the hover until a button of
 * the mouse is pressed. That press is for the document alone: nothing in the window gets it, except a menu, which would
 * close. VS Code hides hovers when it opens one.
 */
export async function hideHoversInTheWay(page: Page): Promise<void> {
  const hovers = page
    .locator('body:not(:has(.monaco-menu)) .context-view .hover-contents')
    .filter({ visible: true });
  await page.addLocatorHandler(hovers.first(), () =>
    page.evaluate("document.dispatchEvent(new MouseEvent('mousedown'))"),
  );
}
