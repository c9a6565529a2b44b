// Certificates and keys in base64 that no program decodes first.

import { readDer } from './der.ts';
import { flawed, type PemBlocks, readPem } from './pem.ts';

const MAX_BYTES = 128 * 2 ** 10;

/** In base64, `-----BEGIN ` and the DER of a certificate or key begin like this. */
const ENCODED = /^\s*(?:LS0tLS1CRUdJTi|MI[IG])[A-Za-z\d+/\s]+={0,2}\s*$/;

/** What a certificate or key was encoded as, though no program decodes it first. */
export function readEncoded(data: Uint8Array): PemBlocks | undefined {
  if (data.length > MAX_BYTES) return undefined;
  const text = Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
  if (!ENCODED.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64');
  const pem = readPem(decoded);
  const der = readDer(decoded);
  const blocks = [
    ...(pem?.blocks ?? []).map(({ label }) => flawed(label, 'base64-twice')),
    ...(der === undefined ? [] : [flawed(der.label, 'no-markers')]),
  ];
  return blocks.length === 0 ? undefined : { blocks, truncated: pem?.truncated ?? false };
}
