// What a kubelet would write for an object or a volume of a manifest.

import { type Failure, VolumeError } from '../volume/failure.ts';
import { DEFAULT_MODE } from '../volume/layout.ts';
import { cleanPath, type FileProjection, parsePayload, type Payload } from '../volume/payload.ts';
import {
  ManifestError,
  type ManifestFailure,
  type ObjectRef,
  type Result,
  resultOf,
} from './failure.ts';
import type { ManifestObject } from './readObject.ts';
import type { KeyToPath, PodVolume, VolumeProjection } from './readVolumes.ts';

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

/** Two sources put a file at one path. */
export interface OverwrittenFile {
  path: string;
  /** Whose file is there, as in the cluster, and whose is not: objects, or what else is in the manifest. */
  by: ObjectRef;
  lost: ObjectRef;
}

export interface VolumePayload {
  payload: Payload;
  leftOut: readonly LeftOutFile[];
  overwritten: readonly OverwrittenFile[];
}

export function payloadOfObject(
  object: ManifestObject,
  options: ProjectionOptions = {},
): Result<{ payload: Payload }> {
  return resultOf(() => ({ payload: merged(filesOf(object, options)).payload }));
}

/** Later sources of a projected volume win over earlier ones at the same path, as a kubelet has it. */
export function payloadOfVolume(
  volume: PodVolume,
  objects: readonly ManifestObject[],
): Result<VolumePayload> {
  return resultOf(() =>
    merged(volume.sources.flatMap((source) => filesOfSource(source, volume, objects))),
  );
}

/** A file of a volume, or why there is none of it. */
type Projected =
  | { path: string; from: ObjectRef; file: FileProjection }
  | { path: string | undefined; from: ObjectRef; leftOut: LeftOutFile };

function merged(all: readonly Projected[]): VolumePayload {
  const winners = new Map<string, Projected>();
  const overwritten: OverwrittenFile[] = [];
  for (const projected of all) {
    const { path, from: by } = projected;
    if (path === undefined) continue;
    const earlier = winners.get(path);
    if (earlier !== undefined && dataOf(earlier) !== dataOf(projected)) {
      overwritten.push({ path, by, lost: earlier.from });
    }
    winners.set(path, projected);
  }
  const files = new Map<string, FileProjection>();
  const leftOut: LeftOutFile[] = [];
  for (const projected of all) {
    if (projected.path !== undefined && winners.get(projected.path) !== projected) continue;
    if ('file' in projected) files.set(projected.path, projected.file);
    else leftOut.push(projected.leftOut);
  }
  return { payload: validated(files), leftOut, overwritten };
}

/** The same only for the same key of the same object, of which nothing is lost. */
function dataOf(projected: Projected): unknown {
  return 'file' in projected ? projected.file.data : projected;
}

function filesOfSource(
  source: VolumeProjection,
  volume: PodVolume,
  objects: readonly ManifestObject[],
): Projected[] {
  const { defaultMode = DEFAULT_MODE } = volume;
  switch (source.type) {
    case 'configMap':
    case 'secret': {
      const object = find(source, volume, objects);
      if (object === undefined) return [];
      const { items, optional } = source;
      return filesOf(object, { items, defaultMode, optional });
    }
    case 'downwardAPI':
      return source.files.map(({ path: written, mode = defaultMode, field, data }) => {
        const path = cleanPath(written);
        const from = { kind: 'downwardAPI', name: field };
        return data === undefined
          ? { path, from, leftOut: { source: field, path, reason: 'running' } }
          : { path, from, file: { data, mode } };
      });
    case 'cluster': {
      const { name, paths } = source;
      const from = { kind: name };
      if (paths.length === 0) {
        return [{ path: undefined, from, leftOut: { source: name, reason: 'cluster' } }];
      }
      return paths.map(cleanPath).map((path) => ({
        path,
        from,
        leftOut: { source: name, path, reason: 'cluster' },
      }));
    }
  }
}

/** Undefined for a missing object that may be missing. Of several with one name the last is what an apply leaves. */
function find(
  source: Extract<VolumeProjection, { optional: boolean }>,
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
): Projected[] {
  const from = refOf(object);
  if (items.length === 0) {
    return [...object.data].map(([path, data]) => ({ path, from, file: { data, mode } }));
  }
  const files: Projected[] = [];
  for (const { key, path, mode: own = mode } of items) {
    const data = object.data.get(key);
    if (data !== undefined) files.push({ path, from, file: { data, mode: own } });
    else if (!optional) throw new ManifestError({ code: 'missing-key', object: from, key });
  }
  return files;
}

function refOf({ kind, name, generateName, namespace }: ManifestObject): ObjectRef {
  return {
    kind,
    ...(name !== undefined && { name }),
    ...(generateName !== undefined && { generateName }),
    ...(namespace !== undefined && { namespace }),
  };
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
