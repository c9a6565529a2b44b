// Who makes an update, and what a step of it is called: what a row says of a volume in which one is held.

import * as vscode from 'vscode';
import type { StepId, WriterId } from '../../volume/updates/update.ts';
import type { Held } from '../../worker/protocol/heldUpdate.ts';

/** Who makes the update, in few words. */
export function writerName(writer: WriterId): string {
  switch (writer) {
    case 'kubelet':
      return vscode.l10n.t('a kubelet');
    case 'kubelet-1.10':
      return vscode.l10n.t('an old kubelet (1.10 to 1.22)');
    case 'one-link':
      return vscode.l10n.t('a writer with one link for each key');
    case 'in-place':
      return vscode.l10n.t('an editor that writes into the files');
    case 'projected-volumes':
      return vscode.l10n.t('this extension');
  }
}

export function explainStep(id: StepId): string {
  switch (id) {
    case 'validate':
      return vscode.l10n.t('check the keys');
    case 'read active version':
      return vscode.l10n.t('read where ..data leads');
    case 'find paths to remove':
      return vscode.l10n.t('find the keys to remove');
    case 'compare':
      return vscode.l10n.t('compare with the active version');
    case 'find missing links':
      return vscode.l10n.t('find the links that are missing');
    case 'make timestamp directory':
      return vscode.l10n.t('make a timestamp directory');
    case 'write files':
      return vscode.l10n.t('write all files into it');
    case 'set owners and modes':
      return vscode.l10n.t('set owners and modes (where the pod has an fsGroup)');
    case 'link new keys':
      return vscode.l10n.t('make the links of new keys');
    case 'take ..data_tmp':
      return vscode.l10n.t('link ..data_tmp to the new version');
    case 'swap':
      return vscode.l10n.t('rename it over ..data: from here on readers see the new version');
    case 'match links':
    case 'remove links':
      return vscode.l10n.t('remove the links of deleted keys');
    case 'remove old version':
      return vscode.l10n.t('remove the old version');
    case 'clear leftovers':
      return vscode.l10n.t('clear what dead writers left behind');
    case 'link key':
      return vscode.l10n.t('link a key into the new version, under another name');
    case 'rename link':
      return vscode.l10n.t(
        'rename it over the key: its readers see the new value, those of others not yet',
      );
    case 'move ..data':
      return vscode.l10n.t('let ..data follow, through which nobody reads here');
    case 'empty file':
      return vscode.l10n.t('open the file for writing, which empties it');
    case 'write file':
      return vscode.l10n.t('write the value into it');
    case 'create file':
      return vscode.l10n.t('create the file, empty');
    case 'delete file':
      return vscode.l10n.t('delete the file, or the link in its place');
  }
}

/** A word on a volume in which an update is held. */
export function explainHeld(held: Held | undefined): { short: string; long: string } | undefined {
  if (held === undefined) return undefined;
  return {
    short: vscode.l10n.t('update held before step {0} of {1}', held.done + 1, held.of),
    long: vscode.l10n.t(
      'An update by {0} is being stepped through, and is held before it goes on to {1}. What is half-made meanwhile is no problem. Nothing else is published from here until the debug session ends.',
      writerName(held.writer),
      `"${explainStep(held.next)}"`,
    ),
  };
}
