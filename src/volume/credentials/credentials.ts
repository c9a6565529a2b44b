// The credentials among the keys of a volume, as plain data in which nothing is secret.

import { type Certificates, readCertificates } from './certificates.ts';
import { readDer } from './der.ts';
import { readEncoded } from './encoded.ts';
import { type PemBlocks, readPem } from './pem.ts';
import { type PrivateKey, readPrivateKey } from './privateKey.ts';
import { readServiceAccountToken, type ServiceAccountToken } from './serviceAccountToken.ts';

export type Credential =
  | { kind: 'token'; token: ServiceAccountToken }
  /** One certificate, a chain or a bundle. `isDer`: a single one, and not in PEM. */
  | { kind: 'certificate'; certificates: Certificates; pair?: Pair; isDer?: true }
  | { kind: 'private-key'; privateKey: PrivateKey; pair?: Pair; isDer?: true }
  /** In one file, as a `podCertificate` with a `credentialBundlePath`. */
  | {
      kind: 'key-and-certificates';
      privateKey: PrivateKey;
      certificates: Certificates;
      /** Undefined where it cannot be told: the private key is encrypted, say. */
      matches?: boolean;
    };

/** The file with the other half of the pair: a certificate's private key, or a private key's certificate. */
export interface Pair {
  with: string;
  matches: boolean;
}

/** Key → credential, for those keys that hold one. */
export type CredentialMap = ReadonlyMap<string, Credential>;

/** @param inspect inspects one file. It takes nearly all the time, so a caller may cache its answer for the same bytes. */
export function inspectCredentials(
  files: ReadonlyMap<string, { data: Uint8Array }>,
  inspect: (data: Uint8Array) => Credential | undefined = inspectFile,
): CredentialMap {
  const credentials = new Map<string, Credential>();
  for (const [key, { data }] of files) {
    const credential = inspect(data);
    if (credential !== undefined) credentials.set(key, credential);
  }
  return pairedUp(credentials);
}

/** What one file holds, by its contents alone. */
export function inspectFile(data: Uint8Array): Credential | undefined {
  const token = readServiceAccountToken(data);
  if (token !== undefined) return { kind: 'token', token };
  const der = readDer(data);
  if (der !== undefined) {
    const credential = inspectBlocks({ blocks: [der], truncated: false });
    return credential.kind === 'key-and-certificates' ? credential : { ...credential, isDer: true };
  }
  const pem = readPem(data) ?? readEncoded(data);
  return pem === undefined ? undefined : inspectBlocks(pem);
}

function inspectBlocks(pem: PemBlocks): Exclude<Credential, { kind: 'token' }> {
  const key = pem.blocks.find(({ kind }) => kind === 'private-key');
  const blocks = pem.blocks.filter(({ kind }) => kind === 'certificate');
  if (key !== undefined && blocks.length === 0) {
    return { kind: 'private-key', privateKey: readPrivateKey(key) };
  }
  const certificates = readCertificates(blocks, pem.truncated);
  if (key === undefined) return { kind: 'certificate', certificates };
  const privateKey = readPrivateKey(key);
  const own = digestOfKey(privateKey);
  const its = certificates.publicKey?.digest;
  return {
    kind: 'key-and-certificates',
    privateKey,
    certificates,
    ...(own !== undefined && its !== undefined && { matches: own === its }),
  };
}

/**
 * Adds which files form a pair, for which all credentials are needed. Names that belong together (`tls.crt` and
 * `tls.key`) form one, since programs use them so; they may not match. Otherwise equal public keys form one.
 */
function pairedUp(credentials: CredentialMap): CredentialMap {
  const certificates = [...credentials].flatMap(([file, credential]) => {
    const digest =
      credential.kind === 'certificate' ? credential.certificates.publicKey?.digest : undefined;
    return digest === undefined ? [] : [{ file, digest, stem: stemOf(file) }];
  });
  const byStem = grouped(certificates, ({ stem }) => stem);
  const byDigest = grouped(certificates, ({ digest }) => digest);

  const paired = new Map(credentials);
  for (const [file, credential] of credentials) {
    if (credential.kind !== 'private-key') continue;
    const digest = digestOfKey(credential.privateKey);
    if (digest === undefined) continue;
    const named = byStem.get(stemOf(file)) ?? [];
    const other =
      named.find((certificate) => certificate.digest === digest) ??
      named[0] ??
      byDigest.get(digest)?.[0];
    if (other === undefined) continue;
    const matches = other.digest === digest;
    paired.set(file, { ...credential, pair: { with: other.file, matches } });
    const certificate = paired.get(other.file);
    // If several keys have the certificate's name, its own is the one that matches.
    if (certificate?.kind === 'certificate' && certificate.pair?.matches !== true) {
      paired.set(other.file, { ...certificate, pair: { with: file, matches } });
    }
  }
  return paired;
}

function digestOfKey(privateKey: PrivateKey): string | undefined {
  return privateKey.state === 'readable' ? privateKey.publicKey.digest : undefined;
}

/** `a/tls.crt`, `a/tls.key`, `a/tls-key.pem` → `a/tls`; `cert.pem`, `privkey.pem` → ``. */
function stemOf(file: string): string {
  return file
    .toLowerCase()
    .replace(/\.(crt|cer|cert|pem|key)$/, '')
    .replace(/(^|[-_./])(fullchain|chain|certificates?|cert|crt|(private|priv)?[-_.]?key)$/, '$1')
    .replace(/[-_.]$/, '');
}

function grouped<T>(items: readonly T[], by: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group === undefined) groups.set(by(item), [item]);
    else group.push(item);
  }
  return groups;
}
