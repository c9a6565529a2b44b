// Changes values of a Secret within the text of its manifest. Only these values are written anew: comments, order and
// formatting of all else stay.

import { isMap, isScalar, type Pair, type ParsedNode, type Range, type YAMLMap, visit } from 'yaml';
import { documentsIn } from './documents.ts';
import { ManifestError } from './failure.ts';
import { flowText } from './flowText.ts';
import { parseYaml } from './parseYaml.ts';
import type { ManifestObject } from './readObject.ts';
import { keyText, valueText } from './yamlText.ts';

/** Key → its new text, or undefined for a key that goes. */
export type Values = Map<string, string | undefined>;

interface Edit {
  start: number;
  end: number;
  text: string;
}

type Item = Pair<ParsedNode, ParsedNode | null>;

/** One of the two fields with values. */
interface Field {
  map: YAMLMap.Parsed;
  /** `data` has base64, `stringData` text. */
  encode: (value: string) => string;
}

/** @throws ManifestError `not-editable` where a value is written in a way that is not understood here */
export function changedText(text: string, secret: ManifestObject, changes: Values): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const { map: object, start, source } = findMap(text, secret);
  const fields = (['stringData', 'data'] as const).flatMap((name): Field[] => {
    const map = object.items.find(({ key }) => isScalar(key) && key.value === name)?.value;
    const encode = (value: string) =>
      name === 'data' ? Buffer.from(value).toString('base64') : value;
    return isMap(map) ? [{ map, encode }] : [];
  });
  const edits: Edit[] = [];
  const left = new Map(changes);
  for (const [index, field] of fields.entries()) {
    const own = new Map([...left].filter(([key]) => has(field, key)));
    // A key that is in both is in effect in `stringData`; what goes, goes from both.
    for (const [key, value] of own) if (value !== undefined) left.delete(key);
    const isLast = index === fields.length - 1;
    const added = isLast ? [...left].filter(([, value]) => value !== undefined) : [];
    edits.push(...editsOf(source, field, own, new Map(added)));
    for (const [key] of added) left.delete(key);
  }
  if ([...left.values()].some((value) => value !== undefined)) throw notEditable(secret);
  return edits
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce(
      (all, edit) => all.slice(0, start + edit.start) + edit.text + all.slice(start + edit.end),
      text,
    );

  function editsOf(source: string, field: Field, own: Values, added: Values): Edit[] {
    if (own.size === 0 && added.size === 0) return [];
    if (field.map.flow === true) return [flowEdit(source, field, own, added)];
    return blockEdits(source, field, own, added).map(({ start: from, end: to, text: lines }) => ({
      start: from,
      end: to,
      text: lines.replaceAll(/\r?\n/g, eol),
    }));
  }

  function flowEdit(source: string, { map, encode }: Field, own: Values, added: Values): Edit {
    const [start, end] = map.range;
    const entries = map.items.map((item, index) => {
      const [from, to] = rangeOf(item);
      const [valueStart] = rangeOf({ value: item.value });
      const key = keyOf(item);
      const next = map.items[index + 1];
      const value = own.get(key);
      return {
        isGone: own.has(key) && value === undefined,
        text:
          value === undefined
            ? source.slice(from, to)
            : `${valueStart === to ? `${json(key)}: ` : source.slice(from, valueStart)}${json(encode(value))}`,
        after: next === undefined ? '' : source.slice(to, rangeOf(next)[0]),
      };
    });
    const [first] = map.items;
    const last = map.items.at(-1);
    return {
      start,
      end,
      text: flowText({
        open: first === undefined ? '{ ' : source.slice(start, rangeOf(first)[0]),
        entries,
        added: [...added].map(([key, value = '']) => `${json(key)}: ${json(encode(value))}`),
        close: last === undefined ? ' }' : source.slice(rangeOf(last)[1], end),
        eol,
      }),
    };
  }

  function blockEdits(source: string, { map, encode }: Field, own: Values, added: Values): Edit[] {
    const edits: Edit[] = [];
    const [first] = map.items;
    const last = map.items.at(-1);
    if (first === undefined || last === undefined) throw notEditable(secret);
    const indent = ' '.repeat(columnOf(source, rangeOf(first)[0]));
    for (const item of map.items) {
      const key = keyOf(item);
      if (!own.has(key)) continue;
      const value = own.get(key);
      const [from, to] = rangeOf(item);
      if (value === undefined) {
        const line = from - columnOf(source, from);
        edits.push({ start: line, end: lineAfter(source, to), text: '' });
      } else edits.push(valueEdit(source, item, encode(value), indent));
    }
    const end = lineAfter(source, rangeOf(last)[1]);
    const isLastGone = own.has(keyOf(last)) && own.get(keyOf(last)) === undefined;
    const isOpen = source[end - 1] !== '\n' && !isLastGone;
    const lines = [...added].map(
      ([key, value = '']) =>
        `${indent}${keyText(key)}: ${scalarText(encode(value), indent, 'block')}`,
    );
    const text = lines.map((line) => (isOpen ? `\n${line}` : `${line}\n`)).join('');
    edits.push({ start: end, end, text });
    return edits;
  }

  function valueEdit(source: string, item: Item, value: string, indent: string): Edit {
    const [start, end] = rangeOf({ value: item.value });
    const old = source.slice(start, end);
    const isBlock = old.endsWith('\n');
    const text = scalarText(value, indent, isBlock ? 'block' : 'line');
    if (old === '') return { start, end, text: ` ${text}` };
    // A block of text ends with its last line end, and what comes next begins a line.
    return { start, end, text: isBlock ? `${text}\n` : text };
  }

  /** From the key to the end of its value. */
  function rangeOf({
    key,
    value,
  }: {
    key?: ParsedNode;
    value: ParsedNode | null;
  }): [number, number] {
    if (!isScalar(value) || value.anchor !== undefined || value.tag !== undefined) {
      throw notEditable(secret);
    }
    const [start, end]: Range = value.range;
    return [key === undefined ? start : key.range[0], end];
  }

  function keyOf({ key }: Item): string {
    if (isScalar(key) && key.value !== '<<') return String(key.value);
    throw notEditable(secret);
  }
}

