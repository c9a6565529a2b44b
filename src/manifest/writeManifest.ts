// Files as the manifest of a ConfigMap or Secret, as kubectl prints it.

import { isUtf8 } from 'node:buffer';
import { type ApiKeyRule, checkApiKey } from './apiKeys.ts';
import { encodeBase64 } from './base64.ts';
import { ManifestError, type ObjectRef, type Result, resultOf } from './failure.ts';
import { checkSize } from './readObject.ts';
import { keyText, valueText } from './yamlText.ts';

export interface ObjectToWrite {
  kind: 'ConfigMap' | 'Secret';
  name: string;
  namespace?: string;
  /** Of a Secret; `Opaque` unless given. */
  type?: string;
  /** Key → bytes. */
  files: ReadonlyMap<string, Uint8Array>;
}

type Files = readonly (readonly [string, Uint8Array])[];

export function writeManifest(object: ObjectToWrite): Result<{ text: string }> {
  return resultOf(() => {
    const { kind, name, namespace, type = 'Opaque' } = object;
    const files = [...object.files].sort(([a], [b]) => (a < b ? -1 : 1));
    checkNames(object);
    checkFiles({ kind, name, ...(namespace !== undefined && { namespace }) }, files);
    const names: [string, string][] = [['name', name]];
    if (namespace !== undefined) names.push(['namespace', namespace]);
    const text = [
      'apiVersion: v1\n',
      kind === 'ConfigMap' ? configMapData(files) : mapText('data', inBase64(files)),
      `kind: ${kind}\n`,
      `metadata:\n`,
      ...names.map(([field, name]) => `  ${field}: ${keyText(name)}\n`),
      kind === 'Secret' ? `type: ${valueText(type, '  ')}\n` : '',
    ].join('');
    return { text };
  });
}

/** As `kubectl create configmap` does: all valid UTF-8 is text, also with NUL; the rest is base64. */
function configMapData(files: Files): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts = files.filter(([, bytes]) => isUtf8(bytes));
  const binaries = files.filter(([, bytes]) => !isUtf8(bytes));
  const data = texts.map(([key, bytes]) => [key, decoder.decode(bytes)] as const);
  return mapText('binaryData', inBase64(binaries)) + mapText('data', data);
}

function inBase64(files: Files): [string, string][] {
  return files.map(([key, bytes]) => [key, encodeBase64(bytes)]);
}

function mapText(name: string, entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return '';
  const lines = entries.map(([key, text]) => `  ${keyText(key)}: ${valueText(text, '    ')}\n`);
  return `${name}:\n${lines.join('')}`;
}

const DNS_LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const NAME = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);
const NAMESPACE = new RegExp(`^${DNS_LABEL}$`);

function checkNames({ name, namespace }: ObjectToWrite): void {
  if (name.length > 253 || !NAME.test(name)) {
    throw new ManifestError({ code: 'invalid-name', part: 'name', name });
  }
  if (namespace !== undefined && (namespace.length > 63 || !NAMESPACE.test(namespace))) {
    throw new ManifestError({ code: 'invalid-name', part: 'namespace', name: namespace });
  }
}

/** Names every key that the API does not take, so that a person need not find them one by one. */
function checkFiles(object: ObjectRef, files: Files): void {
  const keys: { key: string; rule: ApiKeyRule }[] = [];
  let bytes = 0;
  for (const [key, { length }] of files) {
    const rule = checkApiKey(key);
    if (rule !== undefined) keys.push({ key, rule });
    bytes += length;
  }
  if (keys.length > 0) throw new ManifestError({ code: 'invalid-keys', object, keys });
  checkSize(object, bytes);
}
