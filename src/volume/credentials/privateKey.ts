// What may be shown of a private key: its kind and its public key. Never its bytes.

import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { PemBlock, PemFlaw } from './pem.ts';
import { type PublicKey, publicKeyOf } from './publicKey.ts';

export type PrivateKey =
  | { state: 'readable'; publicKey: PublicKey }
  /** `algorithm` (`RSA`, `EC`) where the block's first line names it. */
  | { state: 'encrypted'; algorithm: string | undefined }
  /** SSH's own format, which is for no certificate. */
  | { state: 'openssh' }
  /** Damaged, or of a kind that OpenSSL (BoringSSL, on a desktop) does not know here. `flaw`: certainly damaged. */
  | { state: 'unreadable'; flaw?: PemFlaw };

export function readPrivateKey({ label, text, flaw }: PemBlock): PrivateKey {
  if (flaw !== undefined) return { state: 'unreadable', flaw };
  const [algorithm = ''] = label.split('PRIVATE KEY');
  switch (algorithm) {
    case 'ENCRYPTED ':
      return { state: 'encrypted', algorithm: undefined };
    case 'OPENSSH ':
      return isEncryptedForSsh(text)
        ? { state: 'encrypted', algorithm: 'OpenSSH' }
        : { state: 'openssh' };
  }
  if (/^Proc-Type: *4,ENCRYPTED/m.test(text)) {
    return { state: 'encrypted', algorithm: algorithm.trim() };
  }
  try {
    const publicKey = createPublicKey(createPrivateKey(text));
    return { state: 'readable', publicKey: publicKeyOf(publicKey) };
  } catch {
    return { state: 'unreadable' };
  }
}

const SSH_MAGIC = 'openssh-key-v1\0';

/** After the magic come the length and the name of the cipher: `none` if the key is not encrypted. */
function isEncryptedForSsh(text: string): boolean {
  const [, body = ''] = text.split('\n', 2);
  const start = Buffer.from(body.slice(0, 64), 'base64').toString('latin1');
  return start.startsWith(SSH_MAGIC) && !start.startsWith(`${SSH_MAGIC}\0\0\0\x04none`);
}