function has({ map }: Field, key: string): boolean {
  return map.items.some((item) => isScalar(item.key) && item.key.value === key);
}

/** The object where it is written; `start` is where its document begins in the text. */
function findMap(
  text: string,
  secret: ManifestObject,
): { map: YAMLMap.Parsed; start: number; source: string } {
  const { line, column } = secret.at;
  for (const document of documentsIn(text)) {
    for (const { document: parsed, placeOf } of parseYaml(document, { parts: 0, aliased: 0 })) {
      let found: YAMLMap.Parsed | undefined;
      visit(parsed, {
        Map: (_, map) => {
          const at = placeOf(map.range?.[0] ?? 0);
          if (at.line !== line || at.column !== column) return undefined;
          found = map as YAMLMap.Parsed;
          return visit.BREAK;
        },
      });
      if (found !== undefined) return { map: found, start: document.start, source: document.text };
    }
  }
  throw notEditable(secret);
}

function notEditable({ at }: ManifestObject): ManifestError {
  return new ManifestError({ code: 'not-editable', at });
}

function columnOf(source: string, offset: number): number {
  return offset - (source.lastIndexOf('\n', offset - 1) + 1);
}

/** Where the next line begins, after what ends at `offset`. */
function lineAfter(source: string, offset: number): number {
  if (source[offset - 1] === '\n') return offset;
  const end = source.indexOf('\n', offset);
  return end === -1 ? source.length : end + 1;
}

/**
 * @param indent of the key
 * @param may a comment may follow on the line, which would end up in a block of text
 */
function scalarText(value: string, indent: string, may: 'block' | 'line'): string {
  const text = valueText(value, `${indent}  `);
  // Empty lines that follow would become part of a block that keeps them.
  const isAmiss = text.startsWith('|+') || (may === 'line' && text.includes('\n'));
  return isAmiss ? json(value) : text;
}

/** In quotes that JSON and YAML read alike. */
function json(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u00A0\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
