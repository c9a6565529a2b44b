// Certificates and private keys in DER, the bytes that a PEM block holds in base64. Few programs load them in this form.

import { createPrivateKey } from 'node:crypto';
import type { PemBlock } from './pem.ts';
import { parseCertificate } from './certificates.ts';

const SEQUENCE = 0x30;
const MAX_BYTES = 64 * 2 ** 10;

/** As a block of PEM; undefined for anything else. The first four bytes decide. */
export function readDer(data: Uint8Array): PemBlock | undefined {
  if (!isOneSequence(data)) return undefined;
  const certificate = asPem('CERTIFICATE', data);
  if (parseCertificate(certificate.text) !== undefined) return certificate;
  return PRIVATE_KEYS.map((label) => asPem(label, data)).find(({ text }) => isPrivateKey(text));
}

const PRIVATE_KEYS = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'];

/** Whether the structure is as long as its header says. */
function isOneSequence(data: Uint8Array): boolean {
  const [tag, form = 0, high = 0, low = 0] = data;
  if (tag !== SEQUENCE || data.length > MAX_BYTES) return false;
  if (form < 0x80) return data.length === 2 + form;
  if (form === 0x81) return data.length === 3 + high;
  return form === 0x82 && data.length === 4 + high * 256 + low;
}

function asPem(label: string, data: Uint8Array): PemBlock {
  const lines = Buffer.from(data).toString('base64').replace(/.{64}/g, '$&\n');
  const kind = label === 'CERTIFICATE' ? 'certificate' : 'private-key';
  return { kind, label, text: `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n` };
}

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}
