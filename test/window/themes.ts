// Light and dark in one window.

import { themeSettings, writeFolderSettings } from './session.ts';
import type { Workbench } from './workbench.ts';

export async function useTheme(
  workbench: Workbench,
  folder: string,
  theme: 'light' | 'dark',
): Promise<void> {
  writeFolderSettings(folder, themeSettings(theme));
  await workbench.page
    .locator(`.monaco-workbench.${theme === 'dark' ? 'vs-dark' : 'vs'}`)
    .waitFor();
}
