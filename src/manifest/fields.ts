// Typed access to the fields of an object, failing with the path and place of what is not as it should be.

import { type FieldRef, ManifestError, type ObjectRef, type ValueType } from './failure.ts';
import type { Node } from './tree.ts';

/** A value in the text, and how a person would find it. */
export interface Field {
  readonly node: Node;
  /** From the object down, as in `spec.volumes[0].name`; empty for the object itself. */
  readonly path: string;
  /** Set for the value of one of the user's own keys. */
  readonly key?: string;
  readonly object: ObjectRef | undefined;
}

/** A whole object. */
export interface ObjectField extends Field {
  readonly object: ObjectRef;
  readonly apiVersion: string;
}

type MapNode = Extract<Node, { type: 'map' }>;

/** Undefined when it is missing or null, which is the same to the API. */
export function child(field: Field, name: string): Field | undefined {
  const entry = mapOf(field).entries.get(name);
  if (entry === undefined || entry.value.type === 'null') return undefined;
  return { node: entry.value, path: join(field.path, name), object: field.object };
}

export function required(field: Field, name: string): Field {
  const found = child(field, name);
  if (found !== undefined) return found;
  const missing = { ...refOf(field), path: join(field.path, name) };
  throw new ManifestError({ code: 'missing-field', field: missing });
}

export function descend(field: Field, names: readonly string[]): Field | undefined {
  let found: Field | undefined = field;
  for (const name of names) found = found && child(found, name);
  return found;
}

/** The items of a list; none when there is no list. */
export function itemsOf(field: Field | undefined): Field[] {
  if (field === undefined) return [];
  if (field.node.type !== 'list') throw wrongType(field, 'list');
  return field.node.items.map((node, index) => ({
    node,
    path: `${field.path}[${index}]`,
    object: field.object,
  }));
}

/** The user's own keys with their values; none when there is no map. */
export function entriesOf(field: Field | undefined): [string, Field][] {
  if (field === undefined) return [];
  const { path, object } = field;
  return [...mapOf(field).entries].map(([key, { at, isAsWritten, value }]) => {
    const of = { node: value, path, key, object };
    if (isAsWritten) return [key, of];
    throw new ManifestError({ code: 'unquoted-key', field: { ...refOf(of), at } });
  });
}

/**
 * The API refuses fields that it does not have. Here, too: what they hold would be missing without a word.
 *
 * @throws ManifestError `unknown-field`
 */
export function checkFields(field: Field, known: readonly string[]): void {
  for (const name of mapOf(field).entries.keys()) {
    if (!known.includes(name)) throw unknownField(field, name, known);
  }
}

/** For what has more fields than can be listed here: only those like one of `names` are refused, and those `elsewhere`. */
export function checkMisspelt(
  field: Field,
  names: readonly string[],
  elsewhere: readonly string[] = [],
): void {
  for (const name of mapOf(field).entries.keys()) {
    const isMisspelt = !names.includes(name) && meant(name, names) !== undefined;
    if (isMisspelt || elsewhere.includes(name)) throw unknownField(field, name, names);
  }
}

function unknownField(field: Field, name: string, known: readonly string[]): ManifestError {
  const at = mapOf(field).entries.get(name)?.at ?? field.node.at;
  const unknown = { object: field.object, path: join(field.path, name), at };
  const instead = meant(name, known);
  return new ManifestError({
    code: 'unknown-field',
    field: unknown,
    ...(instead !== undefined && { instead }),
  });
}

/** What has one name in one object or volume, and another name in another. */
const SAME = [
  ['data', 'stringData', 'binaryData'],
  ['name', 'secretName'],
];

/** `configmap`, `config-map` and `configMaps` mean `configMap`. */
function meant(name: string, known: readonly string[]): string | undefined {
  const simple = (text: string) => text.toLowerCase().replaceAll(/[^a-z]|s$/g, '');
  const same = SAME.find((names) => names.includes(name)) ?? [];
  return known.find((other) => simple(other) === simple(name) || same.includes(other));
}

/** The fields that are there, by name. */
export function namesIn(field: Field): string[] {
  const { entries } = mapOf(field);
  return [...entries.keys()].filter((name) => entries.get(name)?.value.type !== 'null');
}

/** Go reads null as the empty text, which is how the API server itself prints that. */
export function textOf(field: Field): string {
  if (field.node.type === 'null') return '';
  if (field.node.type !== 'string') throw wrongType(field, 'string');
  const { text } = field.node;
  // It would be written as U+FFFD.
  if (text.isWellFormed()) return text;
  throw new ManifestError({ code: 'not-unicode', field: refOf(field) });
}

export function optionalText(field: Field | undefined): string | undefined {
  return field === undefined ? undefined : textOf(field);
}

/** False when it is not there. */
export function isTrue(field: Field | undefined): boolean {
  if (field === undefined) return false;
  if (field.node.type !== 'boolean') throw wrongType(field, 'boolean');
  return field.node.value;
}

/** Permission bits. */
export function modeOf(field: Field | undefined): number | undefined {
  if (field === undefined) return undefined;
  if (field.node.type !== 'number') throw wrongType(field, 'number');
  const { value: mode } = field.node;
  if (Number.isInteger(mode) && mode >= 0 && mode <= 0o777) return mode;
  throw new ManifestError({ code: 'invalid-mode', mode, field: refOf(field) });
}

export function refOf({ object, path, key, node }: Field): FieldRef {
  return { object, path, ...(key !== undefined && { key }), at: node.at };
}

function mapOf(field: Field): MapNode {
  if (field.node.type !== 'map') throw wrongType(field, 'map');
  return field.node;
}

function wrongType(field: Field, expected: ValueType): ManifestError {
  const { type: actual, at } = field.node;
  if (actual === 'tagged') return new ManifestError({ code: 'tag', at });
  return new ManifestError({ code: 'wrong-type', field: refOf(field), expected, actual });
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
