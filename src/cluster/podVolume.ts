// What a pod's spec says of a volume: where each of its keys comes from.

import { cleanPath } from '../volume/payload.ts';
import { ClusterError } from './failure.ts';
import { type Json, listIn, objectIn, textIn } from './json.ts';
import type { ObjectRef } from './objectRef.ts';

interface Item {
  readonly key: string;
  readonly path: string;
}

/** One source of a volume; later ones win where two have a path in common. */
export type KeySource =
  /** Without `items` every key of the object, under its own name. */
  | { readonly object: ObjectRef; readonly items?: readonly Item[]; readonly optional: boolean }
  /** Made by the kubelet or a driver: no object has these. Without `paths` all that is there. */
  | { readonly made: string; readonly paths?: readonly string[] };

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface PodVolume {
  /** Missing where the person said which object it is. */
  readonly pod?: PodRef;
  /** As in the pod's `volumes`. */
  readonly name: string;
  readonly sources: readonly KeySource[];
  /** A container mounts a part of it with `subPath`, which no update reaches. */
  readonly hasSubPath: boolean;
}

/** By its name, or by where the container has it mounted. */
export type VolumeInPod = { readonly name: string } | { readonly mountPath: string };

/** @throws ClusterError `no-volume`, `no-mount` */
export function volumeOfPod(pod: Json, which: VolumeInPod): PodVolume {
  const metadata = objectIn(pod['metadata']);
  const ref = {
    namespace: textIn(metadata['namespace']) ?? '',
    name: textIn(metadata['name']) ?? '',
    uid: textIn(metadata['uid']) ?? '',
  };
  const spec = objectIn(pod['spec']);
  const mounts = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((field) =>
    listIn(spec[field]).flatMap((container) => listIn(container['volumeMounts'])),
  );
  const name = 'name' in which ? which.name : mountedAt(mounts, which.mountPath, ref.name);
  const volume = listIn(spec['volumes']).find((each) => each['name'] === name);
  if (volume === undefined) {
    throw new ClusterError({ code: 'no-volume', pod: ref.name, volume: name });
  }
  const hasSubPath = mounts.some(
    (mount) => mount['name'] === name && (mount['subPath'] ?? mount['subPathExpr']) !== undefined,
  );
  return { pod: ref, name, sources: sourcesOf(volume, ref.namespace), hasSubPath };
}

/** Containers of one pod may have different volumes at one path: then no one can tell. */
function mountedAt(mounts: readonly Json[], path: string, pod: string): string {
  const isAt = (mount: Json) => textIn(mount['mountPath'])?.replace(/\/+$/, '') === path;
  const names = new Set(mounts.filter(isAt).map((mount) => textIn(mount['name'])));
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) {
    throw new ClusterError({ code: 'no-mount', pod, path });
  }
  return name;
}

function sourcesOf(volume: Json, namespace: string): KeySource[] {
  const projected = volume['projected'];
  if (projected !== undefined) {
    return listIn(objectIn(projected)['sources']).flatMap((source) => sourceOf(source, namespace));
  }
  const { configMap, secret } = volume;
  const byName = (of: unknown, field: string) => ({ ...objectIn(of), name: objectIn(of)[field] });
  if (configMap !== undefined) return sourceOf({ configMap }, namespace);
  if (secret !== undefined) return sourceOf({ secret: byName(secret, 'secretName') }, namespace);
  const kind = Object.keys(volume).find((field) => field !== 'name');
  return kind === undefined ? [] : sourceOf({ [kind]: volume[kind] }, namespace);
}

/** A source of a projected volume; a volume of one kind is written as one. */
function sourceOf(source: Json, namespace: string): KeySource[] {
  return Object.entries(source).map(([kind, value]): KeySource => {
    const fields = objectIn(value);
    const items = itemsIn(fields);
    if (kind === 'configMap' || kind === 'secret') {
      const name = textIn(fields['name']) ?? '';
      const object = { kind: kind === 'secret' ? 'Secret' : 'ConfigMap', namespace, name } as const;
      const optional = fields['optional'] === true;
      return items.length === 0 ? { object, optional } : { object, optional, items };
    }
    if (kind === 'csi') return { made: kind };
    const paths = ['path', 'keyPath', 'certificateChainPath', 'credentialBundlePath'].flatMap(
      (field) => pathIn(fields[field]) ?? [],
    );
    return { made: kind, paths: paths.concat(items.map(({ path }) => path)) };
  });
}

function itemsIn(fields: Json): Item[] {
  return listIn(fields['items']).map((item) => ({
    key: textIn(item['key']) ?? '',
    path: pathIn(item['path']) ?? '',
  }));
}

/** As the kubelet writes it. */
function pathIn(value: unknown): string | undefined {
  const path = textIn(value);
  return path && cleanPath(path);
}

/** A volume of which the person said the object: it shows all keys of it. */
export function volumeOfObject(object: ObjectRef): PodVolume {
  return { name: '', sources: [{ object, optional: false }], hasSubPath: false };
}

/** The objects that the volume comes from, each once. */
export function objectsOf({ sources }: PodVolume): { ref: ObjectRef; optional: boolean }[] {
  const objects = new Map<string, { ref: ObjectRef; optional: boolean }>();
  for (const source of sources) {
    if (!('object' in source)) continue;
    const { object, optional } = source;
    const id = `${object.kind}/${object.name}`;
    objects.set(id, { ref: object, optional: optional && objects.get(id)?.optional !== false });
  }
  return [...objects.values()];
}
