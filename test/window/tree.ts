import { errors, type Locator, type Page } from 'playwright-core';
import { drawn } from './drawn.ts';

const ROWS = '.sidebar [role=tree]';

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
  // VS Code forgets an expansion when the row is made anew before its children are there: then one clicks again.
  for (let attempt = 1; attempt <= 5; attempt++) {
    if ((await row.getAttribute('aria-expanded')) !== 'true') {
      await row.locator('.monaco-tl-twistie').click();
    }
    const hasChild = await (
      await firstChild(row)
    )
      .waitFor({ timeout: 2_000 })
      .then(() => true)
      .catch(() => false);
    if (hasChild) return;
  }
  throw new Error('The row does not expand.');
}

/** The row below, as far as it is one level deeper. */
export async function firstChild(row: Locator): Promise<Locator> {
  const index = Number(await row.getAttribute('data-index')) + 1;
  const level = Number(await row.getAttribute('aria-level')) + 1;
  return row.page().locator(`.monaco-list-row[data-index="${index}"][aria-level="${level}"]`);
}

export async function clickInlineAction(row: Locator, action: string): Promise<void> {
  await inSight(row, async (timeout) => {
    // Only the row under the pointer shows its actions.
    await row.hover({ timeout });
    await row.locator(`.actions a.action-label[aria-label="${action}"]`).click({ timeout });
  });
}

export async function chooseFromContextMenu(row: Locator, item: string): Promise<void> {
  const page = row.page();
  const menu = page.locator('.monaco-menu');
  // Not by its name, which has the key in it that does the same.
  const entry = menu.getByRole('menuitem').filter({ has: page.getByText(item, { exact: true }) });
  await openContextMenu(row, menu, entry);
  await entry.hover();
  // A menu ignores a mouse-up within 100 ms of its opening, and says nowhere when it is ready: then it stays open.
  for (let attempt = 1; attempt <= 5 && (await menu.isVisible()); attempt++) {
    await entry.click({ timeout: 2_000 }).catch(() => undefined); // closed after all
    await drawn(page, '.monaco-menu');
  }
  await menu.waitFor({ state: 'hidden' });
}

/**
 * A list that is drawn anew gives its elements to other rows, also in the middle of a click; and until VS Code has found
 * that a workspace is trusted, what changes something is grey, for as long as the menu is open. Then one tries again.
 */
async function openContextMenu(row: Locator, menu: Locator, entry: Locator): Promise<void> {
  const page = row.page();
  // VS Code focuses the row whose menu it shows.
  const focused = row.and(page.locator('.focused'));
  for (let attempt = 1; attempt <= 10; attempt++) {
    await inSight(row, (timeout) => row.click({ button: 'right', timeout }));
    await menu.waitFor();
    const isGrey = (await entry.getAttribute('aria-disabled')) === 'true';
    if (!isGrey && (await focused.isVisible())) return;
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
  }
  throw new Error('The menu is always that of another row, or its entry is grey.');
}

/** A row that is drawn anew is under the pointer no more, and its actions are not shown: then one tries again. */
async function inSight(row: Locator, act: (timeout: number) => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt < 3; attempt++) {
    await treeSettled(row);
    try {
      await act(5_000);
      return;
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error;
    }
  }
  await treeSettled(row);
  await act(15_000);
}

/**
 * While VS Code makes rows anew after an update, an action gets no row as its argument (microsoft/vscode#283655), and
 * the command asks which one is meant. It gives no sign when it is done, but rows that are made anew are drawn anew.
 */
async function treeSettled(row: Locator): Promise<void> {
  await row.waitFor();
  await drawn(row.page(), ROWS);
}

function allRows(page: Page): Locator {
  return page.locator(`${ROWS} .monaco-list-row`);
}
