// The entry of reading: which objects a text holds, and what of them is taken.

import { ManifestError, type ObjectRef, type Result, resultOf } from './failure.ts';
import { child, descend, type Field, itemsOf, optionalText, textOf } from './fields.ts';
import { type ManifestObject, readConfigMap, readSecret } from './readObject.ts';
import { type PodVolume, readVolumes } from './readVolumes.ts';
import { readTrees } from './tree.ts';

export interface Manifest {
  /** In the order of the text. */
  objects: readonly ManifestObject[];
  /** Of Pods and of what makes Pods; only those kinds of volumes that show objects as files. */
  volumes: readonly PodVolume[];
  /** Objects of which nothing was taken. */
  leftOut: readonly ObjectRef[];
}

const TEMPLATE = ['spec', 'template', 'spec'];
/** What makes Pods → its API group, and where the Pod's spec is. */
const POD_SPECS = new Map([
  ['Pod', { group: '', spec: ['spec'] }],
  ['Deployment', { group: 'apps', spec: TEMPLATE }],
  ['StatefulSet', { group: 'apps', spec: TEMPLATE }],
  ['DaemonSet', { group: 'apps', spec: TEMPLATE }],
  ['ReplicaSet', { group: 'apps', spec: TEMPLATE }],
  ['Job', { group: 'batch', spec: TEMPLATE }],
  ['CronJob', { group: 'batch', spec: ['spec', 'jobTemplate', ...TEMPLATE] }],
]);

/** Lists in lists. */
const MAX_LISTS = 5;

/** Reads YAML or JSON: one object, several, or lists of them. The first thing that is wrong makes it a failure. */
export function readManifest(text: string): Result<{ manifest: Manifest }> {
  return resultOf(() => {
    const objects: ManifestObject[] = [];
    const volumes: PodVolume[] = [];
    const leftOut: ObjectRef[] = [];
    for (const field of objectsIn(text)) {
      const { object, apiVersion } = field;
      if (apiVersion === 'v1' && object.kind === 'ConfigMap') objects.push(readConfigMap(field));
      else if (apiVersion === 'v1' && object.kind === 'Secret') objects.push(readSecret(field));
      else {
        const found = volumesOf(field);
        if (found.length > 0) volumes.push(...found);
        else leftOut.push(object);
      }
    }
    return { manifest: { objects, volumes, leftOut } };
  });
}

function volumesOf(field: ObjectField): PodVolume[] {
  const pod = POD_SPECS.get(field.object.kind);
  if (pod === undefined || pod.group !== groupOf(field.apiVersion)) return [];
  return readVolumes(field, descend(field, pod.spec));
}

interface ObjectField extends Field {
  readonly object: ObjectRef;
  readonly apiVersion: string;
}

function* objectsIn(text: string): Generator<ObjectField> {
  for (const node of readTrees(text)) {
    // A document with comments alone, as after a last `---`.
    if (node.type !== 'null') yield* objectsOf({ node, path: '', object: undefined }, {}, 0);
  }
}

/** `implied`: what a typed list lets its items leave out. */
function* objectsOf(
  field: Field,
  implied: { apiVersion?: string; kind?: string },
  depth: number,
): Generator<ObjectField> {
  const { at } = field.node;
  if (field.node.type !== 'map') throw new ManifestError({ code: 'not-an-object', at });
  const apiVersion = optionalText(child(field, 'apiVersion')) ?? implied.apiVersion;
  const kind = optionalText(child(field, 'kind')) ?? implied.kind;
  if (!apiVersion || !kind) throw new ManifestError({ code: 'not-an-object', at });
  const items = kind.endsWith('List') ? child(field, 'items') : undefined;
  if (items === undefined) {
    yield { ...field, object: refTo(field, kind), apiVersion };
    return;
  }
  if (depth === MAX_LISTS) throw new ManifestError({ code: 'too-deep', at });
  const itemKind = kind.slice(0, -'List'.length);
  for (const item of itemsOf(items)) {
    // Paths begin at the object, wherever the object is.
    const of = itemKind === '' ? {} : { apiVersion, kind: itemKind };
    yield* objectsOf({ ...item, path: '' }, of, depth + 1);
  }
}

function refTo(field: Field, kind: string): ObjectRef {
  const metadata = child({ ...field, object: { kind } }, 'metadata');
  const name = metadata && child(metadata, 'name');
  const namespace = metadata && child(metadata, 'namespace');
  return {
    kind,
    ...(name !== undefined && { name: textOf(name) }),
    ...(namespace !== undefined && { namespace: textOf(namespace) }),
  };
}

/** `apps/v1` → `apps`, `v1` → ``. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
