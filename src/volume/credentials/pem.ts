// The certificates and private keys of a PEM file, as text: where each begins and ends, nothing decoded.

export interface PemBlock {
  kind: 'certificate' | 'private-key';
  /** `CERTIFICATE`, `RSA PRIVATE KEY`, … */
  label: string;
  /** The block with its first and last line; what lacks one of them is a block too, that nothing can decode. */
  text: string;
}

export interface PemBlocks {
  blocks: readonly PemBlock[];
  /** True when there is more than was looked at. */
  truncated: boolean;
}

/** A ConfigMap or Secret holds 1 MiB; a cluster trust bundle is made of several objects. */
const LOOK_BYTES = 4 * 2 ** 20;
/** Each costs 0.2 ms to decode; the bundles of browsers and distributions have about 150. */
const MAX_BLOCKS = 500;
/** No certificate or key is that long, and what decodes them need not be trusted with more. */
const MAX_BLOCK_LENGTH = 64 * 2 ** 10;

const BEGIN = '-----BEGIN ';

// At the beginning of a line, where alone OpenSSL and Go see it: one that is indented belongs to a YAML file.
const MARKER =
  /^-----(BEGIN|END) ((?:(?:X509 |TRUSTED )?CERTIFICATE)|(?:(?:RSA |EC |DSA |ENCRYPTED |OPENSSH )?PRIVATE KEY))-----[ \t]*$/gm;

/** Undefined for a file that holds neither, which nearly every file can be told at once. */
export function readPem(data: Uint8Array): PemBlocks | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, LOOK_BYTES));
  if (!bytes.includes(BEGIN) || bytes.includes(0)) return undefined;
  const text = bytes.toString('latin1');
  const blocks: PemBlock[] = [];
  const add = (label: string, start: number, end: number): void => {
    const kind = label.endsWith('CERTIFICATE') ? 'certificate' : 'private-key';
    const isSane = end - start <= MAX_BLOCK_LENGTH;
    blocks.push({ kind, label, text: isSane ? text.slice(start, end) : '' });
  };
  let begun: { label: string; start: number } | undefined;
  for (const { 0: line, 1: edge, 2: label = '', index } of text.matchAll(MARKER)) {
    if (blocks.length >= MAX_BLOCKS) return { blocks, truncated: true };
    const end = index + line.length;
    const isEnd = edge === 'END' && begun?.label === label;
    if (begun !== undefined) add(begun.label, begun.start, isEnd ? end : index);
    if (edge === 'END' && !isEnd) add(label, index, end);
    begun = edge === 'BEGIN' ? { label, start: index } : undefined;
  }
  const truncated = data.length > LOOK_BYTES;
  if (begun !== undefined && !truncated) add(begun.label, begun.start, text.length);
  return blocks.length === 0 ? undefined : { blocks, truncated };
}
