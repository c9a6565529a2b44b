// Changes of keys of one object: held to the API's rules first, then the object's text as it is to be.

import { isUtf8 } from 'node:buffer';
import { checkApiKey, MAX_OBJECT_BYTES } from '../manifest/apiKeys.ts';
import { encodeBase64 } from '../manifest/base64.ts';
import type { ClusterObject } from './clusterObject.ts';
import { ClusterError } from './failure.ts';
import { objectIn } from './json.ts';
import type { Kubectl } from './kubectl.ts';
import { pathOf } from './objectRef.ts';

/** Key of the object → its new value; undefined deletes it. */
export type KeyChanges = ReadonlyMap<string, Uint8Array | undefined>;

/** @throws ClusterError `immutable`, `key-rule`, `too-large` */
export function checkChanges(object: ClusterObject, changes: KeyChanges): void {
  if (object.immutable) throw new ClusterError({ code: 'immutable' });
  for (const [key, value] of changes) {
    const rule = value === undefined ? undefined : checkApiKey(key);
    if (rule !== undefined) throw new ClusterError({ code: 'key-rule', key, rule });
  }
  const bytes = [...valuesAfter(object, changes).values()].reduce(
    (sum, { length }) => sum + length,
    0,
  );
  if (bytes > MAX_OBJECT_BYTES) {
    const limit = MAX_OBJECT_BYTES;
    throw new ClusterError({ code: 'too-large', object: object.ref, bytes, limit });
  }
}

export function valuesAfter(
  { values }: ClusterObject,
  changes: KeyChanges,
): Map<string, Uint8Array> {
  const after = new Map(values);
  for (const [key, value] of changes) {
    if (value === undefined) after.delete(key);
    else after.set(key, value);
  }
  return after;
}

/** The object with the changes, and with all else as it was read: also the `resourceVersion` that is replaced. */
export function changedText({ ref, json }: ClusterObject, changes: KeyChanges): string {
  const data = new Map(Object.entries(objectIn(json['data'])));
  const binaryData = new Map(Object.entries(objectIn(json['binaryData'])));
  for (const [key, value] of changes) {
    data.delete(key);
    binaryData.delete(key);
    if (value === undefined) continue;
    if (ref.kind === 'Secret') data.set(key, encodeBase64(value));
    else if (isUtf8(value)) data.set(key, textOf(value));
    else binaryData.set(key, encodeBase64(value));
  }
  // Not by assignment, which a key named `__proto__` would be lost in.
  return JSON.stringify({
    ...json,
    data: Object.fromEntries(data),
    ...(ref.kind === 'ConfigMap' && { binaryData: Object.fromEntries(binaryData) }),
  });
}

/** With its byte order mark. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/**
 * Changes all these keys at once, if the object is still what was read. A dry run has the server check all that, and
 * change nothing.
 *
 * @throws ClusterError
 */
export async function changeObject(
  kubectl: Kubectl,
  object: ClusterObject,
  changes: KeyChanges,
  how: 'dry run' | 'for real',
): Promise<void> {
  const path = pathOf(object.ref);
  const target = how === 'dry run' ? `${path}?dryRun=All` : path;
  try {
    // Without --raw kubectl would copy all values into an annotation of its own.
    await kubectl(['replace', '--raw', target, '--filename', '-'], changedText(object, changes));
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new ClusterError(withoutValues(error.failure, object, changes));
  }
}

/** What refuses an object may quote its values. */
function withoutValues(
  failure: ClusterError['failure'],
  object: ClusterObject,
  changes: KeyChanges,
): ClusterError['failure'] {
  if (!('words' in failure) || failure.words === undefined) return failure;
  const { words } = failure;
  const quotes = [...changes.values()].some(
    (value) =>
      value !== undefined && value.length > 0 && words.includes(Buffer.from(value).toString()),
  );
  return object.ref.kind === 'Secret' || quotes ? { code: failure.code } : failure;
}
