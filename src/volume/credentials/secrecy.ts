// Which values of a volume show on request only: all, or those of single keys. In doubt a value counts as secret.

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
  /** A person said so. */
  | 'overruled'
  /** It was created from a Secret, or copied from a volume that is secret-like. */
  | 'made'
  /** Nobody has read it yet: in doubt it is a secret. */
  | 'unread';

/** Why a single key is secret: its name, its value, or because a secret key has the same value. */
type KeySecrecy = 'name' | 'value' | 'same';

export interface Secrecy {
  /** Undefined if only `keys` are secret. */
  readonly all: SecrecyReason | undefined;
  /** Includes keys of earlier versions. */
  readonly keys: ReadonlyMap<string, KeySecrecy>;
  /** Digests of their values, past ones too: the same value is secret under any key. */
  readonly digests: ReadonlySet<string>;
}

/** What a person decided for a volume, or what it was created from. It overrules what is guessed here. */
export type SecrecyOverrule = 'secret' | 'plain' | 'made-secret';

export const NOTHING_SECRET: Secrecy = { all: undefined, keys: new Map(), digests: new Set() };

export const UNREAD: Secrecy = { ...NOTHING_SECRET, all: 'unread' };

export function overruled(overrule: SecrecyOverrule): Secrecy {
  switch (overrule) {
    case 'secret':
      return { ...NOTHING_SECRET, all: 'overruled' };
    case 'made-secret':
      return { ...NOTHING_SECRET, all: 'made' };
    case 'plain':
      return NOTHING_SECRET;
  }
}

export function isSecretKey({ all, keys }: Secrecy, key: string): boolean {
  return all !== undefined || keys.has(key);
}

/** Whether a key that is about to be added, with this name and value, would be secret. */
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

/** Shorter values may be equal by chance: `true`. */
const TELLING_BYTES = 6;

/**
 * The secrecy after a version was read. What was secret once stays so: the history still has it.
 *
 * @param isCredential examines one value. A caller may cache its answer for the same bytes.
 */
export function secrecyWith(
  before: Secrecy,
  source: VolumeSource,
  files: ReadonlyMap<string, File>,
  isCredential: (data: Uint8Array) => boolean = isCredentialValue,
): Secrecy {
  const all = (before.all === 'unread' ? undefined : before.all) ?? secrecyOfSource(source);
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
