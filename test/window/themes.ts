// Several themes in one window.

import { THEMES, type Theme, themeSettings, writeFolderSettings } from './session.ts';
import type { Workbench } from './workbench.ts';

export async function useTheme(workbench: Workbench, folder: string, theme: Theme): Promise<void> {
  writeFolderSettings(folder, themeSettings(theme));
  const [, name] = THEMES[theme];
  await workbench.page.locator(`.monaco-workbench.${name}`).waitFor();
}
