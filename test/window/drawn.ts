import type { Page } from 'playwright-core';

/**
 * Frames without a change. VS Code gathers what changes in a tree for 200 ms, which are 12 frames; on a busy machine
 * frames take longer, as everything does.
 */
const QUIET_FRAMES = 15;
/** Then something moves for good, and what comes next says what is wrong. */
const MOST_FRAMES = 900;

/** Waits until nothing has changed for some frames within the first element that `selector` finds. */
export async function drawn(page: Page, selector: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    let quiet = 0;
    let all = 0;
    const observer = new MutationObserver(() => (quiet = 0));
    const element = document.querySelector(${JSON.stringify(selector)});
    if (element === null) return resolve();
    observer.observe(element, { attributes: true, characterData: true, childList: true, subtree: true });
    requestAnimationFrame(function frame() {
      if (++quiet <= ${QUIET_FRAMES} && ++all <= ${MOST_FRAMES}) return requestAnimationFrame(frame);
      observer.disconnect();
      resolve();
    });
  })`);
}
