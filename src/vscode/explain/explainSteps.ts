// What each step of an update does on disk, and what a crash before it leaves: for the debug session and the reports alone.

import * as vscode from 'vscode';
import { type Healers, healersOf } from '../../volume/updates/healers.ts';
import { type Act, type Left, NEW_VERSION, type WriterId } from '../../volume/updates/update.ts';
import { formatMode, formatSize, shown } from './format.ts';

/** What is special about an update by this writer. */
export function explainWriter(writer: WriterId): string {
  switch (writer) {
    case 'kubelet':
      return vscode.l10n.t(
        'As the kubelets of today do: the links of new keys come after the swap.',
      );
    case 'kubelet-1.10':
      return vscode.l10n.t('The links of new keys come before the swap, and dangle until then.');
    case 'one-link':
      return vscode.l10n.t(
        'Without ..data: each key leads into a version and is replaced by itself.',
      );
    case 'in-place':
      return vscode.l10n.t('Files are emptied and written again, under the eyes of their readers.');
    case 'projected-volumes':
      return vscode.l10n.t('As Publish does it: locked, in one swap, and cleared up after.');
  }
}

/** One line for each thing that it does on disk. `timestampDir`: how the new version is called, once that is known. */
export function explainAct(act: Act, timestampDir: string | undefined): string[] {
  const name = (path: string) => shown(path.replace(NEW_VERSION, timestampDir ?? NEW_VERSION));
  switch (act.act) {
    case 'make version':
      return [vscode.l10n.t('make {0}/', name(NEW_VERSION))];
    case 'write version':
      return act.files.map(({ key, bytes, mode }) =>
        vscode.l10n.t(
          'write {0}  {1}, {2}',
          name(`${NEW_VERSION}/${key}`),
          formatSize(bytes),
          formatMode(mode),
        ),
      );
    case 'link':
      return [vscode.l10n.t('link {0} → {1}', name(act.path), name(act.target))];
    case 'rename':
      return [vscode.l10n.t('rename {0} to {1}', name(act.path), name(act.onto))];
    case 'unlink':
      return [vscode.l10n.t('remove {0}', name(act.path))];
    case 'remove version':
      return [vscode.l10n.t('remove {0}/ and what is in it', name(act.path))];
    case 'empty':
      return [vscode.l10n.t('empty {0}', name(act.path))];
    case 'fill':
      return [vscode.l10n.t('write {0}  {1}', name(act.path), formatSize(act.bytes))];
    case 'make directory':
      return [vscode.l10n.t('make {0}/', name(act.path))];
    case 'remove directory':
      return [vscode.l10n.t('remove {0}/', name(act.path))];
    case 'create':
      return [vscode.l10n.t('create {0}  {1}', name(act.path), formatMode(act.mode))];
  }
}

/** What stays after a crash, and who takes it away. */
export function explainLeft(left: Left, timestampDir: string | undefined): string {
  const { kubelet, projectedVolumes, repair } = healersOf(left);
  return [
    explainWhatIsLeft(left, timestampDir),
    explainKubelet(kubelet),
    explainOurs(projectedVolumes),
    explainRepair(repair),
  ].join(' ');
}

function explainWhatIsLeft(left: Left, timestampDir: string | undefined): string {
  switch (left.left) {
    case 'unfinished version':
      return vscode.l10n.t(
        '{0}/, which no reader reaches through ..data.',
        timestampDir ?? NEW_VERSION,
      );
    case 'old version':
      return vscode.l10n.t('{0}/, the old version.', shown(left.path));
    case 'new data link':
      return vscode.l10n.t('..data_tmp, which says that a writer is at work.');
    case 'missing link':
      return vscode.l10n.t('No link for {0}, though the active version has it.', shown(left.path));
    case 'dangling link':
      return vscode.l10n.t(
        'The link {0}, which leads nowhere: the key was deleted.',
        shown(left.path),
      );
    case 'early link':
      return vscode.l10n.t(
        'The link {0}, which leads nowhere: the key was to come.',
        shown(left.path),
      );
    case 'direct link':
      return vscode.l10n.t(
        'The link {0} into one version, which no later update moves.',
        shown(left.path),
      );
    case 'file changed in place':
      return vscode.l10n.t('{0}, changed in the active version itself.', shown(left.path));
    case 'file of no version':
      return vscode.l10n.t('The file {0}, which belongs to no version.', shown(left.path));
  }
}

function explainKubelet(heals: Healers['kubelet']): string {
  switch (heals) {
    case 'next sync':
      return vscode.l10n.t('A kubelet puts that right at its next sync.');
    case 'next update':
      return vscode.l10n.t('A kubelet puts that right at its next update.');
    case 'never':
      return vscode.l10n.t('A kubelet leaves that for ever.');
    case 'fails':
      return vscode.l10n.t('Every later update of a kubelet fails on that.');
  }
}

function explainOurs(heals: Healers['projectedVolumes']): string {
  switch (heals) {
    case 'next publish':
      return vscode.l10n.t('The next Publish puts it right.');
    case 'waits two seconds':
      return vscode.l10n.t('The next Publish waits two seconds, then takes it away.');
    case 'after ten minutes':
      return vscode.l10n.t('A Publish takes it away when it is ten minutes old.');
    case 'never':
      return vscode.l10n.t('A Publish leaves it.');
  }
}

function explainRepair(heals: Healers['repair']): string {
  switch (heals) {
    case 'yes':
      return vscode.l10n.t('Repair offers to put it right.');
    case 'as it is':
      return vscode.l10n.t('Repair offers to make a version of what is there.');
    case 'no':
      return vscode.l10n.t('Repair leaves it to you.');
  }
}
