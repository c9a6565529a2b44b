// What may be shown of a service account token: the claims named here, never the token or its signature.

import { readJwt } from '../contents/signatures.ts';

export interface ServiceAccountToken {
  issuer: string | undefined;
  audiences: readonly string[];
  subject: string | undefined;
  namespace: string | undefined;
  serviceAccount: ObjectReference | undefined;
  /** The token is invalid once this object is deleted: a pod, or the Secret that holds it. */
  pod: ObjectReference | undefined;
  secret: ObjectReference | undefined;
  node: ObjectReference | undefined;
  /** Milliseconds since the epoch, as all times here. */
  issuedAt: number | undefined;
  notBefore: number | undefined;
  /** Undefined for one that never expires, as in Secrets of type `kubernetes.io/service-account-token`. */
  expiresAt: number | undefined;
  /** It may expire, but nothing shows when: the claims are encrypted, or `exp` is no number. */
  isEndUnknown?: true;
  /**
   * The end that was asked for, where the API server accepts the token for longer: it gives a year to every token of an
   * ordinary pod (`--service-account-extend-token-expiration`) and keeps count of those who use it after this time.
   */
  warnAfter: number | undefined;
  /** When the kubelet requests a new one; undefined for a token that no kubelet requested. */
  rotatesAt: number | undefined;
}

export interface ObjectReference {
  name: string;
  uid: string | undefined;
}

const MAX_CLAIM_LENGTH = 1024;
const MAX_AUDIENCES = 32;

/** Undefined if it is no JWT. A JWT of another issuer is recognised too, with fewer details. */
export function readServiceAccountToken(data: Uint8Array): ServiceAccountToken | undefined {
  const jwt = readJwt(data);
  return jwt && describe(jwt.claims);
}

type Claims = Readonly<Record<string, unknown>>;

/** An encrypted token shows nothing. */
function describe(claims: Claims = { exp: 'encrypted' }): ServiceAccountToken {
  const kubernetes = object(claims['kubernetes.io']) ?? {};
  const pod = reference(kubernetes['pod']);
  const issuedAt = time(claims['iat']);
  const expiresAt = time(claims['exp']);
  const warnAfter = time(kubernetes['warnafter']);
  return {
    issuer: text(claims['iss']),
    audiences: texts(claims['aud']),
    subject: text(claims['sub']),
    namespace: text(kubernetes['namespace']) ?? text(claims[`${LEGACY}/namespace`]),
    serviceAccount:
      reference(kubernetes['serviceaccount']) ?? legacyReference(claims, 'service-account'),
    pod,
    secret: reference(kubernetes['secret']) ?? legacyReference(claims, 'secret'),
    node: reference(kubernetes['node']),
    issuedAt,
    notBefore: time(claims['nbf']),
    expiresAt,
    ...(claims['exp'] !== undefined && expiresAt === undefined && { isEndUnknown: true }),
    warnAfter,
    // A kubelet binds the tokens that it requests to the pod.
    rotatesAt: pod === undefined ? undefined : rotation(issuedAt, warnAfter ?? expiresAt),
  };
}

/** Before Kubernetes 1.24 each service account had a Secret with a token, whose claims are not nested. */
const LEGACY = 'kubernetes.io/serviceaccount';

function legacyReference(claims: Claims, kind: string): ObjectReference | undefined {
  return reference({
    name: claims[`${LEGACY}/${kind}.name`],
    uid: claims[`${LEGACY}/${kind}.uid`],
  });
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** The kubelet requests a new token when a fifth of the life is left, or after a day (pkg/kubelet/token). */
function rotation(issuedAt: number | undefined, end: number | undefined): number | undefined {
  if (issuedAt === undefined || end === undefined || end <= issuedAt) return undefined;
  const fifth = Math.floor((end - issuedAt) / SECOND / 5) * SECOND;
  return Math.min(end - fifth, issuedAt + DAY);
}

function object(value: unknown): Claims | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Claims)
    : undefined;
}

function reference(value: unknown): ObjectReference | undefined {
  const name = text(object(value)?.['name']);
  return name === undefined ? undefined : { name, uid: text(object(value)?.['uid']) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_CLAIM_LENGTH ? value : undefined;
}

function texts(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.slice(0, MAX_AUDIENCES).flatMap((each) => text(each) ?? []);
}

/** Seconds since the epoch, within the range of a Date. */
function time(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 8.64e12 ? value * SECOND : undefined;
}
