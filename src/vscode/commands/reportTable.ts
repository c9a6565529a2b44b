// What the reports have in common: tables, numbers, and how the copy was made.

import * as vscode from 'vscode';
import { formatSize } from '../explain/format.ts';
import { asMarkdown } from '../tree/markdownText.ts';

/** The first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

export function milliseconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** `1,234 (5 %)` */
export function share(count: number, of: number): string {
  if (count === 0) return '0';
  const percent = (100 * count) / of;
  const shown = percent < 0.1 ? '< 0.1' : percent < 10 ? percent.toFixed(1) : percent.toFixed(0);
  return `${count} (${shown} %)`;
}

interface Copy {
  fileSystem: string;
  keys: number;
  bytes: number;
}

export function aboutCopy(name: string, { fileSystem, keys, bytes }: Copy): string {
  return vscode.l10n.t(
    'Measured just now, on this machine, on a scratch copy of {0}: {1} keys, {2}, on {3}. The copy has the names and sizes of the keys and values of its own; the volume was not touched.',
    asMarkdown(name),
    keys,
    formatSize(bytes),
    fileSystem === '' ? vscode.l10n.t('a disk') : fileSystem,
  );
}
