// What a volume is and how that is known, in words.

import * as vscode from 'vscode';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { shown } from './format.ts';

const { t } = vscode.l10n;

type Source = Pick<VolumeState, 'origin' | 'layout'>;

/** `ConfigMap`; empty where there is nothing to say. */
export function volumeKind({ origin, layout }: Source): string {
  switch (origin.kind) {
    case 'configMap':
      return 'ConfigMap';
    case 'secret':
      return 'Secret';
    case 'projected':
      return t('projected');
    case 'downwardAPI':
      return t('downward API');
    case 'csi':
      return 'CSI';
    case 'onTmpfs':
      return t('Secret or projected');
    case 'inSandbox':
      return t('Secret or ConfigMap');
    case 'svidlet':
      return 'svidlet';
    case 'gitSync':
      return 'git-sync';
    case 'atomicWriter':
      return '';
    case 'unknown':
      return layout.form === 'data-link' ? t('unknown writer') : '';
  }
}

/** Sentences for a tooltip. */
export function explainOrigin({ origin, layout }: Source): string[] {
  const sentences = [explainKind({ origin, layout })];
  if (layout.form === 'data-link' && layout.generation === 'before-1.10') {
    sentences.push(t('Written by a kubelet older than 1.10: nested keys have links of their own.'));
  }
  if (layout.form === 'plain' && 'volumeName' in origin) {
    sentences.push(
      t(
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
        return t('The folder {0} of {1} volume "{2}", mounted with subPath.', folder, kind, name);
      }
      const how = origin.knownBy === 'path' ? t('by its path') : t('by what is mounted here');
      return origin.podUid === undefined
        ? t('{0} volume "{1}", {2}.', kind, name, how)
        : t('{0} volume "{1}" of pod {2}, {3}.', kind, name, shown(origin.podUid), how);
    }
    case 'onTmpfs':
      return t(
        'On a tmpfs: a Secret, projected, downward API or CSI volume. From inside the container no one can tell which.',
      );
    case 'inSandbox':
      return t(
        'In a sandbox (gVisor or Kata Containers): a ConfigMap, Secret or other volume of a kubelet. From inside no one can tell which.',
      );
    case 'atomicWriter':
      return t('Written as a kubelet writes, in a directory of no kubelet.');
    case 'svidlet':
      return t('Certificates written by svidlet.');
    case 'gitSync':
      return layout.form === 'worktree-link'
        ? t(
            'git-sync: {0} points to the work tree of a commit. There is no ..data, so it is not followed here.',
            shown(layout.link),
          )
        : '';
    case 'unknown':
      return layout.form === 'data-link'
        ? t('It has a ..data link, from a writer that is not known.')
        : '';
  }
}

function explainContents(kind: 'projected' | 'downwardAPI'): string {
  switch (kind) {
    case 'projected':
      return t('A service account’s volume: it holds token, ca.crt and namespace.');
    case 'downwardAPI':
      return t('A downward API volume: it holds what a kubelet writes of a pod, and nothing else.');
  }
}
