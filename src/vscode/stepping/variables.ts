// What the debugger shows of a volume: what readers get, what is on disk, what the update changes.

import * as vscode from 'vscode';
import type { Change } from '../../volume/payload.ts';
import type { LookedEntry } from '../../volume/read/lookAt.ts';
import type { PathRead, SeenKey, SeenVolume } from '../../worker/protocol/heldUpdate.ts';
import { explainUnread } from '../explain/explainFailure.ts';
import { formatSize, shown, wordFor } from '../explain/format.ts';

/** `path`: of a directory, whose entries can be shown below it. */
export interface Shown {
  name: string;
  value: string;
  path?: string;
}

export function seenByReaders({ keys, more }: SeenVolume): Shown[] {
  const rows = keys.map(({ key, read, version }): Shown => ({
    name: shown(key),
    value: `${describeRead(read)} · ${wordOf(version)}`,
  }));
  if (more > 0) rows.push({ name: '…', value: vscode.l10n.t('and {0} more', more) });
  return rows;
}

function wordOf(version: SeenKey['version']): string {
  switch (version) {
    case 'old':
      return vscode.l10n.t('old');
    case 'new':
      return vscode.l10n.t('new');
    case 'same':
      return vscode.l10n.t('the same in both');
    case 'other':
      return vscode.l10n.t('neither old nor new');
  }
}

/** @param parent path of the directory that they are in, '' for the volume */
export function entriesOf(entries: readonly LookedEntry[], parent: string): Shown[] {
  return entries.map(({ name, kind, target, size }): Shown => {
    const path = parent === '' ? name : `${parent}/${name}`;
    switch (kind) {
      case 'link':
        return { name: shown(name), value: `→ ${shown(target ?? '')}` };
      case 'directory':
        return { name: shown(name), value: vscode.l10n.t('directory'), path };
      case 'file':
        return { name: shown(name), value: formatSize(size ?? 0) };
      case 'other':
        return { name: shown(name), value: vscode.l10n.t('no regular file') };
    }
  });
}

export function changesOf(changes: readonly Change[]): Shown[] {
  return changes.map((change) => ({ name: shown(change.key), value: wordFor(change) }));
}

/** In one line. */
export function describeRead(read: PathRead): string {
  switch (read.kind) {
    case 'text':
      return JSON.stringify(read.text);
    case 'binary':
      return vscode.l10n.t('binary, {0}', formatSize(read.size));
    case 'hidden':
      return vscode.l10n.t('hidden, {0}', formatSize(read.size));
    case 'directory':
      return vscode.l10n.t(
        'directory, {0} entries',
        `${read.entries.length}${read.more ? '+' : ''}`,
      );
    case 'unread':
      return vscode.l10n.t('not read: {0}', explainUnread(read.reason));
    case 'nothing':
      return read.errno;
    case 'outside':
      return vscode.l10n.t('a link that leads out of the volume, which is not followed');
  }
}
