// Warnings about credentials at a given time.

import type { Credential, CredentialMap } from './credentials.ts';
import { type Life, livesOf } from './expiry.ts';
import type { PemFlaw } from './pem.ts';

export type CredentialWarning =
  | {
      kind: 'expired' | 'not-valid-yet' | 'expires-soon';
      key: string;
      /** The end or the beginning; of several certificates the first one's. */
      at: number;
      /** Of a bundle each certificate counts for itself. */
      bundle?: { subject: string; count: number; of: number };
    }
  /** A kubelet should have written another token. `at`: when it was to begin. */
  | { kind: 'rotation-overdue'; key: string; at: number }
  /** `with`: the file with the private key; undefined when it is the same file. */
  | { kind: 'key-does-not-match'; key: string; with: string | undefined }
  /** Servers send a chain as it is written, and take the first certificate for their own. */
  | { kind: 'leaf-not-first'; key: string }
  /** Blocks that are no certificate. */
  | { kind: 'malformed'; key: string; count: number; flaw?: PemFlaw }
  | { kind: 'malformed-key'; key: string; flaw: PemFlaw };

export interface CredentialWarnings {
  warnings: CredentialWarning[];
  /** Milliseconds until they become others by the time alone, with no event to tell. */
  nextIn?: number;
}

/** @param warnBefore how many milliseconds before its end to warn of a long-lived credential */
export function warningsAt(
  credentials: CredentialMap,
  now: number,
  warnBefore: number,
): CredentialWarnings {
  const warnings: CredentialWarning[] = [];
  let next = Infinity;
  for (const [key, credential] of credentials) {
    const lives = livesOf(credential, warnBefore);
    warnings.push(...warningsInTime(key, lives, now), ...lastingWarnings(key, credential));
    for (const { from, leeway, to, due } of lives) {
      for (const time of [from - leeway, due.since, to]) {
        if (time > now && time < next) next = time;
      }
    }
  }
  return { warnings, ...(next !== Infinity && { nextIn: next - now }) };
}

const KINDS = ['expired', 'not-valid-yet', 'rotation-overdue', 'expires-soon'] as const;

/** One warning of each kind, about the first credential concerned. */
function warningsInTime(key: string, lives: readonly Life[], now: number): CredentialWarning[] {
  const met = lives.map((life) => ({ ...phaseAt(life, now), subject: life.subject ?? '' }));
  return KINDS.flatMap((kind): CredentialWarning[] => {
    const [first, ...others] = met
      .flatMap(({ kind: phase, at = 0, subject }) => (phase === kind ? [{ at, subject }] : []))
      .sort((a, b) => a.at - b.at);
    if (first === undefined) return [];
    const { at, subject } = first;
    if (kind === 'rotation-overdue') return [{ kind, key, at }];
    const bundle = { subject, count: 1 + others.length, of: lives.length };
    return [{ kind, key, at, ...(lives.length > 1 && { bundle }) }];
  });
}

function phaseAt(life: Life, now: number): { kind?: (typeof KINDS)[number]; at?: number } {
  const { from, leeway, to, due } = life;
  if (now >= to) return { kind: 'expired', at: to };
  if (now < from - leeway) return { kind: 'not-valid-yet', at: from };
  return now >= due.since ? { kind: due.kind, at: due.at } : {};
}

/** Warnings that do not depend on the time. */
function lastingWarnings(key: string, credential: Credential): CredentialWarning[] {
  const warnings: CredentialWarning[] = [];
  if ('privateKey' in credential && credential.privateKey.state === 'unreadable') {
    const { flaw } = credential.privateKey;
    if (flaw !== undefined) warnings.push({ kind: 'malformed-key', key, flaw });
  }
  if (credential.kind !== 'certificate' && credential.kind !== 'key-and-certificates') {
    return warnings;
  }
  const { leaf, malformed, flaw } = credential.certificates;
  if (credential.kind === 'certificate' && credential.pair?.matches === false) {
    warnings.push({ kind: 'key-does-not-match', key, with: credential.pair.with });
  }
  if (credential.kind === 'key-and-certificates' && credential.matches === false) {
    warnings.push({ kind: 'key-does-not-match', key, with: undefined });
  }
  if (leaf !== undefined && leaf > 0) warnings.push({ kind: 'leaf-not-first', key });
  if (malformed > 0) {
    warnings.push({
      kind: 'malformed',
      key,
      count: malformed,
      ...(flaw !== undefined && { flaw }),
    });
  }
  return warnings;
}
