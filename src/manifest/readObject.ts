// A ConfigMap or Secret of a manifest, held to the rules of the API server.

import { CONFIG_MAP, METADATA, SECRET } from './apiFields.ts';
import { checkApiKey, MAX_OBJECT_BYTES } from './apiKeys.ts';
import { decodeBase64 } from './base64.ts';
import { plaintextOf } from './encrypted.ts';
import { ManifestError, type ObjectRef, type Place } from './failure.ts';
import {
  checkFields,
  child,
  entriesOf,
  type Field,
  isTrue,
  type ObjectField,
  optionalText,
  refOf,
  required,
} from './fields.ts';

export interface ManifestObject extends ObjectRef {
  /** Of a `.env` file, which is no object of the API, `name` is that of the file. */
  kind: 'ConfigMap' | 'Secret' | '.env';
  /** The API server lets no one change its data any more. */
  immutable: boolean;
  /** Of a Secret, where the text names one. */
  type?: string;
  /** Key → bytes, in the order of the text. */
  data: ReadonlyMap<string, Uint8Array>;
  /** Where it begins. */
  at: Place;
}

export function readConfigMap(field: ObjectField): ManifestObject {
  checkFields(field, CONFIG_MAP);
  const data = valuesOf(child(field, 'data'), utf8);
  const binaryData = valuesOf(child(field, 'binaryData'), base64);
  for (const [key, value] of entriesOf(child(field, 'binaryData'))) {
    if (data.has(key)) throw new ManifestError({ code: 'key-in-both', field: refOf(value) });
  }
  return objectOf(field, 'ConfigMap', new Map([...data, ...binaryData]));
}

/** What `stringData` holds wins over `data`, as in the API. */
export function readSecret(field: ObjectField): ManifestObject {
  checkFields(field, SECRET);
  const data = valuesOf(child(field, 'data'), base64);
  const stringData = valuesOf(child(field, 'stringData'), utf8);
  const type = optionalText(child(field, 'type'));
  const object = objectOf(field, 'Secret', new Map([...data, ...stringData]));
  return type === undefined ? object : { ...object, type };
}

function objectOf(
  field: ObjectField,
  kind: ManifestObject['kind'],
  data: Map<string, Uint8Array>,
): ManifestObject {
  const metadata = required(field, 'metadata');
  checkFields(metadata, METADATA);
  const object = { ...field.object, kind };
  if (object.generateName === undefined) required(metadata, 'name');
  const bytes = [...data.values()].reduce((sum, value) => sum + value.length, 0);
  checkSize(object, bytes);
  return { ...object, immutable: isTrue(child(field, 'immutable')), data, at: field.node.at };
}

/** @throws ManifestError `object-too-large` */
export function checkSize(object: ObjectRef, bytes: number): void {
  const limit = MAX_OBJECT_BYTES;
  if (bytes > limit) throw new ManifestError({ code: 'object-too-large', object, bytes, limit });
}

function valuesOf(
  field: Field | undefined,
  bytesOf: (value: Field) => Uint8Array,
): Map<string, Uint8Array> {
  const values = new Map<string, Uint8Array>();
  for (const [key, value] of entriesOf(field)) {
    const rule = checkApiKey(key);
    if (rule !== undefined) {
      const object = value.object ?? { kind: '' };
      const { at } = refOf(value);
      throw new ManifestError({ code: 'invalid-keys', object, keys: [{ key, rule }], at });
    }
    values.set(key, bytesOf(value));
  }
  return values;
}

function utf8(value: Field): Uint8Array {
  return new TextEncoder().encode(plaintextOf(value));
}

function base64(value: Field): Uint8Array {
  const bytes = decodeBase64(plaintextOf(value));
  if (bytes !== undefined) return bytes;
  throw new ManifestError({ code: 'invalid-base64', field: refOf(value) });
}
