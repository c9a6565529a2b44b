// A YAML document as plain values, each with its place, and types as kubectl sees them.

import {
  isAlias,
  isMap,
  isScalar,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { DocumentText } from './documents.ts';
import { ManifestError, type Place } from './failure.ts';
import { isMisreadBlock } from './misreadBlock.ts';
import { type Parsed, type ParsedDocument, parseYaml } from './parseYaml.ts';
import { readPlainScalar } from './plainScalar.ts';

export type Node = { at: Place; weight: number } & (
  | { type: 'string'; text: string }
  | { type: 'number'; value: number }
  | { type: 'boolean'; value: boolean }
  | { type: 'null' }
  | { type: 'list'; items: readonly Node[] }
  | { type: 'map'; entries: ReadonlyMap<string, Entry> }
  /** With a tag such as `!!binary`, which is no fault where nothing is taken from. */
  | { type: 'tagged' }
);

interface Entry {
  /** Place of the key. */
  at: Place;
  /** False for a key that kubectl would read as something else than this text. */
  isAsWritten: boolean;
  value: Node;
}

/** Characters that aliases may stand for, all together: more than the API server takes in a request. */
const MAX_ALIASED = 4 * 2 ** 20;

const tagOf = (name: string) => `tag:yaml.org,2002:${name}`;
const PLAIN_TAGS = new Set(['str', 'seq', 'map'].map(tagOf));

/**
 * The documents in the text of one, several where that is JSON. Aliased parts are shared, not copied; but who walks a
 * tree walks them each time, so they count each time.
 *
 * @throws ManifestError
 */
export function* readTrees(source: DocumentText, parsed: Parsed): Generator<Node> {
  const countAliased = (weight: number, at: Place): void => {
    parsed.aliased += weight;
    if (parsed.aliased <= MAX_ALIASED) return;
    throw new ManifestError({ code: 'too-many-aliases', limit: MAX_ALIASED, at });
  };
  for (const document of parseYaml(source, parsed)) {
    yield readTree(document, source.text, countAliased);
  }
}

function readTree(
  { document, placeOf }: ParsedDocument,
  text: string,
  countAliased: (weight: number, at: Place) => void,
): Node {
  const anchors = new Map<string, Node>();

  const read = (node: ParsedNode | null, parent: Place): Node => {
    if (node === null) return { type: 'null', at: parent, weight: 1 };
    const at = placeOf(node.range[0]);
    if (isAlias(node)) return readAlias(node.source, at);
    const value = isScalar(node) ? readScalar(node, at) : readCollection(node, at);
    const isRead = node.tag === undefined || PLAIN_TAGS.has(node.tag);
    const typed: Node = isRead ? value : { type: 'tagged', at, weight: value.weight };
    if (node.anchor !== undefined) anchors.set(node.anchor, typed);
    return typed;
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
    const written = new Set<string>();
    let weight = 1;
    for (const pair of node.items) {
      const key = read(pair.key, at);
      if (!isScalar(pair.key)) throw new ManifestError({ code: 'complex-key', at: key.at });
      const value = read(pair.value, key.at);
      weight += key.weight + value.weight;
      if (isMergeKey(pair.key)) {
        for (const [name, entry] of entriesToMerge(value, key.at)) entries.set(name, entry);
        continue;
      }
      const name = String(pair.key.value);
      if (written.has(name)) {
        throw new ManifestError({ code: 'duplicate-key', key: name, at: key.at });
      }
      written.add(name);
      const isAsWritten = key.type === 'string' || isPlainInteger(key, name);
      entries.set(name, { at: key.at, isAsWritten, value });
    }
    return { type: 'map', entries, at, weight };
  };

  return read(document.contents, placeOf(document.range[0]));
}

function isMergeKey({ value, type, tag }: Scalar): boolean {
  return value === '<<' && (tag === undefined ? type === 'PLAIN' : tag === tagOf('merge'));
}

/** Of several mappings the first wins. What kubectl reads later wins in all: also a `<<` over keys that are before it. */
function* entriesToMerge(value: Node, at: Place): Generator<[string, Entry]> {
  for (const map of value.type === 'list' ? value.items.toReversed() : [value]) {
    if (map.type !== 'map') throw new ManifestError({ code: 'merge-key', at });
    yield* map.entries;
  }
}

function stringOf(text: string): { type: 'string'; text: string } {
  return { type: 'string', text };
}

/** `8080` comes out as it was written, `010` does not. */
function isPlainInteger(node: Node, text: string): boolean {
  return node.type === 'number' && Number.isSafeInteger(node.value) && String(node.value) === text;
}
