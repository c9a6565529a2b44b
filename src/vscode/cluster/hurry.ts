// Has the kubelet sync a pod now, by an annotation: asked for, never by itself.

import * as vscode from 'vscode';
import { canI } from '../../cluster/clusterObject.ts';
import { ClusterError } from '../../cluster/failure.ts';
import { HURRY_ANNOTATION, hurryKubelet as annotate } from '../../cluster/pods.ts';
import { confirm } from '../editing/confirm.ts';
import { Refused } from '../editing/refused.ts';
import { shown, volumeName } from '../explain/format.ts';
import { asking, checkTrust, type ClusterContext, kubectlTo } from './clusterContext.ts';
import { explainTarget } from './explainCluster.ts';
import { lookUp } from './lookUp.ts';

export async function hurryKubelet(context: ClusterContext, dir: string): Promise<void> {
  checkTrust();
  const found = await lookUp(context, dir);
  if (found === undefined) return;
  const { target, volume } = found;
  const { pod } = volume;
  if (pod === undefined) {
    throw new Refused(
      vscode.l10n.t('The pod of {0} is not known: you said which object it comes from.', dir),
    );
  }
  const isSure = await confirm(
    vscode.l10n.t('Have the kubelet sync pod {0} now?', shown(pod.name)),
    [
      ...explainTarget(target),
      vscode.l10n.t('Namespace: {0}', shown(pod.namespace)),
      '',
      vscode.l10n.t(
        'This sets the annotation {0} on the pod. It needs the rights to get and patch pods. The annotation stays on the pod, and shows in downward API volumes that hold its annotations.',
        HURRY_ANNOTATION,
      ),
    ].join('\n'),
    vscode.l10n.t('Hurry the Kubelet'),
  );
  if (!isSure) return;
  await asking(vscode.l10n.t('Hurrying the kubelet of {0}', volumeName(dir)), async (signal) => {
    const kubectl = kubectlTo(context, target, signal);
    if (!(await canI(kubectl, 'patch', `pods/${pod.name}`, pod.namespace))) {
      const place = `in the namespace "${pod.namespace}"`;
      throw new ClusterError({ code: 'forbidden', verb: 'patch', resource: 'pods', place });
    }
    await annotate(kubectl, pod, new Date());
  });
  context.log.info(`${dir}: the pod ${pod.namespace}/${pod.name} was annotated to be synced now`);
}
