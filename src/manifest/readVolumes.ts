// The volumes of a Pod's spec that show objects as files.

import { KEY_TO_PATH, PROJECTED, PROJECTED_SOURCE, VOLUME, VOLUME_TYPES } from './apiFields.ts';
import { type DownwardFile, readDownwardFile } from './downwardApi.ts';
import type { ObjectRef, Place } from './failure.ts';
import {
  checkFields,
  checkMisspelt,
  child,
  type Field,
  isTrue,
  itemsOf,
  modeOf,
  namesIn,
  type ObjectField,
  optionalText,
  required,
  textOf,
} from './fields.ts';

/** One of `items`: the value of `key` goes to `path`. */
export interface KeyToPath {
  key: string;
  path: string;
  mode?: number;
}

interface ObjectSource {
  type: 'configMap' | 'secret';
  name: string;
  /** Empty for all keys under their own names. */
  items: readonly KeyToPath[];
  optional: boolean;
}

interface DownwardSource {
  type: 'downwardAPI';
  files: readonly DownwardFile[];
}

/** What the cluster makes: tokens, certificates, and source types yet to come. */
interface ClusterSource {
  type: 'cluster';
  /** As in the manifest: `serviceAccountToken`. */
  name: string;
  paths: readonly string[];
}

export type VolumeProjection = ObjectSource | DownwardSource | ClusterSource;

export interface PodVolume {
  name: string;
  type: (typeof VOLUME_TYPES)[number];
  /** The Pod, or what makes Pods. */
  owner: ObjectRef;
  /** 0o644 unless given. */
  defaultMode?: number;
  /** Of a projected volume as many as it has, else one. */
  sources: readonly VolumeProjection[];
  at: Place;
}

/** Where the sources that the cluster makes say their paths. */
const PATH_FIELDS = ['path', 'keyPath', 'certificateChainPath', 'credentialBundlePath'];

/** `path`: from the object down to the Pod's spec. */
export function readVolumes(object: ObjectField, path: readonly string[]): PodVolume[] {
  let podSpec: Field | undefined = object;
  for (const name of path) {
    checkMisspelt(podSpec, [name], ['volumes']);
    podSpec = child(podSpec, name);
    if (podSpec === undefined) return [];
  }
  checkMisspelt(podSpec, ['volumes']);
  const volumes: PodVolume[] = [];
  for (const volume of itemsOf(child(podSpec, 'volumes'))) {
    checkFields(volume, VOLUME);
    for (const type of VOLUME_TYPES) {
      const source = child(volume, type);
      if (source === undefined) continue;
      const defaultMode = modeOf(child(source, 'defaultMode'));
      volumes.push({
        name: textOf(required(volume, 'name')),
        type,
        owner: object.object,
        ...(defaultMode !== undefined && { defaultMode }),
        sources: readSources(type, source, object),
        at: volume.node.at,
      });
    }
  }
  return volumes;
}

function readSources(type: PodVolume['type'], field: Field, pod: Field): VolumeProjection[] {
  switch (type) {
    case 'configMap':
      return [readObjectSource(type, field, 'name', ['defaultMode'])];
    case 'secret':
      return [readObjectSource(type, field, 'secretName', ['defaultMode'])];
    case 'downwardAPI':
      checkFields(field, ['items', 'defaultMode']);
      return [readDownwardSource(field, pod)];
    case 'projected':
      checkFields(field, PROJECTED);
      return itemsOf(child(field, 'sources')).flatMap((source) => {
        checkFields(source, PROJECTED_SOURCE);
        return namesIn(source).map((name) =>
          readProjectedSource(name, required(source, name), pod),
        );
      });
  }
}

function readProjectedSource(name: string, field: Field, pod: Field): VolumeProjection {
  switch (name) {
    case 'configMap':
    case 'secret':
      return readObjectSource(name, field, 'name', []);
    case 'downwardAPI':
      checkFields(field, ['items']);
      return readDownwardSource(field, pod);
    default: {
      checkMisspelt(field, PATH_FIELDS);
      const paths = PATH_FIELDS.map((path) => optionalText(child(field, path)));
      return { type: 'cluster', name, paths: paths.filter((path) => path !== undefined) };
    }
  }
}

function readObjectSource(
  type: ObjectSource['type'],
  field: Field,
  name: string,
  more: readonly string[],
): ObjectSource {
  checkFields(field, [name, 'items', 'optional', ...more]);
  return {
    type,
    name: textOf(required(field, name)),
    items: itemsOf(child(field, 'items')).map(readKeyToPath),
    optional: isTrue(child(field, 'optional')),
  };
}

function readKeyToPath(item: Field): KeyToPath {
  checkFields(item, KEY_TO_PATH);
  const mode = modeOf(child(item, 'mode'));
  return {
    key: textOf(required(item, 'key')),
    path: textOf(required(item, 'path')),
    ...(mode !== undefined && { mode }),
  };
}

function readDownwardSource(field: Field, pod: Field): DownwardSource {
  const files = itemsOf(child(field, 'items')).map((item) => readDownwardFile(item, pod));
  return { type: 'downwardAPI', files };
}
