// What stands in the status bar.

import type { StatusBarItem } from 'vscode';
import { noIcons } from './format.ts';

/** A screen reader says the words and the tooltip. On its own, VS Code would have it say the name of the icon as well. */
export function setStatus(item: StatusBarItem, icon: string, words: string, tooltip: string): void {
  item.text = `$(${icon}) ${noIcons(words)}`;
  item.tooltip = tooltip;
  item.accessibilityInformation = {
    label: [...new Set([words, ...tooltip.split('\n')])].join(', '),
  };
  item.show();
}
