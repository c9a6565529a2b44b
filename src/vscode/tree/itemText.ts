// What the items of the tree have in common: text, tokens for the menus, icons.

import * as vscode from 'vscode';
import { asMarkdown } from './markdownText.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { isClusterOnly, isFromCluster } from '../volumes/fromCluster.ts';

export const WARNING = new vscode.ThemeIcon(
  'warning',
  new vscode.ThemeColor('list.warningForeground'),
);

export function iconOf(isSecret: boolean): vscode.ThemeIcon {
  return isSecret ? new vscode.ThemeIcon('key') : vscode.ThemeIcon.File;
}

/** What a row's menu offers depends on it. */
export function writable(state: VolumeState): string[] {
  const { access, active, hangs } = state;
  if (hangs === true) return [];
  // An object may be behind it, which can be changed from here.
  const cluster = isFromCluster(state) && active.state === 'read' ? ['cluster'] : [];
  if (access === 'writable') return [...cluster, 'writable'];
  // Then its keys can be copied, or exported; edited only where the object can be changed.
  if (access === 'unknown' || active.state !== 'read') return [];
  return [...cluster, ...(isClusterOnly(state) ? ['editable'] : []), 'readOnly'];
}

/** Tokens that menus match as words: `key writable`. */
export function context(kind: string, tokens: readonly string[]): string {
  return [kind, ...tokens].join(' ');
}

interface Text {
  description?: string;
  /** The label and the description as a screen reader says them, where the words on the row do not read well. */
  said?: readonly string[];
  icon: vscode.ThemeIcon;
  /** Paragraphs of plain text. */
  tooltip?: readonly (string | undefined)[];
  contextValue: string;
}

export function withText(item: vscode.TreeItem, text: Text): vscode.TreeItem {
  const label = typeof item.label === 'string' ? item.label : '';
  if (text.description !== undefined) item.description = text.description;
  item.iconPath = text.icon;
  item.contextValue = text.contextValue;
  item.accessibilityInformation = { label: spoken(text.said ?? [label, text.description ?? '']) };
  if (text.tooltip !== undefined) item.tooltip = paragraphs(text.tooltip);
  return item;
}

/** A screen reader says a dot between two facts as "middle dot", and the arrow of a link as "right arrow". */
function spoken(parts: readonly string[]): string {
  return parts
    .flatMap((part) => part.split(' · '))
    .filter((part) => part !== '')
    .map((part) =>
      part.split(' → ').reduce((link, target) => vscode.l10n.t('{0} points to {1}', link, target)),
    )
    .join(', ');
}

export function paragraphs(parts: readonly (string | undefined)[]): vscode.MarkdownString {
  const told = parts.flatMap((part) => (part === undefined || part === '' ? [] : asMarkdown(part)));
  return new vscode.MarkdownString(told.join('\n\n'));
}
