// Several themes in one window.

import { THEMES, type Theme } from './session.ts';
import type { Workbench } from './workbench.ts';

export async function useTheme(workbench: Workbench, theme: Theme): Promise<void> {
  await workbench.change({ theme });
  await hasTheme(workbench, theme);
}

export async function hasTheme(workbench: Workbench, theme: Theme): Promise<void> {
  const [, name] = THEMES[theme];
  await workbench.page.locator(`.monaco-workbench.${name}`).waitFor();
}
