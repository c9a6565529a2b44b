// Finding the pod of a volume, and what else is asked of a pod.

import { ClusterError } from './failure.ts';
import { type Json, listIn, parseJson, textIn } from './json.ts';
import type { Kubectl } from './kubectl.ts';
import type { PodRef } from './podVolume.ts';

export interface PodHint {
  /** From the path of the mount. */
  readonly uid?: string;
  /** This host's name: that of the pod, inside one. Missing on a node, whose directories tell the uid. */
  readonly name?: string;
  /** Where known otherwise, from a token say. */
  readonly namespace?: string;
}

/** @throws ClusterError `no-pod`, `forbidden` and what else kubectl fails with */
export async function findPod(kubectl: Kubectl, { uid, name, namespace }: PodHint): Promise<Json> {
  const inNamespace = namespace === undefined ? [] : ['--namespace', namespace];
  if (name !== undefined && NAME.test(name)) {
    const pod = await foundOr(undefined, () => getPod(kubectl, name, inNamespace));
    // With the host's network the name is the node's, and any pod may have it.
    if (pod !== undefined && (uid === undefined || uidOf(pod) === uid)) return pod;
  }
  if (uid === undefined || !UID.test(uid)) {
    throw new ClusterError({ code: 'no-pod', by: 'name', value: name ?? '' });
  }
  const [where, found] = await listByUid(kubectl, uid, inNamespace);
  if (found === undefined) throw new ClusterError({ code: 'no-pod', by: 'uid', value: uid });
  return getPod(kubectl, found, ['--namespace', where]);
}

const NAME = /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/;
const UID = /^[\w-]+$/;

async function getPod(kubectl: Kubectl, name: string, namespace: readonly string[]): Promise<Json> {
  return parseJson(await kubectl(['get', 'pod', name, ...namespace, '--output', 'json']), name);
}

/** There is no selector for it. Of each pod only the name is printed: some hold secrets in their environment. */
async function listByUid(
  kubectl: Kubectl,
  uid: string,
  inNamespace: readonly string[],
): Promise<[namespace: string, name: string | undefined]> {
  const names = `jsonpath={range .items[?(@.metadata.uid=="${uid}")]}{.metadata.namespace}{" "}{.metadata.name}{end}`;
  const list = async (where: readonly string[]) =>
    kubectl(['get', 'pods', ...where, '--output', names]);
  let text: string;
  try {
    text = await list(['--all-namespaces']);
  } catch (error) {
    // Whoever may not see all namespaces may see one.
    if (!(error instanceof ClusterError) || error.failure.code !== 'forbidden') throw error;
    text = await list(inNamespace);
  }
  const [namespace = '', name] = text.trim().split(' ');
  return [namespace, name];
}

async function foundOr<T>(missing: T, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    const isNone = error instanceof ClusterError && error.failure.code === 'not-found';
    if (isNone) return missing;
    throw error;
  }
}

function uidOf(pod: Json): string | undefined {
  const { metadata } = pod as { metadata?: { uid?: unknown } };
  return textIn(metadata?.uid);
}

/** Stays on the pod, and shows in downward API volumes with annotations. */
export const HURRY_ANNOTATION = 'projected-volumes-hurried';

/** A kubelet syncs a pod at once when the pod's object changes. */
export async function hurryKubelet(kubectl: Kubectl, pod: PodRef, now: Date): Promise<void> {
  const annotation = `${HURRY_ANNOTATION}=${now.toISOString()}`;
  const { name, namespace } = pod;
  await kubectl(['annotate', 'pod', name, '--namespace', namespace, '--overwrite', annotation]);
}

/** What the kubelet complained of last about the pod's volumes, newest first; none where events cannot be read. */
export async function kubeletComplaints(kubectl: Kubectl, pod: PodRef): Promise<string[]> {
  const selector = `involvedObject.uid=${pod.uid},type=Warning`;
  const where = ['--namespace', pod.namespace, '--field-selector', selector];
  try {
    const text = await kubectl(['get', 'events', ...where, '--output', 'json']);
    return listIn(parseJson(text, 'events')['items'])
      .filter(({ reason }) => textIn(reason)?.includes('Mount') === true)
      .sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))
      .flatMap(({ message }) => textIn(message) ?? []);
  } catch (error) {
    if (error instanceof ClusterError) return [];
    throw error;
  }
}

function timeOf(event: Json): string {
  return textIn(event['lastTimestamp']) ?? textIn(event['eventTime']) ?? '';
}

/** Names of what there is, to choose from. */
export async function listNames(
  kubectl: Kubectl,
  resource: 'configmaps' | 'secrets',
  namespace: string,
): Promise<string[]> {
  const args = ['get', resource, '--namespace', namespace, '--output', 'name'];
  const lines = (await kubectl(args)).split('\n');
  return lines.flatMap((line) => line.split('/')[1] ?? []);
}
