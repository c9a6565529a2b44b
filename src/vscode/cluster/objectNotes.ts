// What the tree is told of the objects behind a volume.

import * as vscode from 'vscode';
import type { ClusterObject } from '../../cluster/clusterObject.ts';
import type { Target } from '../../cluster/target.ts';
import { formatTime, shown } from '../explain/format.ts';
import type { ObjectNote } from '../volumes/clusterNotes.ts';
import type { ClusterContext, Lookup } from './clusterContext.ts';
import { explainTarget, managerName, objectName, warnOfManagers } from './explainCluster.ts';

export function noteObjects({ notes }: ClusterContext, { dir, target, objects }: Lookup): void {
  notes.add(dir, { objects: [...objects.values()].map((object) => noteOf(object, target)) });
}

function noteOf({ ref, immutable, managers, values }: ClusterObject, target: Target): ObjectNote {
  const words = [
    shown(ref.namespace),
    ...(target.context === undefined ? [] : [shown(target.context)]),
    ...(immutable ? [vscode.l10n.t('immutable')] : []),
    ...managers.map(managerName),
  ];
  return {
    label: objectName(ref),
    description: words.join(' · '),
    tooltip: [
      vscode.l10n.t(
        '{0} in namespace {1}: {2}, as of {3}. It is asked again when you ask.',
        objectName(ref),
        shown(ref.namespace),
        values.size === 1 ? vscode.l10n.t('1 key') : vscode.l10n.t('{0} keys', values.size),
        formatTime(Date.now()),
      ),
      explainTarget(target).join(' · '),
      ...(immutable ? [vscode.l10n.t('It is immutable: its keys cannot be changed.')] : []),
      ...warnOfManagers(ref, managers),
    ],
  };
}
