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

/** `warnBefore`: milliseconds before its end that a long-lived credential is due. */
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

/** Of a chain the leaf: what is sent along with it may be an old root that no one needs. */
function thatMatter({ list, leaf }: Certificates): readonly Certificate[] {
  return leaf === undefined ? list : list.slice(leaf, leaf + 1);
}

function lifeOfCertificate(certificate: Certificate, warnBefore: number): Life {
  const { subject, validFrom: from, validTo: to } = certificate;
  return { subject, from, to, leeway: 0, due: dueBeforeEnd(from, to, warnBefore) };
}

/** What the API server allows the clocks to differ by. */
const LEEWAY = 60_000;
/** A kubelet looks after a pod every 60 to 90 s. */
const ROTATION_TAKES = 120_000;

function lifeOfToken(token: ServiceAccountToken, warnBefore: number): Life {
  const { issuedAt, notBefore: from = -Infinity, expiresAt: to = Infinity, rotatesAt } = token;
  const due: Life['due'] =
    rotatesAt === undefined
      ? dueBeforeEnd(issuedAt ?? from, to, warnBefore)
      : { kind: 'rotation-overdue', at: rotatesAt, since: overdueSince(rotatesAt, to) };
  return { from, to, leeway: LEEWAY, due };
}

/** Before it ends in any case: a token of ten minutes, the shortest there is, has two left when it is rotated. */
function overdueSince(rotatesAt: number, end: number): number {
  return rotatesAt + Math.min(ROTATION_TAKES, ((end - rotatesAt) * 3) / 4);
}

/**
 * In the last tenth of its life at most: what lives for an hour or a day is replaced earlier by whoever issues it (by
 * cert-manager when a third is left), and would else be due always.
 */
function dueBeforeEnd(from: number, to: number, warnBefore: number): Life['due'] {
  const before = Math.min(warnBefore, (to - from) / 10);
  return { kind: 'expires-soon', at: to, since: to - before };
}
