// What a kubelet would write for an object or a volume of a manifest.

import { type Failure, VolumeError } from '../volume/failure.ts';
import { DEFAULT_MODE } from '../volume/layout.ts';
import { type FileProjection, parsePayload, type Payload } from '../volume/payload.ts';
import {
  ManifestError,
  type ManifestFailure,
  type ObjectRef,
  type Result,
  resultOf,
} from './failure.ts';
import type { ManifestObject } from './readObject.ts';
import type { KeyToPath, PodVolume, VolumeSource } from './readVolumes.ts';

export interface ProjectionOptions {
  /** Which keys, and where to; all of them under their own names unless given. */
  items?: readonly KeyToPath[];
  /** 0o644 unless given. */
  defaultMode?: number;
  /** Skips those of `items` that the object does not have. */
  optional?: boolean;
}

/** A file of a volume that the manifest alone cannot tell. */
export interface LeftOutFile {
  /** As in the manifest: `serviceAccountToken`, `metadata.uid`. */
  source: string;
  /** Missing where the manifest names none. */
  path?: string;
  /** `cluster`: the cluster makes it. `running`: known only of a Pod that runs. */
  reason: 'cluster' | 'running';
}

export function payloadOfObject(
  object: ManifestObject,
  options: ProjectionOptions = {},
): Result<{ payload: Payload }> {
  return resultOf(() => ({ payload: validated(filesOf(object, options)) }));
}

/** Later sources of a projected volume win over earlier ones at the same path. */
export function payloadOfVolume(
  volume: PodVolume,
  objects: readonly ManifestObject[],
): Result<{ payload: Payload; leftOut: readonly LeftOutFile[] }> {
  return resultOf(() => {
    const files = new Map<string, FileProjection>();
    const leftOut: LeftOutFile[] = [];
    for (const source of volume.sources) {
      const made = filesOfSource(source, volume, objects);
      for (const [path, file] of made.files) files.set(path, file);
      leftOut.push(...made.leftOut);
    }
    return { payload: validated(files), leftOut };
  });
}

interface Files {
  files: Map<string, FileProjection>;
  leftOut: LeftOutFile[];
}

function filesOfSource(
  source: VolumeSource,
  volume: PodVolume,
  objects: readonly ManifestObject[],
): Files {
  const { defaultMode = DEFAULT_MODE } = volume;
  const files = new Map<string, FileProjection>();
  const leftOut: LeftOutFile[] = [];
  switch (source.type) {
    case 'configMap':
    case 'secret': {
      const object = find(source, volume, objects);
      if (object === undefined) return { files, leftOut };
      const { items, optional } = source;
      return { files: filesOf(object, { items, defaultMode, optional }), leftOut };
    }
    case 'downwardAPI':
      for (const { path, mode = defaultMode, field, data } of source.files) {
        if (data !== undefined) files.set(path, { data, mode });
        else leftOut.push({ source: field, path, reason: 'running' });
      }
      return { files, leftOut };
    case 'cluster': {
      const { name, paths } = source;
      if (paths.length === 0) leftOut.push({ source: name, reason: 'cluster' });
      for (const path of paths) leftOut.push({ source: name, path, reason: 'cluster' });
      return { files, leftOut };
    }
  }
}

/** Undefined for a missing object that may be missing. Of several with one name the last is what an apply leaves. */
function find(
  source: Extract<VolumeSource, { optional: boolean }>,
  volume: PodVolume,
  objects: readonly ManifestObject[],
): ManifestObject | undefined {
  const kind = source.type === 'secret' ? 'Secret' : 'ConfigMap';
  const { namespace } = volume.owner;
  const named = objects.filter((object) => object.kind === kind && object.name === source.name);
  // Where the text gives no namespace, that of the command line holds, which may be any.
  const found =
    named.findLast((object) => object.namespace === namespace) ??
    named.findLast((object) => object.namespace === undefined || namespace === undefined);
  if (found !== undefined || source.optional) return found;
  const object: ObjectRef = {
    kind,
    name: source.name,
    ...(namespace !== undefined && { namespace }),
  };
  throw new ManifestError({ code: 'missing-object', object, volume: volume.name });
}

function filesOf(
  object: ManifestObject,
  { items = [], defaultMode: mode = DEFAULT_MODE, optional = false }: ProjectionOptions,
): Map<string, FileProjection> {
  const files = new Map<string, FileProjection>();
  if (items.length === 0) {
    for (const [key, data] of object.data) files.set(key, { data, mode });
  }
  for (const item of items) {
    const data = object.data.get(item.key);
    if (data !== undefined) files.set(item.path, { data, mode: item.mode ?? mode });
    else if (!optional) throw missingKey(object, item.key);
  }
  return files;
}

function missingKey({ kind, name, namespace }: ManifestObject, key: string): ManifestError {
  const object = { kind, name, ...(namespace !== undefined && { namespace }) };
  return new ManifestError({ code: 'missing-key', object, key });
}

/** @throws ManifestError for what cannot be published */
function validated(files: Map<string, FileProjection>): Payload {
  try {
    return parsePayload(files);
  } catch (error) {
    const failure = error instanceof VolumeError ? asManifestFailure(error.failure) : undefined;
    if (failure === undefined) throw error;
    throw new ManifestError(failure, { cause: error });
  }
}

function asManifestFailure(failure: Failure): ManifestFailure | undefined {
  if (failure.code === 'invalid-mode') return { code: 'invalid-mode', mode: failure.mode };
  if (!('key' in failure)) return undefined;
  const { code, key: path } = failure;
  if (code === 'invalid-key') return { code: 'invalid-path', path, rule: failure.rule };
  if (code === 'same-key') return { code: 'same-path', path, other: failure.other };
  return code === 'file-and-directory' ? { code, path, other: failure.other } : undefined;
}
