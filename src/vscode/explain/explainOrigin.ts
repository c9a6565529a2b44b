// What a volume is and how that is known, in words.

import * as vscode from 'vscode';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { shown } from './format.ts';

type Source = Pick<VolumeState, 'origin' | 'layout'>;

/** `ConfigMap`; empty where there is nothing to say. */
export function volumeKind({ origin, layout }: Source): string {
  switch (origin.kind) {
    case 'configMap':
      return 'ConfigMap';
    case 'secret':
      return 'Secret';
    case 'projected':
      return vscode.l10n.t('projected');
    case 'downwardAPI':
      return vscode.l10n.t('downward API');
    case 'csi':
      return 'CSI';
    case 'onTmpfs':
      return vscode.l10n.t('Secret or projected');
    case 'inSandbox':
      return vscode.l10n.t('Secret or ConfigMap');
    case 'svidlet':
      return 'svidlet';
    case 'gitSync':
      return 'git-sync';
    case 'atomicWriter':
      return '';
    case 'unknown':
      return layout.form === 'data-link' ? vscode.l10n.t('unknown writer') : '';
  }
}

/** Sentences for a tooltip. */
export function explainOrigin({ origin, layout }: Source): string[] {
  const sentences = [explainKind({ origin, layout })];
  if (layout.form === 'data-link' && layout.generation === 'before-1.10') {
    sentences.push(
      vscode.l10n.t('Written by a kubelet older than 1.10: nested keys have links of their own.'),
    );
  }
  if (layout.form === 'plain' && 'volumeName' in origin && !('key' in origin)) {
    sentences.push(
      vscode.l10n.t(
        'Plain copies without links, as Kata Containers make them: updates may not arrive, and are not atomic.',
      ),
    );
  }
  return sentences.filter((sentence) => sentence !== '');
}

function explainKind({ origin, layout }: Source): string {
  switch (origin.kind) {
    case 'configMap':
    case 'secret':
    case 'projected':
    case 'downwardAPI':
    case 'csi': {
      if (!('volumeName' in origin)) return explainContents(origin.kind);
      const kind = volumeKind({ origin, layout });
      const name = shown(origin.volumeName);
      if ('folder' in origin) {
        const folder = shown(origin.folder);
        return vscode.l10n.t(
          'The folder {0} of {1} volume "{2}", mounted with subPath.',
          folder,
          kind,
          name,
        );
      }
      if ('key' in origin) {
        const key = shown(origin.key);
        return vscode.l10n.t('{0} of {1} volume "{2}", mounted with subPath.', key, kind, name);
      }
      const how =
        origin.knownBy === 'path'
          ? vscode.l10n.t('by its path')
          : vscode.l10n.t('by what is mounted here');
      return origin.podUid === undefined
        ? vscode.l10n.t('{0} volume "{1}", {2}.', kind, name, how)
        : vscode.l10n.t('{0} volume "{1}" of pod {2}, {3}.', kind, name, shown(origin.podUid), how);
    }
    case 'onTmpfs':
      return vscode.l10n.t(
        'On a tmpfs: a Secret, projected, downward API or CSI volume. From inside the container no one can tell which.',
      );
    case 'inSandbox':
      return vscode.l10n.t(
        'In a sandbox (gVisor or Kata Containers): a ConfigMap, Secret or other volume of a kubelet. From inside no one can tell which.',
      );
    case 'atomicWriter':
      return vscode.l10n.t('Written as a kubelet writes, in a directory of no kubelet.');
    case 'svidlet':
      return vscode.l10n.t('Certificates written by svidlet.');
    case 'gitSync':
      return layout.form === 'worktree-link'
        ? vscode.l10n.t(
            'git-sync: {0} points to the work tree of a commit. There is no ..data, so it is not followed here.',
            shown(layout.link),
          )
        : '';
    case 'unknown':
      return layout.form === 'data-link'
        ? vscode.l10n.t('It has a ..data link, from a writer that is not known.')
        : '';
  }
}

function explainContents(kind: 'projected' | 'downwardAPI'): string {
  switch (kind) {
    case 'projected':
      return vscode.l10n.t('A service account’s volume: it holds token, ca.crt and namespace.');
    case 'downwardAPI':
      return vscode.l10n.t(
        'A downward API volume: it holds what a kubelet writes of a pod, and nothing else.',
      );
  }
}
