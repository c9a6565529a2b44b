// Why a change may not arrive in a mount.

import * as vscode from 'vscode';
import { kubeletComplaints } from '../../cluster/pods.ts';
import { shown } from '../explain/format.ts';
import { usuallyLate } from './explainCluster.ts';
import { type ClusterContext, kubectlTo, type Lookup } from './clusterContext.ts';

export async function whyLate(
  context: ClusterContext,
  { target, volume }: Lookup,
): Promise<string[]> {
  const { pod, hasSubPath } = volume;
  const [complaint] =
    pod === undefined ? [] : await kubeletComplaints(kubectlTo(context, target), pod);
  return [
    ...(complaint === undefined ? [] : [vscode.l10n.t('The kubelet says: {0}', shown(complaint))]),
    ...(hasSubPath
      ? [
          vscode.l10n.t(
            'A container mounts a part of the volume with subPath, which no update reaches until it starts again.',
          ),
        ]
      : []),
    ...(complaint === undefined ? usuallyLate() : []),
  ];
}
