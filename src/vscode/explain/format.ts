// Names, sizes, modes and times as they are shown everywhere.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Change } from '../../volume/payload.ts';

/** `5 B`, `1.2 kB`, `3.4 MB`: powers of 1,000, as file managers count. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `0644` */
export function formatMode(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** `10:48:54`, with the date unless it is today's; local time. */
export function formatTime(milliseconds: number, now = new Date()): string {
  const time = new Date(milliseconds);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  if (time.toDateString() === now.toDateString()) return clock;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}

/** `1 changed, 2 added` */
export function summarize(changes: readonly Change[]): string {
  const count = (kind: Change['kind']) => changes.filter((change) => change.kind === kind).length;
  const parts: [number, string][] = [
    [count('modified'), vscode.l10n.t('changed')],
    [count('added'), vscode.l10n.t('added')],
    [count('removed'), vscode.l10n.t('removed')],
    [count('mode'), vscode.l10n.t('with a new mode')],
  ];
  const told = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return told.length === 0 ? vscode.l10n.t('the same contents') : told.join(', ');
}

const NAMED = 3;

/** `app.yaml changed, conf/x added`: the keys where they are few, else how many. */
export function nameChanges(changes: readonly Change[]): string {
  if (changes.length === 0 || changes.length > NAMED) return summarize(changes);
  return changes
    .map((change) => vscode.l10n.t('{0} {1}', shown(change.key), briefly(change)))
    .join(', ');
}

function briefly({ kind }: Change): string {
  switch (kind) {
    case 'added':
      return vscode.l10n.t('added');
    case 'removed':
      return vscode.l10n.t('deleted');
    case 'modified':
      return vscode.l10n.t('changed');
    case 'mode':
      return vscode.l10n.t('with a new mode');
  }
}

export function wordFor({ kind, onlyFinalNewline }: Omit<Change, 'key'>): string {
  switch (kind) {
    case 'added':
      return vscode.l10n.t('added');
    case 'removed':
      return vscode.l10n.t('deleted');
    case 'modified':
      return onlyFinalNewline === true
        ? vscode.l10n.t('only the final newline changed')
        : vscode.l10n.t('changed');
    case 'mode':
      return vscode.l10n.t('only the mode changed');
  }
}

/** Names come from disk: control and direction characters would let them pretend to be something else. */
export function shown(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

/** `a, b and 5 more`: the first of them, as they may be shown. */
export function firstOf(names: readonly string[], atMost: number): string {
  const first = names.slice(0, atMost).map(shown).join(', ');
  return names.length > atMost
    ? vscode.l10n.t('{0} and {1} more', first, names.length - atMost)
    : first;
}

/** As many as a dialog has room for, and an ellipsis for the rest. */
export function firstTen(lines: readonly string[]): string[] {
  return lines.length > 10 ? [...lines.slice(0, 10), '…'] : [...lines];
}

/** The last element of the volume's path: enough where only a few volumes are meant. */
export function volumeName(dir: string): string {
  return shown(basename(dir));
}

/** For labels in which VS Code draws icons: a key named `$(trash)` stays text. */
export function noIcons(text: string): string {
  return text.replace(/\$\([a-z0-9-]+(?:~[a-z0-9-]+)?\)/gi, '\\$&');
}
