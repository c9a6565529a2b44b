import type { Locator, Page } from 'playwright-core';

/** Lines in sight of the active editor that contain `text`; in a comparison, of its right side. */
export function editorLine(page: Page, text: string): Locator {
  const line = editor(page).locator('.view-line');
  // The editor draws spaces as no-break ones.
  return line
    .filter({ hasText: text })
    .or(line.filter({ hasText: text.replaceAll(' ', '\u00a0') }));
}

/** Puts the cursor at the end of the active editor, or selects all of its text. */
export async function focusEditor(page: Page, selectAll: boolean): Promise<void> {
  await editor(page).locator('.view-lines').click();
  await page.keyboard.press(selectAll ? 'Control+a' : 'Control+End');
}

function editor(page: Page): Locator {
  return page
    .locator('.editor-group-container.active .editor-instance')
    .locator('.monaco-editor[role=code]:not(.original .monaco-editor)')
    .first();
}
