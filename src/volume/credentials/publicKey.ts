// What identifies a public key. It may be shown: nothing here leads back to a private key.

import type { KeyObject } from 'node:crypto';
import { digestOf } from '../read/snapshot.ts';

export interface PublicKey {
  /** `RSA 2048`, `EC P-256`, `Ed25519` */
  algorithm: string;
  /** Equal for the keys of a pair. */
  digest: string;
}

/** @param key a public key */
export function publicKeyOf(key: KeyObject): PublicKey {
  return { algorithm: algorithmOf(key), digest: digestOf(canonical(key)) };
}

/** The numbers of the key. DER would not do: it can hold a point compressed or uncompressed. */
function canonical(key: KeyObject): Uint8Array {
  try {
    const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
    return Buffer.from(JSON.stringify([kty, crv, x, y, n, e]));
  } catch {
    return key.export({ type: 'spki', format: 'der' }); // DSA and RSA-PSS have no JWK
  }
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

const NAMES: Readonly<Record<string, string>> = {
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  'rsa-pss': 'RSA-PSS',
};

function algorithmOf(key: KeyObject): string {
  const type: string = key.asymmetricKeyType ?? '';
  const { modulusLength, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const size = modulusLength ?? CURVES[namedCurve] ?? namedCurve;
  return `${NAMES[type] ?? type.toUpperCase()} ${size}`.trimEnd();
}
