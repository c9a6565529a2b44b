// Which rows are below which.

import type { VolumeState } from '../../worker/protocol/state.ts';
import type { Staging } from '../editing/staging.ts';
import type { ClusterNote } from '../volumes/clusterNotes.ts';
import type { RowOfVolume, TreeNode } from './nodes.ts';
import { troubleIds, troublesOf } from './troubles.ts';

/** Of rows that load on demand none. */
export function childrenOf(
  node: RowOfVolume,
  state: VolumeState,
  staging: Staging,
  { objects = [] }: ClusterNote,
): TreeNode[] {
  const { dir } = node;
  switch (node.kind) {
    case 'volume':
      return [
        state.active.state === 'read' ? { kind: 'active', dir } : { kind: 'state', dir },
        ...(staging.of(dir).size > 0 ? [{ kind: 'staged', dir } as const] : []),
        ...(troublesOf(state) > 0 ? [{ kind: 'problems', dir } as const] : []),
        ...objects.map((_, index) => ({ kind: 'object' as const, dir, index })),
        ...(state.versions.length > 0 ? [{ kind: 'history', dir } as const] : []),
        ...(isListable(state) ? [{ kind: 'onDisk', dir } as const] : []),
      ];
    case 'active':
      return keysBelow(state, '');
    case 'folder':
      return keysBelow(state, `${node.path}/`);
    case 'staged':
      return [...staging.of(dir).keys()].sort().map((key) => ({ kind: 'stagedChange', dir, key }));
    case 'history':
      return state.versions.map(({ id }) => ({ kind: 'version', dir, version: id }));
    case 'problems':
      return troubleIds(state).map((trouble) => ({ kind: 'problem', dir, trouble }));
    case 'version':
    case 'key':
    case 'stagedChange':
    case 'event':
    case 'onDisk':
    case 'entry':
    case 'entryNote':
    case 'object':
    case 'problem':
    case 'state':
      return [];
  }
}

/** Whether there is a directory. */
function isListable({ active }: VolumeState): boolean {
  if (active.state === 'sub-path') return !active.isFile;
  return active.state !== 'no-target-directory' && active.state !== 'not-a-directory';
}

/** Undefined for a volume: whether that is in a group depends on the others. */
export function parentOf(node: RowOfVolume): RowOfVolume | undefined {
  const { dir } = node;
  switch (node.kind) {
    case 'volume':
      return undefined;
    case 'active':
    case 'staged':
    case 'object':
    case 'history':
    case 'onDisk':
    case 'problems':
    case 'state':
      return { kind: 'volume', dir };
    case 'stagedChange':
      return { kind: 'staged', dir };
    case 'version':
      return { kind: 'history', dir };
    case 'event':
      return { kind: 'version', dir, version: node.version };
    case 'entry':
    case 'entryNote':
      return { kind: 'onDisk', dir };
    case 'problem':
      return { kind: 'problems', dir };
    case 'folder':
    case 'key': {
      const path = node.kind === 'key' ? node.key : node.path;
      const slash = path.lastIndexOf('/');
      return slash === -1
        ? { kind: 'active', dir }
        : { kind: 'folder', dir, path: path.slice(0, slash) };
    }
  }
}

/**
 * The keys and folders directly below a prefix (`''` or `conf/`), also keys that cannot be read: folders first, as in the
 * Explorer.
 */
function keysBelow({ dir, active }: VolumeState, prefix: string): TreeNode[] {
  if (active.state !== 'read') return [];
  const { keys, unread } = active;
  const all = unread === undefined ? keys : sortedByKey([...keys, ...unread]);
  const folders = new Set<string>();
  const files: TreeNode[] = [];
  for (const { key } of all) {
    if (!key.startsWith(prefix)) continue;
    const slash = key.indexOf('/', prefix.length);
    if (slash === -1) files.push({ kind: 'key', dir, key });
    else folders.add(key.slice(0, slash));
  }
  return [...[...folders].map((path): TreeNode => ({ kind: 'folder', dir, path })), ...files];
}

function sortedByKey<T extends { key: string }>(keys: readonly T[]): T[] {
  return keys.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
