// What the reports have in common: tables, numbers that no line break parts from their units, and how it was measured.

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

const NO_BREAK = '\u00a0';

export function milliseconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}${NO_BREAK}ms`;
}

/** `1234 (5 %)` */
export function share(count: number, of: number): string {
  if (count === 0) return '0';
  const percent = (100 * count) / of;
  const shown =
    percent < 0.1 ? `<${NO_BREAK}0.1` : percent < 10 ? percent.toFixed(1) : percent.toFixed(0);
  return `${count}${NO_BREAK}(${shown}${NO_BREAK}%)`;
}

interface Copy {
  fileSystem: string;
  keys: number;
  bytes: number;
}

/** The end of a report. */
export function howMeasured(name: string, { fileSystem, keys, bytes }: Copy): string {
  const heading = `## ${vscode.l10n.t('How this was measured')}`;
  const about = vscode.l10n.t(
    'Measured just now, on this machine, on a scratch copy of {0}: {1} keys, {2}, on {3}. The copy has the names and sizes of the keys and values of its own; the volume was not touched.',
    asMarkdown(name),
    keys,
    formatSize(bytes),
    fileSystem === '' ? vscode.l10n.t('a disk') : fileSystem,
  );
  return `${heading}\n\n${about}\n`;
}
