import type { Locator, Page } from 'playwright-core';

/** A row as it is shown and as a screen reader says it. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** 1 for a root. */
  readonly level: number;
  /** Undefined for a leaf. */
  readonly expanded: boolean | undefined;
  readonly ariaLabel: string;
}

/** The rows of the view, top to bottom. Rows that are scrolled out of sight are not in the page. */
export function readRows(page: Page): Promise<Row[]> {
  return allRows(page).evaluateAll((elements) =>
    elements
      // The list reuses its elements: their order in the page is not that on the screen.
      .sort((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
      .map((element) => {
        const expanded = element.getAttribute('aria-expanded');
        return {
          label: element.querySelector('.label-name')?.textContent ?? '',
          description: element.querySelector('.label-description')?.textContent ?? '',
          level: Number(element.getAttribute('aria-level')),
          expanded: expanded === null ? undefined : expanded === 'true',
          ariaLabel: element.getAttribute('aria-label') ?? '',
        };
      }),
  );
}

/** A row by its exact label, and by its description where two have the same label. */
export function rowLocator(
  page: Page,
  label: string | RegExp,
  description?: string | RegExp,
): Locator {
  const rows = allRows(page).filter({
    has: page.locator('.label-name').getByText(label, { exact: true }),
  });
  if (description === undefined) return rows;
  return rows.filter({ has: page.locator('.label-description', { hasText: description }) });
}

export async function expandRow(row: Locator): Promise<void> {
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) !== 'true') {
    await row.locator('.monaco-tl-twistie').click();
    // Only when its children are there: an update that comes before would collapse it again.
    const attribute = async (name: string) => Number(await row.getAttribute(name));
    const index = (await attribute('data-index')) + 1;
    const level = (await attribute('aria-level')) + 1;
    const child = `.monaco-list-row[data-index="${index}"][aria-level="${level}"]`;
    await row.page().locator(child).waitFor();
  }
}

export async function clickInlineAction(row: Locator, action: string): Promise<void> {
  // Only the row under the pointer shows its actions.
  await row.hover();
  await row.locator(`.actions a.action-label[aria-label="${action}"]`).click();
}

export async function chooseFromContextMenu(row: Locator, item: string): Promise<void> {
  await row.click({ button: 'right' });
  const page = row.page();
  const entry = page.locator('.monaco-menu').getByRole('menuitem', { name: item, exact: true });
  await entry.hover();
  // A menu ignores a mouse-up within 100 ms of its opening, and says nowhere when it is ready.
  await page.waitForTimeout(150);
  await entry.click();
}

function allRows(page: Page): Locator {
  return page.locator('.sidebar [role=tree] .monaco-list-row');
}
