// The certificates and private keys of a PEM file, as text: where each begins and ends, nothing decoded.

import { PEM_BEGIN, PEM_LABEL } from '../contents/signatures.ts';

export interface PemBlock {
  kind: 'certificate' | 'private-key';
  /** `CERTIFICATE`, `RSA PRIVATE KEY`, … */
  label: string;
  /** The block with its first and last line. If one of them is missing, nothing can decode the block. */
  text: string;
  /** Why no program loads it, if known. Then there is no text. */
  flaw?: PemFlaw;
}

export type PemFlaw =
  /** A marker is not on a line of its own: no line breaks, blanks or `\n` for them, quotes, or indented. */
  | 'markers-in-line'
  /** Encoded in base64 once more, as a Secret's `data` must be but its `stringData` must not. */
  | 'base64-twice'
  /** Base64 without the lines before and after it. */
  | 'no-markers';

export interface PemBlocks {
  blocks: readonly PemBlock[];
  /** True if the file holds more blocks than were examined. */
  truncated: boolean;
}

/** A ConfigMap or Secret holds 1 MiB; a cluster trust bundle is made of several objects. */
const LOOK_BYTES = 4 * 2 ** 20;
/** Each costs 0.2 ms to decode; the bundles of browsers and distributions have about 150. */
const MAX_BLOCKS = 500;
/** No certificate or key is longer, so a decoder never gets more. */
const MAX_BLOCK_LENGTH = 64 * 2 ** 10;

// OpenSSL and Go find a marker at the beginning of a line only. An indented one belongs to a YAML file.
const MARKER = new RegExp(`^-----(BEGIN|END) (${PEM_LABEL})-----(?:([ \\t]*$)|)`, 'gm');
/** Unless the file begins with it. */
const FIRST_MARKER = new RegExp(`^[\\s"']{0,200}-----BEGIN (${PEM_LABEL})-----`);

/** Undefined for a file without certificates and keys; for nearly every file one quick test shows that. */
export function readPem(data: Uint8Array): PemBlocks | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, LOOK_BYTES));
  if (!bytes.includes(PEM_BEGIN) || bytes.includes(0)) return undefined;
  const text = bytes.toString('latin1');
  const blocks: PemBlock[] = [];
  const add = (label: string, start: number, end: number): void => {
    const isSane = end - start <= MAX_BLOCK_LENGTH;
    blocks.push({ kind: kindOf(label), label, text: isSane ? text.slice(start, end) : '' });
  };
  let begun: { label: string; start: number } | undefined;
  for (const { 0: line, 1: edge, 2: label = '', 3: rest, index } of text.matchAll(MARKER)) {
    if (blocks.length >= MAX_BLOCKS) return { blocks, truncated: true };
    if (rest === undefined) {
      if (edge === 'END') continue;
      if (begun !== undefined) add(begun.label, begun.start, index);
      blocks.push(flawed(label, 'markers-in-line'));
      begun = undefined;
      continue;
    }
    const end = index + line.length;
    const isEnd = edge === 'END' && begun?.label === label;
    if (begun !== undefined) add(begun.label, begun.start, isEnd ? end : index);
    if (edge === 'END' && !isEnd) add(label, index, end);
    begun = edge === 'BEGIN' ? { label, start: index } : undefined;
  }
  const truncated = data.length > LOOK_BYTES;
  if (begun !== undefined && !truncated) add(begun.label, begun.start, text.length);
  const [, first] = FIRST_MARKER.exec(text) ?? [];
  if (blocks.length === 0 && first !== undefined) blocks.push(flawed(first, 'markers-in-line'));
  return blocks.length === 0 ? undefined : { blocks, truncated };
}

/** A block that cannot be decoded: only its label is known. */
export function flawed(label: string, flaw: PemFlaw): PemBlock {
  return { kind: kindOf(label), label, text: '', flaw };
}

function kindOf(label: string): PemBlock['kind'] {
  return label.endsWith('CERTIFICATE') ? 'certificate' : 'private-key';
}
