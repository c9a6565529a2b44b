// What each value is, found out once: versions share the bytes of what they have in common.

import { type Credential, inspectFile } from '../../volume/credentials/credentials.ts';
import { isCredentialValue } from '../../volume/credentials/looksLikeCredential.ts';

const inspected = new WeakMap<Uint8Array, { credential: Credential | undefined }>();

export function inspectOnce(data: Uint8Array): Credential | undefined {
  let known = inspected.get(data);
  if (known === undefined) inspected.set(data, (known = { credential: inspectFile(data) }));
  return known.credential;
}

const looked = new WeakMap<Uint8Array, boolean>();

export function isCredentialOnce(data: Uint8Array): boolean {
  let known = looked.get(data);
  if (known === undefined) looked.set(data, (known = isCredentialValue(data)));
  return known;
}
