// Whether a volume's values are to be kept from view unless asked for. In doubt they are.

import type { VolumeSource } from '../places/origin.ts';

export type SecrecyReason =
  /** A Secret, projected or CSI volume, or svidlet's, with the keys of its certificates. */
  | 'kind'
  /** A mounted tmpfs: where kubelets put Secrets and tokens. */
  | 'tmpfs'
  /** In a sandbox, where a Secret and a ConfigMap look alike. */
  | 'sandbox'
  /** A key that is named or looks like a credential. */
  | 'key'
  /** Someone who knows better said so. */
  | 'overruled';

/** What a person decided for one volume, against what is guessed here. */
export type SecrecyOverrule = 'secret' | 'plain';

const CREDENTIAL_NAME =
  /(^|[-._/])(tokens?|passw(or)?ds?|passphrase|secrets?|credentials?|api[-_.]?key|private[-_.]?key|access[-_.]?key|client[-_.]?key|id_(rsa|dsa|ecdsa|ed25519)|tls\.key|kubeconfig|\.dockerconfigjson|\.dockercfg|\.htpasswd|\.netrc|\.pgpass)([-._/]|$)|\.(key|p12|pfx|jks|keystore)$/i;

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/;
/** A JWT: three base64url parts, the first of which is a JSON object. */
const TOKEN = /^\s*eyJ[\w-]+\.[\w-]+\.[\w-]*\s*$/;

/** How far into a value to look for a private key. */
const LOOK_BYTES = 16_384;

/** Undefined for what may be shown. `files`: key → contents. */
export function secrecyOf(
  source: VolumeSource,
  files: ReadonlyMap<string, { data: Uint8Array }>,
  overrule?: SecrecyOverrule,
): SecrecyReason | undefined {
  if (overrule !== undefined) return overruled(overrule);
  return secrecyOfSource(source) ?? secrecyOfFiles(files);
}

export function overruled(overrule: SecrecyOverrule): SecrecyReason | undefined {
  return overrule === 'secret' ? 'overruled' : undefined;
}

function secrecyOfSource({ origin, mount, isMountPoint }: VolumeSource): SecrecyReason | undefined {
  switch (origin.kind) {
    case 'secret':
    case 'projected':
    case 'csi':
    case 'svidlet':
      return 'kind';
    case 'configMap':
    case 'downwardAPI':
      return undefined;
    case 'inSandbox':
      return 'sandbox';
    case 'onTmpfs':
    case 'atomicWriter':
    case 'gitSync':
    case 'unknown':
      return isMountPoint && mount?.fileSystemType === 'tmpfs' ? 'tmpfs' : undefined;
  }
}

function secrecyOfFiles(
  files: ReadonlyMap<string, { data: Uint8Array }>,
): SecrecyReason | undefined {
  for (const [key, { data }] of files) if (looksLikeCredential(key, data)) return 'key';
  return undefined;
}

/** By the name of the key or by what it holds. */
export function looksLikeCredential(key: string, data: Uint8Array): boolean {
  if (CREDENTIAL_NAME.test(inWords(key))) return true;
  const text = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, LOOK_BYTES));
  const latin = text.toString('latin1');
  return PRIVATE_KEY.test(latin) || TOKEN.test(latin);
}

/** `dbPassword` → `db-Password`. */
function inWords(key: string): string {
  return key.replace(/([a-z\d])([A-Z])/g, '$1-$2');
}
