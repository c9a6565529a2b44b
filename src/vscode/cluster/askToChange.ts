// The question before objects are changed: context, cluster, namespace, objects and keys.

import * as vscode from 'vscode';
import type { ObjectPlan, Plan } from '../../cluster/plan.ts';
import { confirm } from '../editing/confirm.ts';
import { shown, volumeName } from '../explain/format.ts';
import type { Lookup } from './clusterContext.ts';
import { explainTarget, objectName, warnOfManagers } from './explainCluster.ts';

/** `rollBack`: what a version held; its time. */
export type Purpose = { kind: 'publish' } | { kind: 'rollBack'; to: string };

const NAMED = 10;

export function askToChange(
  { target, volume, dir }: Lookup,
  { objects }: Plan,
  purpose: Purpose,
): Promise<boolean> {
  const names = objects.map(({ object }) => objectName(object.ref)).join(', ');
  const namespaces = [...new Set(objects.map(({ object }) => object.ref.namespace))];
  const detail = [
    ...explainTarget(target),
    vscode.l10n.t('Namespace: {0}', namespaces.map(shown).join(', ')),
    ...objects.map((plan) => `${objectName(plan.object.ref)}: ${keysOf(plan)}`),
    '',
    ...(objects.length > 1
      ? [
          vscode.l10n.t(
            'All keys of one object change at once; the {0} objects change one after the other.',
            objects.length,
          ),
        ]
      : []),
    ...objects.flatMap(({ object }) => warnOfManagers(object.ref, object.managers)),
    vscode.l10n.t(
      'Every pod that uses it gets it. In {0} it arrives when the kubelet syncs: after seconds, or up to two minutes.',
      shown(dir),
    ),
    ...(volume.hasSubPath
      ? [
          vscode.l10n.t(
            'A container of the pod mounts a part of the volume with subPath: that is not updated until it starts again.',
          ),
        ]
      : []),
  ];
  return purpose.kind === 'publish'
    ? confirm(
        vscode.l10n.t('Publish to {0}?', names),
        detail.join('\n'),
        vscode.l10n.t('Publish to the Cluster'),
      )
    : confirm(
        vscode.l10n.t('Roll {0} back to what {1} held at {2}?', names, volumeName(dir), purpose.to),
        detail.join('\n'),
        vscode.l10n.t('Roll Back in the Cluster'),
      );
}

function keysOf({ changes }: ObjectPlan): string {
  const names = [...changes].map(([key, value]) =>
    value === undefined ? vscode.l10n.t('{0} (deleted)', shown(key)) : shown(key),
  );
  const more = names.length > NAMED ? [vscode.l10n.t('{0} more', names.length - NAMED)] : [];
  return [...names.slice(0, NAMED), ...more].join(', ');
}

/** `a, b to ConfigMap my-config`, for the status bar and the log. */
export function whatInWords(changed: readonly ObjectPlan[]): string {
  return changed
    .map((plan) => vscode.l10n.t('{0} to {1}', keysOf(plan), objectName(plan.object.ref)))
    .join(', ');
}
