// The certificates of one file: a single one, a chain with its leaf, or a bundle of authorities.

import { X509Certificate } from 'node:crypto';
import type { PemBlock, PemFlaw } from './pem.ts';
import { type PublicKey, publicKeyOf } from './publicKey.ts';

export interface Certificate {
  /** As in RFC 4514, the most particular part first: `CN=kubernetes`. */
  subject: string;
  issuer: string;
  /** Milliseconds since the epoch, as all times here. */
  validFrom: number;
  validTo: number;
  /** Hexadecimal. */
  serial: string;
  /** SHA-256 of the certificate: `AB:CD:…`. */
  fingerprint: string;
  isAuthority: boolean;
  isSelfSigned: boolean;
  /** The subject's alternative names: `DNS:example.com`, `IP Address:10.96.0.1`, `URI:spiffe://…`. */
  names: readonly string[];
}

export interface Certificates {
  /** In the order of the file. */
  list: readonly Certificate[];
  /**
   * Which of them the others vouch for, 0 unless the order is wrong. Undefined for a bundle: certificates
   * that are trusted, or at least listed, each for itself.
   */
  leaf: number | undefined;
  /** The leaf's; of a bundle the first one's, which is what a program would take. */
  publicKey: PublicKey | undefined;
  /** Blocks that are no certificate. */
  malformed: number;
  /** What is wrong with the first of them, where that can be told. */
  flaw?: PemFlaw;
  /** True when there are more than are listed. */
  truncated: boolean;
}

const MAX_NAMES = 100;
const MAX_NAME_LENGTH = 256;

export function readCertificates(blocks: readonly PemBlock[], truncated: boolean): Certificates {
  const parsed = blocks.flatMap(({ text }) => parseCertificate(text) ?? []);
  const list = parsed.map(({ certificate }) => certificate);
  const leaf = leafOf(list);
  const flaw = blocks.find((block) => block.flaw !== undefined)?.flaw;
  return {
    list,
    leaf,
    publicKey: publicKeyIn(parsed[leaf ?? 0]?.x509),
    malformed: blocks.length - parsed.length,
    ...(flaw !== undefined && { flaw }),
    truncated,
  };
}

export function parseCertificate(
  text: string,
): { x509: X509Certificate; certificate: Certificate } | undefined {
  try {
    const x509 = new X509Certificate(text);
    const certificate = describe(x509);
    const isDated = Number.isFinite(certificate.validFrom) && Number.isFinite(certificate.validTo);
    return isDated ? { x509, certificate } : undefined;
  } catch {
    return undefined;
  }
}

function describe(x509: X509Certificate): Certificate {
  // Node quotes a name that has a comma, and writes the comma as \u002c.
  const names = (x509.subjectAltName ?? '').split(', ').filter((name) => name !== '');
  return {
    subject: distinguishedName(x509.subject),
    issuer: distinguishedName(x509.issuer),
    validFrom: Date.parse(x509.validFrom),
    validTo: Date.parse(x509.validTo),
    serial: x509.serialNumber,
    fingerprint: x509.fingerprint256,
    isAuthority: x509.ca,
    isSelfSigned: isSelfSigned(x509),
    names: names.slice(0, MAX_NAMES).map(shortened),
  };
}

/** Compares names and key identifiers. Verifying each signature would double the time for a bundle. */
function isSelfSigned(x509: X509Certificate): boolean {
  // An authority may have another's name, its own of before a change of keys; what is no authority "issues" nothing.
  return x509.subject === x509.issuer && (!x509.ca || x509.checkIssued(x509));
}

/** Node gives one attribute on a line, the most general first, and undefined for an empty name. */
function distinguishedName(lines: string | undefined): string {
  return shortened((lines ?? '').split('\n').toReversed().join(', '));
}

function shortened(name: string): string {
  return name.length <= MAX_NAME_LENGTH ? name : `${name.slice(0, MAX_NAME_LENGTH - 1)}…`;
}

/** The one certificate that signed none of the others, if its issuer is there too; otherwise there is no chain. */
function leafOf(list: readonly Certificate[]): number | undefined {
  if (list.length === 1) return 0;
  // A version 1 root does not say that it is an authority.
  const ends = list.filter(({ isAuthority, isSelfSigned }) => !isAuthority && !isSelfSigned);
  const [leaf] = ends;
  if (leaf === undefined || ends.length > 1) return undefined;
  const hasIssuer = list.some((other) => other !== leaf && other.subject === leaf.issuer);
  return hasIssuer ? list.indexOf(leaf) : undefined;
}

function publicKeyIn(x509: X509Certificate | undefined): PublicKey | undefined {
  try {
    return x509 === undefined ? undefined : publicKeyOf(x509.publicKey);
  } catch {
    return undefined; // of a kind that OpenSSL (BoringSSL, on a desktop) does not know
  }
}
