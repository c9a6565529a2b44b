// Keys that were changed without publishing, compared with what they held when their version was first seen.

import type { Known, KnownVersion } from './baseline.ts';
import { type KeyPath, parentsOf } from '../payload.ts';
import type { Findings, InPlaceChange } from './problem.ts';
import type { Snapshot } from '../read/snapshot.ts';

/** Modes do not count: older kubelets set them for an fsGroup after publishing, and so does a repair. */
export function inPlaceProblems(
  snapshot: Snapshot & { state: 'read' },
  known: Known | undefined,
): Findings {
  const { version } = snapshot;
  if (known?.version.identity !== version.identity) return { problems: [] };
  const changes = changesInPlace(snapshot, known.version);
  if (changes.length === 0) return { problems: [] };
  return { problems: [{ kind: 'changed-in-place', version: version.name, changes }] };
}

function changesInPlace(
  { files, unread }: Snapshot & { state: 'read' },
  { digests, unread: unreadThen, writtenLater }: KnownVersion,
): InPlaceChange[] {
  const changes: InPlaceChange[] = [];
  for (const [key, { digest }] of files) {
    const published = digests.get(key);
    if (published === undefined) {
      if (!isAmong(unreadThen, key)) changes.push({ key, change: 'added' });
    } else if (published !== digest) changes.push({ key, change: 'modified', published });
    else if (writtenLater.has(key)) changes.push({ key, change: 'written-later' });
  }
  const unreadNow = new Set(unread.keys());
  for (const [key, published] of digests) {
    if (files.has(key) || isAmong(unreadNow, key)) continue;
    changes.push({ key, change: 'removed', published });
  }
  return changes;
}

/** The key itself or a directory on the way to it. */
function isAmong(paths: ReadonlySet<string>, key: KeyPath): boolean {
  return paths.has(key) || parentsOf(key).some((parent) => paths.has(parent));
}
