// How two versions of a certificate file differ. A kubelet writes a cluster trust bundle in any order, so order is no
// difference.

import type { Certificate, Certificates } from './certificates.ts';

export type BundleChange =
  /** The text around the certificates changed, or one is there twice. */
  | { kind: 'same' }
  | { kind: 'reordered' }
  | {
      kind: 'changed';
      /** Subjects, in the order of the file. */
      added: readonly string[];
      removed: readonly string[];
      /** In both, with another certificate. */
      renewed: readonly string[];
    }
  /** They are too many for all of them to be known, or some block is none. */
  | { kind: 'unknown' };

export function bundleChange(before: Certificates, after: Certificates): BundleChange {
  if (!isWhole(before) || !isWhole(after)) return { kind: 'unknown' };
  const [then, now] = [unique(before), unique(after)];
  const isOld = (fingerprint: string) => then.has(fingerprint);
  const added = [...now.values()].filter(({ fingerprint }) => !isOld(fingerprint));
  const removed = [...then.values()].filter(({ fingerprint }) => !now.has(fingerprint));
  if (added.length === 0 && removed.length === 0) {
    const inOrder = [...then.keys()].join() === [...now.keys()].join();
    return { kind: inOrder ? 'same' : 'reordered' };
  }
  const [subjectsAdded, subjectsRemoved] = [subjects(added), subjects(removed)];
  return {
    kind: 'changed',
    added: subjectsAdded.filter((subject) => !subjectsRemoved.includes(subject)),
    removed: subjectsRemoved.filter((subject) => !subjectsAdded.includes(subject)),
    renewed: subjectsAdded.filter((subject) => subjectsRemoved.includes(subject)),
  };
}

function isWhole({ malformed, truncated }: Certificates): boolean {
  return malformed === 0 && !truncated;
}

function unique({ list }: Certificates): ReadonlyMap<string, Certificate> {
  return new Map(list.map((certificate) => [certificate.fingerprint, certificate]));
}

function subjects(certificates: readonly Certificate[]): string[] {
  return [...new Set(certificates.map(({ subject }) => subject))];
}
