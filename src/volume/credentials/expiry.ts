// When credentials begin, end, and should have been replaced.

import type { Certificate, Certificates } from './certificates.ts';
import type { Credential } from './credentials.ts';
import type { ServiceAccountToken } from './serviceAccountToken.ts';

/** The life of one token or certificate, in milliseconds since the epoch; each may be infinite. */
export interface Life {
  /** A certificate's. */
  subject?: string;
  from: number;
  to: number;
  /** How much earlier than `from` it is accepted. */
  leeway: number;
  /** From `since` on it should have been replaced, because of what is to happen, or was, `at` that time. */
  due: { kind: 'expires-soon' | 'rotation-overdue'; at: number; since: number };
}

/**
 * The earliest end that matters: a chain's is its leaf's, a bundle's that of the first to end. Undefined for what never
 * ends, as a private key.
 */
export function expiryOf(credential: Credential): number | undefined {
  const end = Math.min(...livesOf(credential).map(({ to }) => to));
  return end === Infinity ? undefined : end;
}

/** @param warnBefore how many milliseconds before its end a long-lived credential is due */
export function livesOf(credential: Credential, warnBefore = 0): Life[] {
  switch (credential.kind) {
    case 'token':
      return [lifeOfToken(credential.token, warnBefore)];
    case 'certificate':
    case 'key-and-certificates':
      return thatMatter(credential.certificates).map((certificate) =>
        lifeOfCertificate(certificate, warnBefore),
      );
    case 'private-key':
      return [];
  }
}

/** A chain ends with its leaf: the rest may be an old root that nobody needs. */
function thatMatter({ list, leaf }: Certificates): readonly Certificate[] {
  return leaf === undefined ? list : list.slice(leaf, leaf + 1);
}

function lifeOfCertificate(certificate: Certificate, warnBefore: number): Life {
  const { subject, validFrom: from, validTo: to } = certificate;
  return { subject, from, to, leeway: 0, due: dueBeforeEnd(from, to, warnBefore) };
}

/** How much the API server allows clocks to differ. */
const LEEWAY = 60_000;
/** A kubelet syncs each pod every 60 to 90 s. */
const ROTATION_TAKES = 120_000;

function lifeOfToken(token: ServiceAccountToken, warnBefore: number): Life {
  const { issuedAt, notBefore: from = -Infinity, expiresAt: to = Infinity, rotatesAt } = token;
  const due: Life['due'] =
    rotatesAt === undefined
      ? dueBeforeEnd(issuedAt ?? from, to, warnBefore)
      : { kind: 'rotation-overdue', at: rotatesAt, since: overdueSince(rotatesAt, to) };
  return { from, to, leeway: LEEWAY, due };
}

/** But always before its end: the shortest token, of ten minutes, has two minutes left when the kubelet rotates it. */
function overdueSince(rotatesAt: number, end: number): number {
  return rotatesAt + Math.min(ROTATION_TAKES, ((end - rotatesAt) * 3) / 4);
}

/**
 * At most the last tenth of its life. A credential that lives for an hour or a day would otherwise always be due, and its
 * issuer replaces it earlier (cert-manager when a third is left).
 */
function dueBeforeEnd(from: number, to: number, warnBefore: number): Life['due'] {
  const before = Math.min(warnBefore, (to - from) / 10);
  return { kind: 'expires-soon', at: to, since: to - before };
}
