// The values of a Secret as a text of their own, decoded, and their way back into the manifest, of which all else stays as
// it is, to the byte.

import { isMap, isScalar, type Scalar } from 'yaml';
import { encodeBase64 } from './base64.ts';
import { documentsIn } from './documents.ts';
import { ManifestError, type Result, resultOf } from './failure.ts';
import { parseYaml } from './parseYaml.ts';
import { readManifest } from './readManifest.ts';
import type { ManifestObject } from './readObject.ts';
import { changedText, type Values } from './secretText.ts';
import { readTrees } from './tree.ts';
import { keyText, valueText } from './yamlText.ts';

/** @param index of the Secret among the objects of the manifest. `left`: keys whose values are no text. */
export function readSecretValues(
  manifest: string,
  index: number,
): Result<{ text: string; left: string[] }> {
  return resultOf(() => {
    const entries = [...secretIn(manifest, index).data].map(
      ([key, bytes]) => [key, textOf(bytes)] as const,
    );
    const text = entries
      .map(([key, value]) =>
        value === undefined ? '' : `${keyText(key)}: ${valueText(value, '  ')}\n`,
      )
      .join('');
    return { text, left: entries.flatMap(([key, value]) => (value === undefined ? [key] : [])) };
  });
}

/**
 * The manifest with these values. A key that is not among them goes, unless its value is no text.
 *
 * @param values as `readSecretValues` gives them, changed
 */
export function writeSecretValues(
  manifest: string,
  index: number,
  values: string,
): Result<{ text: string }> {
  return resultOf(() => {
    const secret = secretIn(manifest, index);
    const wanted = parseValues(values);
    const changes: Values = new Map();
    for (const [key, bytes] of secret.data) {
      const before = textOf(bytes);
      if (before !== undefined && !wanted.has(key)) changes.set(key, undefined);
    }
    for (const [key, value] of wanted) {
      const before = secret.data.get(key);
      if (before === undefined || textOf(before) !== value) changes.set(key, value);
    }
    if (changes.size === 0) return { text: manifest };
    const text = changedText(manifest, secret, changes);
    checkChanged(text, manifest, index, changes);
    return { text };
  });
}

/** All scalars are text here, as they are written: `8080` and `yes` too. */
function parseValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const source of documentsIn(text)) {
    const parsed = { parts: 0, aliased: 0 };
    // Refuses what is in it twice, tags and aliases, each with its place.
    const [tree] = readTrees(source, parsed);
    if (tree === undefined || tree.type === 'null') continue;
    for (const { document, placeOf } of parseYaml(source, parsed)) {
      const { contents } = document;
      if (!isMap(contents)) throw new ManifestError({ code: 'not-values', at: tree.at });
      for (const { key, value } of contents.items) {
        const at = placeOf((key as Scalar.Parsed).range[0]);
        if (!isScalar(key) || (value !== null && !isScalar(value))) {
          throw new ManifestError({ code: 'not-values', at });
        }
        values.set(String(key.value), value === null ? '' : textIn(value));
      }
    }
  }
  return values;
}

/** What was written must be what is read, and nothing else may have changed. */
function checkChanged(text: string, before: string, index: number, changes: Values): void {
  const { at } = secretIn(before, index);
  const notEditable = new ManifestError({ code: 'not-editable', at });
  const expected = objectsIn(before).map((object, at) => {
    const data = new Map([...object.data].map(([key, bytes]) => [key, encodeBase64(bytes)]));
    for (const [key, value] of at === index ? changes : []) {
      if (value === undefined) data.delete(key);
      else data.set(key, Buffer.from(value).toString('base64'));
    }
    return [object.kind, object.name, sorted(data)];
  });
  const actual = changedObjects(text, notEditable).map(({ kind, name, data }) => [
    kind,
    name,
    sorted(new Map([...data].map(([key, bytes]) => [key, encodeBase64(bytes)]))),
  ]);
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw notEditable;
}

function sorted(data: ReadonlyMap<string, string>): [string, string][] {
  return [...data].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** As it is written; a value that is missing is the empty text. */
function textIn({ value }: Scalar): string {
  return typeof value === 'string' ? value : '';
}

/** Which keys and how many bytes the API takes is for the person to know; all else that is wrong was made here. */
function changedObjects(text: string, notEditable: ManifestError): readonly ManifestObject[] {
  const read = readManifest(text);
  if (read.ok) return read.manifest.objects;
  const { failure } = read;
  const isOfApi = failure.code === 'invalid-keys' || failure.code === 'object-too-large';
  throw isOfApi ? new ManifestError(failure) : notEditable;
}

function objectsIn(text: string): readonly ManifestObject[] {
  const read = readManifest(text);
  if (read.ok) return read.manifest.objects;
  throw new ManifestError(read.failure);
}

function secretIn(text: string, index: number): ManifestObject {
  const object = objectsIn(text)[index];
  if (object?.kind === 'Secret') return object;
  throw new ManifestError({ code: 'no-secret' });
}

/** Undefined for bytes that are no text. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
