// Words for what is in a volume's directory: what each entry is to the volume.

import * as vscode from 'vscode';
import type { DiskRole } from '../../volume/read/onDisk.ts';

/** `short` is empty where the name and the target say enough. */
export function explainRole(role: DiskRole): { short: string; long: string } {
  switch (role) {
    case 'active':
      return {
        short: vscode.l10n.t('active'),
        long: vscode.l10n.t('The version that programs read: ..data leads here.'),
      };
    case 'kept':
      return {
        short: vscode.l10n.t('kept'),
        long: vscode.l10n.t(
          'An earlier version that stays on purpose: see the setting projectedVolumes.keepVersions.',
        ),
      };
    case 'replaced':
      return {
        short: vscode.l10n.t('replaced'),
        long: vscode.l10n.t(
          'This version was active until the last update. Removing it is the last thing that its writer does.',
        ),
      };
    case 'in-the-making':
      return {
        short: vscode.l10n.t('in the making'),
        long: vscode.l10n.t(
          'Not active. A writer is at work on it, or was in the last ten minutes. Programs do not read it yet.',
        ),
      };
    case 'left-over':
      return {
        short: vscode.l10n.t('left over'),
        long: vscode.l10n.t(
          'Not active, and older than ten minutes: a writer was interrupted and left it. Programs do not read it.',
        ),
      };
    case 'data-link':
      return {
        short: '',
        long: vscode.l10n.t(
          'The active version. An update renames a new link over this one, so programs see the old version or the new one, never a mixture.',
        ),
      };
    case 'next-data-link':
      return {
        short: vscode.l10n.t('the next ..data'),
        long: vscode.l10n.t(
          'A writer made it and renames it over ..data next. While it is there, no other writer can do so.',
        ),
      };
    case 'key-link':
      return {
        short: '',
        long: vscode.l10n.t(
          'What programs open. It leads through ..data, so an update need not touch it.',
        ),
      };
    case 'dangling-link':
      return {
        short: vscode.l10n.t('dangles'),
        long: vscode.l10n.t(
          'The active version has no such key. In the middle of an update that is so for a moment: for the link of a deleted key, or of a new one.',
        ),
      };
    case 'other-link':
      return {
        short: vscode.l10n.t('not through ..data'),
        long: vscode.l10n.t('It leads elsewhere, so updates of the volume do not reach it.'),
      };
    case 'nested-links':
      return {
        short: vscode.l10n.t('has links of its own'),
        long: vscode.l10n.t(
          'Kubelets before 1.10 made such a folder, with one link for each key in it.',
        ),
      };
    case 'in-the-way':
      return {
        short: vscode.l10n.t('in the way'),
        long: vscode.l10n.t(
          'There has to be a link of this name. Updates do not reach what is here instead.',
        ),
      };
    case 'other':
      return { short: '', long: vscode.l10n.t('No part of the volume.') };
  }
}

export function explainMore(more: number, isAtLeast: boolean): string {
  return isAtLeast
    ? vscode.l10n.t('and more than {0} more', more)
    : vscode.l10n.t('and {0} more', more);
}
