// What the object of an exported manifest is to be called, as far as it is known here.

import { basename } from 'node:path';
import { VolumeError } from '../../volume/failure.ts';
import type { VolumeState } from '../../worker/protocol/state.ts';
import { activeVersionId, type Volumes } from '../volumes/volumes.ts';

export interface ObjectName {
  name: string;
  namespace?: string;
}

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const NAMESPACE = new RegExp(`^${LABEL}$`);
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** `name` or `namespace/name`; undefined for what the API does not take. */
export function parseObjectName(text: string): ObjectName | undefined {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  if (!NAME.test(name) || name.length > 253) return undefined;
  if (slash === -1) return { name };
  const namespace = text.slice(0, slash);
  return isNamespace(namespace) ? { name, namespace } : undefined;
}

/** To begin with: the pod's name for the volume, or that of the folder, and the namespace where it is known. */
export async function usualObjectName(
  volumes: Pick<Volumes, 'dirs' | 'state' | 'client'>,
  dir: string,
): Promise<string> {
  const state = volumes.state(dir);
  const origin = state?.origin;
  const known = origin !== undefined && 'volumeName' in origin ? origin.volumeName : basename(dir);
  const name = known
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  const namespace = state && (await knownNamespace(volumes, state));
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** As a token or a key `namespace` says it, in this volume or in another of the same pod. */
export async function knownNamespace(
  volumes: Pick<Volumes, 'dirs' | 'state' | 'client'>,
  volume: VolumeState,
): Promise<string | undefined> {
  const others = volumes.dirs.flatMap((dir) =>
    dir === volume.dir ? [] : (volumes.state(dir) ?? []),
  );
  for (const each of [volume, ...others.filter((other) => isOfSamePod(volume, other))]) {
    const { active, dir } = each;
    if (active.state !== 'read') continue;
    for (const { credential } of active.keys) {
      if (credential?.kind === 'token' && isNamespace(credential.token.namespace ?? '')) {
        return credential.token.namespace;
      }
    }
    // In a ConfigMap or Secret a key of that name may be about anything.
    if (['configMap', 'secret'].includes(each.origin.kind)) continue;
    if (!active.keys.some(({ key }) => key === 'namespace')) continue;
    const version = activeVersionId(each) ?? '';
    const text = await textOf(volumes.client, { dir, version, key: 'namespace' });
    if (isNamespace(text)) return text;
  }
  return undefined;
}

/** Empty for what has gone meanwhile. */
async function textOf(
  client: Volumes['client'],
  asked: { dir: string; version: string; key: string },
): Promise<string> {
  try {
    return Buffer.from(await client.request('readKey', asked))
      .toString()
      .trim();
  } catch (error) {
    if (error instanceof VolumeError) return '';
    throw error;
  }
}

/** What is mounted in a container is its pod's; on a node, a path tells the pod. */
function isOfSamePod({ origin }: VolumeState, { origin: other }: VolumeState): boolean {
  const [pod, otherPod] = [origin, other].map((each) =>
    'knownBy' in each && each.knownBy !== 'layout'
      ? each.knownBy === 'path' && 'podUid' in each
        ? each.podUid
        : 'this container'
      : undefined,
  );
  return pod !== undefined && pod === otherPod;
}

function isNamespace(text: string): boolean {
  return text.length <= 63 && NAMESPACE.test(text);
}
