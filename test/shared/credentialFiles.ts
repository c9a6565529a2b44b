// What the tests of credentials share: the fixtures, and tokens made of claims.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inspectCredentials } from '../../src/volume/credentials/credentials.ts';
import { payload } from './volumes.ts';

/** A certificate or key of test/fixtures/credentials. */
export function fixture(name: string): string {
  return readFileSync(`test/fixtures/credentials/${name}`, 'utf8');
}

/** Several of them in one file, in this order. */
export function fixtures(...names: string[]): string {
  return names.map(fixture).join('');
}

export const SIGNATURE = ['one', 'two', 'three']
  .map((part) => createHash('sha512').update(part).digest('base64url'))
  .join('');

export function jwt(claims: unknown, header: unknown = { alg: 'RS256', kid: 'a-key' }): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${SIGNATURE}`;
}

/** Seconds since the epoch, as in tokens. */
export function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

/** Claims as the API server makes them for an ordinary pod that asks for an hour. */
export const POD_CLAIMS = {
  aud: ['https://kubernetes.default.svc.cluster.local'],
  exp: seconds('2027-11-22T13:00:07Z'),
  iat: seconds('2026-11-22T12:00:00Z'),
  iss: 'https://kubernetes.default.svc.cluster.local',
  jti: 'b3f1c1a0-5f0e-4c6e-8a53-7d0c9a3ad6d1',
  'kubernetes.io': {
    namespace: 'default',
    node: { name: 'node-1', uid: '0b1f' },
    pod: { name: 'web-0', uid: '1c2d' },
    serviceaccount: { name: 'default', uid: '2e3f' },
    warnafter: seconds('2026-11-22T13:00:07Z'),
  },
  nbf: seconds('2026-11-22T12:00:00Z'),
  sub: 'system:serviceaccount:default:default',
};

/** Key → credential, as a literal can be compared with it. */
export function inspected(keys: Record<string, string | Uint8Array>) {
  return Object.fromEntries(inspectCredentials(payload(keys)));
}
