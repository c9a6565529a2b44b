// A ConfigMap or Secret as the API server has it: its values as bytes, and all the rest as it came.

import { decodeBase64 } from '../manifest/base64.ts';
import { ClusterError } from './failure.ts';
import { type Json, objectIn, parseJson, textIn } from './json.ts';
import type { Kubectl } from './kubectl.ts';
import { managersOf, type Manager } from './managers.ts';
import { type ObjectRef, pathOf, resourceOf } from './objectRef.ts';

export interface ClusterObject {
  readonly ref: ObjectRef;
  /** Another one after it was deleted and made anew. */
  readonly uid: string;
  readonly resourceVersion: string;
  /** The API server lets no one change its values any more. */
  readonly immutable: boolean;
  readonly managers: readonly Manager[];
  readonly values: ReadonlyMap<string, Uint8Array>;
  readonly json: Json;
}

/** @throws ClusterError */
export async function readObject(kubectl: Kubectl, ref: ObjectRef): Promise<ClusterObject> {
  // As the server has it, with the managers of its fields: what is replaced later gives all of that back.
  return parseObject(await kubectl(['get', '--raw', pathOf(ref)]), ref);
}

export function parseObject(text: string, ref: ObjectRef): ClusterObject {
  const json = parseJson(text, ref.name);
  const metadata = objectIn(json['metadata']);
  const uid = textIn(metadata['uid']);
  const resourceVersion = textIn(metadata['resourceVersion']);
  if (uid === undefined || resourceVersion === undefined) {
    throw new ClusterError({ code: 'unreadable', what: ref.name });
  }
  const immutable = json['immutable'] === true;
  const managers = managersOf(json);
  return { ref, uid, resourceVersion, immutable, managers, values: valuesOf(json, ref), json };
}

function valuesOf(json: Json, ref: ObjectRef): Map<string, Uint8Array> {
  const values = new Map<string, Uint8Array>();
  const add = (field: string, bytesOf: (text: string) => Uint8Array | undefined): void => {
    for (const [key, value] of Object.entries(objectIn(json[field]))) {
      const bytes = bytesOf(textIn(value) ?? '');
      if (bytes === undefined) throw new ClusterError({ code: 'unreadable', what: ref.name });
      values.set(key, bytes);
    }
  };
  add('data', ref.kind === 'Secret' ? decodeBase64 : (text) => new TextEncoder().encode(text));
  if (ref.kind === 'ConfigMap') add('binaryData', decodeBase64);
  return values;
}

/** Whether this account may change the object; true also where the server does not say. */
export async function mayChange(kubectl: Kubectl, ref: ObjectRef): Promise<boolean> {
  return canI(kubectl, 'update', `${resourceOf(ref)}/${ref.name}`, ref.namespace);
}

export async function canI(
  kubectl: Kubectl,
  verb: string,
  what: string,
  namespace: string,
): Promise<boolean> {
  try {
    await kubectl(['auth', 'can-i', verb, what, '--namespace', namespace, '--quiet']);
    return true;
  } catch (error) {
    // "No" is an exit code without a word. Of anything else what is asked next tells more.
    const { failure } = error as ClusterError;
    if (!(error instanceof ClusterError)) throw error;
    return !(failure.code === 'unexpected' && failure.words === '');
  }
}
