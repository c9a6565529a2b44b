// The entry of reading: which objects a text holds, and what of them is taken.

import { type DocumentText, documentsIn, headOf } from './documents.ts';
import { checkEncrypted, plaintextOf } from './encrypted.ts';
import { ManifestError, type ObjectRef, type Result, resultOf } from './failure.ts';
import { child, type Field, itemsOf, type ObjectField, optionalText } from './fields.ts';
import type { Parsed } from './parseYaml.ts';
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
/** What makes Pods → its API groups, and where the Pod's spec is. */
const POD_SPECS = new Map([
  ['Pod', { groups: [''], spec: ['spec'] }],
  ['PodTemplate', { groups: [''], spec: ['template', 'spec'] }],
  ['ReplicationController', { groups: [''], spec: TEMPLATE }],
  // These three were in `extensions` until Kubernetes 1.16.
  ['Deployment', { groups: ['apps', 'extensions'], spec: TEMPLATE }],
  ['DaemonSet', { groups: ['apps', 'extensions'], spec: TEMPLATE }],
  ['ReplicaSet', { groups: ['apps', 'extensions'], spec: TEMPLATE }],
  ['StatefulSet', { groups: ['apps'], spec: TEMPLATE }],
  ['Job', { groups: ['batch'], spec: TEMPLATE }],
  ['CronJob', { groups: ['batch'], spec: ['spec', 'jobTemplate', ...TEMPLATE] }],
]);

/** Lists in lists. */
const MAX_LISTS = 5;

/** Reads YAML or JSON: one object, several, or lists of them. The first thing that is wrong makes it a failure. */
export function readManifest(text: string): Result<{ manifest: Manifest }> {
  return resultOf(() => {
    const objects: ManifestObject[] = [];
    const volumes: PodVolume[] = [];
    const leftOut: ObjectRef[] = [];
    const parsed = { parts: 0, aliased: 0 };
    for (const document of documentsIn(text)) {
      const other = otherObjectIn(document, parsed);
      if (other !== undefined) leftOut.push(other);
      else for (const object of objectsIn(document, parsed)) take(object);
    }
    return { manifest: { objects, volumes, leftOut } };

    function take(field: ObjectField): void {
      const { object } = field;
      if (isTaken(field)) checkEncrypted(field);
      if (isCore(field, 'ConfigMap')) objects.push(readConfigMap(field));
      else if (isCore(field, 'Secret')) objects.push(readSecret(field));
      else {
        const spec = podSpecOf(field);
        const found = spec === undefined ? [] : readVolumes(field, spec);
        if (found.length > 0) volumes.push(...found);
        else leftOut.push(object);
      }
    }
  });
}

/** The object in a document of which nothing is taken, where the head of the document is enough to know that. */
function otherObjectIn(document: DocumentText, parsed: Parsed): ObjectRef | undefined {
  const head = headOf(document);
  if (head === undefined) return undefined;
  // What is wrong with a head has its place when the whole document is read.
  const read = resultOf(() => ({ found: [...objectsIn(head, parsed)] }));
  if (!read.ok) return undefined;
  const [field] = read.found;
  return field === undefined || isTaken(field) || isList(field.object.kind)
    ? undefined
    : field.object;
}

function isTaken(field: ObjectField): boolean {
  const isObject = isCore(field, 'ConfigMap') || isCore(field, 'Secret');
  return isObject || podSpecOf(field) !== undefined;
}

function isCore({ apiVersion, object }: ObjectField, kind: ManifestObject['kind']): boolean {
  return apiVersion === 'v1' && object.kind === kind;
}

/** Where the Pod's spec is, in what makes Pods. */
function podSpecOf({ object, apiVersion }: ObjectField): readonly string[] | undefined {
  const pod = POD_SPECS.get(object.kind);
  return pod?.groups.includes(groupOf(apiVersion)) === true ? pod.spec : undefined;
}

function* objectsIn(document: DocumentText, parsed: Parsed): Generator<ObjectField> {
  for (const node of readTrees(document, parsed)) {
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
  const { at, type } = field.node;
  if (type !== 'map' && type !== 'tagged') throw new ManifestError({ code: 'not-an-object', at });
  const apiVersion = typeIn(field, 'apiVersion') ?? implied.apiVersion;
  const kind = typeIn(field, 'kind') ?? implied.kind;
  if (!apiVersion || !kind) throw new ManifestError({ code: 'not-an-object', at });
  const items = isList(kind) ? child(field, 'items') : undefined;
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

function typeIn(field: Field, name: string): string | undefined {
  const type = child(field, name);
  return type && plaintextOf(type);
}

function isList(kind: string): boolean {
  return kind.endsWith('List');
}

function refTo(field: Field, kind: string): ObjectRef {
  const metadata = child({ ...field, object: { kind } }, 'metadata');
  const textIn = (name: string) => optionalText(metadata && child(metadata, name));
  const name = textIn('name');
  const generateName = name === undefined ? textIn('generateName') : undefined;
  const namespace = textIn('namespace');
  return {
    kind,
    ...(name !== undefined && { name }),
    ...(generateName !== undefined && { generateName }),
    ...(namespace !== undefined && { namespace }),
  };
}

/** `apps/v1` → `apps`, `v1` → ``. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
