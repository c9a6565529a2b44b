// Which values of a volume are to be kept from view unless asked for: all, or those of single keys. In doubt they are.

import type { VolumeSource } from '../places/origin.ts';
import { isCredentialName, isCredentialValue } from './looksLikeCredential.ts';

/** Why no value of the volume is shown. */
export type SecrecyReason =
  /** A Secret, projected or CSI volume, or svidlet's, with the keys of its certificates. */
  | 'kind'
  /** A mounted tmpfs: where kubelets put Secrets and tokens. */
  | 'tmpfs'
  /** In a sandbox, where a Secret and a ConfigMap look alike. */
  | 'sandbox'
  /** Someone who knows better said so. */
  | 'overruled'
  /** It was made from a Secret, or copied from a volume that is secret-like. */
  | 'made';

/** Why a key is secret, in a volume whose other keys are not: its name, what it holds, or a secret key holds the same. */
type KeySecrecy = 'name' | 'value' | 'same';

export interface Secrecy {
  /** Undefined where `keys` are all that is secret. */
  readonly all: SecrecyReason | undefined;
  /** Also keys that only the history has. */
  readonly keys: ReadonlyMap<string, KeySecrecy>;
  /** Of what they hold or held: under another key it is as secret. */
  readonly digests: ReadonlySet<string>;
}

/** What a person decided for one volume, or what it was made from: against what is guessed here. */
export type SecrecyOverrule = 'secret' | 'plain' | 'made-secret';

export const NOTHING_SECRET: Secrecy = { all: undefined, keys: new Map(), digests: new Set() };

/** For a volume of which nothing is known. */
export const ALL_SECRET: Secrecy = { ...NOTHING_SECRET, all: 'overruled' };

export function overruled(overrule: SecrecyOverrule): Secrecy {
  switch (overrule) {
    case 'secret':
      return ALL_SECRET;
    case 'made-secret':
      return { ...NOTHING_SECRET, all: 'made' };
    case 'plain':
      return NOTHING_SECRET;
  }
}

export function isSecretKey({ all, keys }: Secrecy, key: string): boolean {
  return all !== undefined || keys.has(key);
}

/** A key to come: with this name and value, in such a volume. */
export function isSecretContent(
  secrecy: Secrecy,
  key: string,
  content: { data: Uint8Array; digest: string },
): boolean {
  return (
    isSecretKey(secrecy, key) ||
    secrecy.digests.has(content.digest) ||
    isCredentialName(key) ||
    isCredentialValue(content.data)
  );
}

interface File {
  data: Uint8Array;
  digest: string;
}

/** Shorter values are the same by chance: `true`. */
const TELLING_BYTES = 6;

/**
 * With what a version holds. What was secret once stays so, as the history has it still.
 *
 * @param isCredential a caller may keep what it answered for the same bytes
 */
export function secrecyWith(
  before: Secrecy,
  source: VolumeSource,
  files: ReadonlyMap<string, File>,
  isCredential: (data: Uint8Array) => boolean = isCredentialValue,
): Secrecy {
  const all = before.all ?? secrecyOfSource(source);
  const keys = new Map(before.keys);
  const digests = new Set(before.digests);
  for (const [key, { data, digest }] of files) {
    if (!keys.has(key)) {
      if (isCredentialName(key)) keys.set(key, 'name');
      else if (isCredential(data)) keys.set(key, 'value');
    }
    if (keys.has(key) && data.length >= TELLING_BYTES) digests.add(digest);
  }
  for (const [key, { digest }] of files) {
    if (!keys.has(key) && digests.has(digest)) keys.set(key, 'same');
  }
  return { all, keys, digests };
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
