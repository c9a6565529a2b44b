// Which objects a volume comes from, and what they hold now.

import * as vscode from 'vscode';
import { type ClusterObject, readObject } from '../../cluster/clusterObject.ts';
import { ClusterError, type ClusterFailure } from '../../cluster/failure.ts';
import { type Kubectl, kubectlOf } from '../../cluster/kubectl.ts';
import { idOf } from '../../cluster/objectRef.ts';
import { findPod } from '../../cluster/pods.ts';
import { objectsOf, type PodVolume, volumeOfObject, volumeOfPod } from '../../cluster/podVolume.ts';
import { currentTarget, type Target } from '../../cluster/target.ts';
import type { Objects } from '../../cluster/volumeKeys.ts';
import { knownNamespace } from '../commands/objectName.ts';
import { activeOrRefuse } from '../commands/pick.ts';
import { Refused } from '../editing/refused.ts';
import { volumeName } from '../explain/format.ts';
import { isFromCluster } from '../volumes/fromCluster.ts';
import { chooseObject } from './chooseObject.ts';
import { asking, type ClusterContext, kubectlTo, type Lookup } from './clusterContext.ts';
import { noteObjects } from './objectNotes.ts';

/** @returns undefined when the person gave up */
export async function lookUp(context: ClusterContext, dir: string): Promise<Lookup | undefined> {
  const state = await context.volumes.whenKnown(dir);
  if (state === undefined) return undefined;
  if (!isFromCluster(state)) {
    throw new Refused(
      vscode.l10n.t('{0} comes from no ConfigMap or Secret, as far as can be seen here.', dir),
    );
  }
  activeOrRefuse(state);
  const mounted = context.staging.active(dir);
  const title = vscode.l10n.t('Asking the cluster about {0}', volumeName(dir));
  const { target, ...asked } = await asking(title, async (signal) => {
    const target = await currentTarget(kubectlOf(context.runner(), { signal }));
    const kubectl = kubectlTo(context, target, signal);
    return { target, ...(await volumeOrReason(context, dir, kubectl, target)) };
  });
  const volume = asked.volume ?? (await chosenVolume(context, dir, target, asked.failure));
  if (volume === undefined) return undefined;
  const objects = await asking(title, async (signal) =>
    readObjects(kubectlTo(context, target, signal), volume),
  );
  const found = { dir, target, volume, objects, mounted };
  noteObjects(context, found);
  return found;
}

/** The pod cannot be read, or does not say: the person may know. */
const LEAVES_A_CHOICE: ReadonlySet<string> = new Set([
  'forbidden',
  'no-pod',
  'no-volume',
  'no-mount',
]);

async function volumeOrReason(
  context: ClusterContext,
  dir: string,
  kubectl: Kubectl,
  target: Target,
): Promise<{ volume?: PodVolume; failure?: ClusterFailure }> {
  try {
    return { volume: await volumeIn(context, dir, kubectl, target) };
  } catch (error) {
    if (!(error instanceof ClusterError) || !LEAVES_A_CHOICE.has(error.failure.code)) throw error;
    return { failure: error.failure };
  }
}

async function chosenVolume(
  context: ClusterContext,
  dir: string,
  target: Target,
  why: ClusterFailure | undefined,
): Promise<PodVolume | undefined> {
  const object = await chooseObject(context, dir, target, why);
  return object && volumeOfObject(object);
}

async function volumeIn(
  { volumes, chosen: objects, hostName }: ClusterContext,
  dir: string,
  kubectl: Kubectl,
  target: Target,
): Promise<PodVolume> {
  const chosen = objects.of(dir);
  if (chosen !== undefined && chosen.context === target.context) return volumeOfObject(chosen);
  const state = volumes.state(dir);
  const origin = state?.origin;
  const isOnNode = origin !== undefined && 'knownBy' in origin && origin.knownBy === 'path';
  const uid = origin !== undefined && 'podUid' in origin ? origin.podUid : undefined;
  const namespace = state === undefined ? undefined : await knownNamespace(volumes, state);
  const pod = await findPod(kubectl, {
    ...(uid !== undefined && { uid }),
    ...(!isOnNode && { name: hostName }),
    ...(namespace !== undefined && { namespace }),
  });
  const isNamed = origin !== undefined && 'volumeName' in origin;
  return volumeOfPod(pod, isNamed ? { name: origin.volumeName } : { mountPath: dir });
}

export async function readObjects(kubectl: Kubectl, volume: PodVolume): Promise<Objects> {
  const objects = new Map<string, ClusterObject>();
  for (const { ref, optional } of objectsOf(volume)) {
    try {
      objects.set(idOf(ref), await readObject(kubectl, ref));
    } catch (error) {
      const isMissing = error instanceof ClusterError && error.failure.code === 'not-found';
      if (!optional || !isMissing) throw error;
    }
  }
  return objects;
}
