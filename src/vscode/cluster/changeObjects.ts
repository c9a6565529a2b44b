// A dry run of all objects on the server, then each of them for real.

import * as vscode from 'vscode';
import { ClusterError } from '../../cluster/failure.ts';
import type { Kubectl } from '../../cluster/kubectl.ts';
import { changeObject } from '../../cluster/objectChange.ts';
import type { ObjectPlan, Plan } from '../../cluster/plan.ts';
import { Refused } from '../editing/refused.ts';
import { volumeName } from '../explain/format.ts';
import { asking, type ClusterContext, kubectlTo, type Lookup } from './clusterContext.ts';
import { explainClusterFailure, objectName } from './explainCluster.ts';

type Outcome = 'changed' | 'changed by others' | 'made anew';

/**
 * @param depart gets the objects that were changed, however it ends
 * @throws ClusterError, or Refused where no one knows what was changed
 */
export async function changeObjects(
  context: ClusterContext,
  { target, dir }: Lookup,
  { objects }: Plan,
  depart: (changed: readonly ObjectPlan[]) => void,
): Promise<Outcome> {
  const changed: ObjectPlan[] = [];
  const title = vscode.l10n.t('Trying the change of {0} out in the cluster', volumeName(dir));
  try {
    await asking(title, async (signal) => {
      const kubectl = kubectlTo(context, target, signal);
      for (const each of objects) {
        await changeObject(kubectl, each.object, each.changes, 'dry run');
      }
    });
    // From here on Cancel would leave open what has happened.
    const kubectl = kubectlTo(context, target);
    for (const each of objects) {
      await changeForReal(kubectl, each);
      changed.push(each);
    }
    return 'changed';
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const { failure } = error;
    if (failure.code === 'conflict') return failure.isAnew ? 'made anew' : 'changed by others';
    throw error;
  } finally {
    depart(changed);
  }
}

/** After these no one knows whether the server has made the change. */
const LEAVES_OPEN: ReadonlySet<string> = new Set([
  'too-slow',
  'no-answer',
  'unreachable',
  'unexpected',
  'unreadable',
  'kubectl-broken',
]);

async function changeForReal(kubectl: Kubectl, { object, changes }: ObjectPlan): Promise<void> {
  try {
    await changeObject(kubectl, object, changes, 'for real');
  } catch (error) {
    if (!(error instanceof ClusterError) || !LEAVES_OPEN.has(error.failure.code)) throw error;
    throw new Refused(
      vscode.l10n.t(
        '{0} Whether {1} was changed is not known: compare the volume with the cluster.',
        explainClusterFailure(error.failure),
        objectName(object.ref),
      ),
      { cause: error },
    );
  }
}
