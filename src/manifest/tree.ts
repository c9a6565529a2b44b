// A YAML document as plain values, each with its place, and types as kubectl sees them.

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  type LineCounter,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { ManifestError, type Place } from './failure.ts';
import { isMisreadBlock } from './misreadBlock.ts';
import { MAX_TEXT_BYTES, parseYaml, placeOf } from './parseYaml.ts';
import { readPlainScalar } from './plainScalar.ts';

export type Node = { at: Place; weight: number } & (
  | { type: 'string'; text: string }
  | { type: 'number'; value: number }
  | { type: 'boolean'; value: boolean }
  | { type: 'null' }
  | { type: 'list'; items: readonly Node[] }
  | { type: 'map'; entries: ReadonlyMap<string, Entry>; mergeKey: Place | undefined }
);

interface Entry {
  /** Place of the key. */
  at: Place;
  /** False for a key that kubectl would read as something else than this text. */
  isAsWritten: boolean;
  value: Node;
}

/** Characters that aliases may stand for, all together: no more than could have been written out. */
const MAX_ALIASED = MAX_TEXT_BYTES;

const PLAIN_TAGS = new Set(['str', 'seq', 'map'].map((name) => `tag:yaml.org,2002:${name}`));

/**
 * The documents of one text. Aliased parts are shared, not copied; but who walks a tree walks them each time, so they
 * count each time.
 *
 * @throws ManifestError
 */
export function readTrees(text: string): Node[] {
  const { documents, lines } = parseYaml(text);
  let aliased = 0;
  const count = (weight: number, at: Place): void => {
    aliased += weight;
    if (aliased <= MAX_ALIASED) return;
    throw new ManifestError({ code: 'too-many-aliases', limit: MAX_ALIASED, at });
  };
  return documents.map((document) => readTree(document, { text, lines, countAliased: count }));
}

interface Source {
  text: string;
  lines: LineCounter;
  countAliased: (weight: number, at: Place) => void;
}

function readTree(document: Document.Parsed, { text, lines, countAliased }: Source): Node {
  const anchors = new Map<string, Node>();

  const read = (node: ParsedNode | null, parent: Place): Node => {
    if (node === null) return { type: 'null', at: parent, weight: 1 };
    const at = placeOf(lines, node.range[0]);
    if (isAlias(node)) return readAlias(node.source, at);
    if (node.tag !== undefined && !PLAIN_TAGS.has(node.tag)) {
      throw new ManifestError({ code: 'tag', at });
    }
    const value = isScalar(node) ? readScalar(node, at) : readCollection(node, at);
    if (node.anchor !== undefined) anchors.set(node.anchor, value);
    return value;
  };

  const readScalar = (node: Scalar.Parsed, at: Place): Node => {
    const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    if (isBlock && isMisreadBlock(text, node.range)) {
      throw new ManifestError({ code: 'syntax', problem: 'block-end', at });
    }
    const value = String(node.value);
    const isPlain = node.type === 'PLAIN' && node.tag === undefined;
    const typed = isPlain ? readPlainScalar(value) : stringOf(value);
    return { ...typed, at, weight: 1 + value.length };
  };

  const readAlias = (name: string, at: Place): Node => {
    // An anchor is known when its node is complete, so nothing contains itself.
    const target = anchors.get(name);
    if (target === undefined) throw new ManifestError({ code: 'unknown-alias', at });
    countAliased(target.weight, at);
    return { ...target, at };
  };

  const readCollection = (node: YAMLMap.Parsed | YAMLSeq.Parsed, at: Place): Node => {
    if (isMap(node)) return readMap(node, at);
    const items = node.items.map((item) => read(item, at));
    const weight = items.reduce((sum, item) => sum + item.weight, 1);
    return { type: 'list', items, at, weight };
  };

  const readMap = (node: YAMLMap.Parsed, at: Place): Node => {
    const entries = new Map<string, Entry>();
    let mergeKey: Place | undefined;
    let weight = 1;
    for (const pair of node.items) {
      const key = read(pair.key, at);
      if (!isScalar(pair.key)) throw new ManifestError({ code: 'complex-key', at: key.at });
      const name = String(pair.key.value);
      if (entries.has(name)) {
        throw new ManifestError({ code: 'duplicate-key', key: name, at: key.at });
      }
      if (name === '<<' && pair.key.type === 'PLAIN') mergeKey = key.at;
      const value = read(pair.value, key.at);
      const isAsWritten = key.type === 'string' || isPlainInteger(key, name);
      entries.set(name, { at: key.at, isAsWritten, value });
      weight += key.weight + value.weight;
    }
    return { type: 'map', entries, mergeKey, at, weight };
  };

  return read(document.contents, placeOf(lines, document.range[0]));
}

function stringOf(text: string): { type: 'string'; text: string } {
  return { type: 'string', text };
}

/** `8080` comes out as it was written, `010` does not. */
function isPlainInteger(node: Node, text: string): boolean {
  return node.type === 'number' && Number.isSafeInteger(node.value) && String(node.value) === text;
}
