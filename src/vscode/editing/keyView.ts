// The keys of a volume as a person works on them: the active version with the staged changes over it.

import { isUnread, type StagedChanges } from '../../volume/edit/stagedChanges.ts';
import { isText } from '../../volume/contents/text.ts';
import type { KeyInfo, VolumeState } from '../../worker/protocol/state.ts';

/** The keys of the active version; none while it cannot be read. */
export function activeKeys(state: VolumeState | undefined): readonly KeyInfo[] {
  return state?.active.state === 'read' ? state.active.keys : [];
}

const BY_KEY = new WeakMap<VolumeState, ReadonlyMap<string, KeyInfo>>();

/** The same by key. Made once for each state: every row and every decoration asks. */
export function activeByKey(state: VolumeState | undefined): ReadonlyMap<string, KeyInfo> {
  if (state === undefined) return new Map();
  let keys = BY_KEY.get(state);
  if (keys === undefined) {
    keys = new Map(activeKeys(state).map((info) => [info.key, info]));
    BY_KEY.set(state, keys);
  }
  return keys;
}

/** Whether the active version could be read as far as the key: then it is told what it is, or that there is none such. */
export function isKnown(state: VolumeState | undefined, key: string): boolean {
  if (state === undefined) return false;
  const { active } = state;
  if (active.state !== 'read') return ['emptied', 'no-data-link'].includes(active.state);
  return !isUnread(active.unread ?? [], key);
}

export function keysWithStaged(
  active: readonly KeyInfo[],
  staged: StagedChanges,
): ReadonlyMap<string, KeyInfo> {
  const keys = new Map(active.map((info) => [info.key, info]));
  for (const { key, content } of staged.values()) {
    const current = keys.get(key);
    if (content === undefined) keys.delete(key);
    else if (content.data !== undefined && content.digest !== undefined) {
      const { data, digest, mode = current?.mode ?? 0o644 } = content;
      keys.set(key, { key, digest, mode, size: data.length, isText: isText(data) });
    } else if (current !== undefined) {
      keys.set(key, { ...current, mode: content.mode ?? current.mode });
    }
  }
  return keys;
}
