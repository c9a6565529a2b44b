import type { Locator, Page } from 'playwright-core';

/** Something with a message and buttons: a notification or a modal dialog. */
export interface Prompt {
  /** The whole of it, to wait for or to read. */
  readonly box: Locator;
  button(name: string): Locator;
}

export function toast(page: Page, text: string | RegExp): Prompt {
  return prompt(page.locator('.notification-toast').filter({ hasText: text }));
}

export function modal(page: Page, text: string | RegExp): Prompt {
  return prompt(page.locator('.monaco-dialog-box').filter({ hasText: text }));
}

function prompt(box: Locator): Prompt {
  return { box, button: (name) => box.getByRole('button', { name, exact: true }) };
}
