// The downward API: what a Pod is told of itself, as far as its manifest says it.

import { DOWNWARD_FILE } from './apiFields.ts';
import {
  checkFields,
  checkMisspelt,
  child,
  descend,
  entriesOf,
  type Field,
  modeOf,
  optionalText,
  required,
  textOf,
} from './fields.ts';

export interface DownwardFile {
  path: string;
  mode?: number;
  /** As in the manifest: `metadata.labels`, `limits.cpu`. */
  field: string;
  /** Undefined for what is known only when the Pod runs, and for the Pods of a Deployment and its like. */
  data?: Uint8Array;
}

export function readDownwardFile(item: Field, owner: Field): DownwardFile {
  checkFields(item, DOWNWARD_FILE);
  const mode = modeOf(child(item, 'mode'));
  const fieldPath = textIn(child(item, 'fieldRef'), 'fieldPath');
  const resource = textIn(child(item, 'resourceFieldRef'), 'resource');
  const isPod = owner.object?.kind === 'Pod';
  const value = isPod && fieldPath !== undefined ? valueOf(fieldPath, owner) : undefined;
  return {
    path: textOf(required(item, 'path')),
    ...(mode !== undefined && { mode }),
    field: fieldPath ?? resource ?? '',
    ...(value !== undefined && { data: new TextEncoder().encode(value) }),
  };
}

function textIn(source: Field | undefined, name: string): string | undefined {
  if (source === undefined) return undefined;
  checkMisspelt(source, [name]);
  return optionalText(child(source, name));
}

/** The kubelet adds `kubernetes.io/config.seen` and `.source` to the annotations of a Pod that runs; these do not. */
function valueOf(fieldPath: string, pod: Field): string | undefined {
  switch (fieldPath) {
    case 'metadata.name':
    case 'metadata.namespace':
      return optionalText(descend(pod, fieldPath.split('.')));
    case 'metadata.labels':
    case 'metadata.annotations':
      return formatMap(mapAt(pod, fieldPath));
    default: {
      const [, map, key] = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(fieldPath) ?? [];
      return map === undefined || key === undefined ? undefined : (mapAt(pod, map).get(key) ?? '');
    }
  }
}

function mapAt(pod: Field, path: string): Map<string, string> {
  const entries = entriesOf(descend(pod, path.split('.')));
  return new Map(entries.map(([key, value]) => [key, textOf(value)]));
}

/** `key="value"` in lines, sorted, without a final newline. */
function formatMap(map: ReadonlyMap<string, string>): string {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([key, value]) => `${key}=${goQuote(value)}`).join('\n');
}

const ESCAPES: Partial<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Go's `%q`. */
function goQuote(text: string): string {
  const escaped = text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code < 0x80) return ESCAPES[character] ?? `\\x${hex.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  });
  return `"${escaped}"`;
}
