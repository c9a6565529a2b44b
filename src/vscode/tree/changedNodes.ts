// Which rows look different after a volume has changed.

import { isDeepStrictEqual } from 'node:util';
import type { VolumeState } from '../../worker/protocol/state.ts';
import type { VolumeChange } from '../volumes/volumes.ts';
import type { TreeNode } from './nodes.ts';
import { troublesOf } from './troubles.ts';

/** Refresh as little as possible: the topmost nodes that look different now. Actions on refreshing rows get `undefined`. */
export function changedNodes({ dir, before, after }: VolumeChange): TreeNode[] {
  const own = (state: VolumeState) => ({
    ...state,
    active: state.active.state === 'read' ? state.active.version : state.active,
    versions: state.versions.length > 0,
    problems: troublesOf(state),
    warnings: [],
    disk: 0,
  });
  if (before === undefined || !isDeepStrictEqual(own(before), own(after))) {
    return [{ kind: 'volume', dir }];
  }
  const troubles = ({ problems, warnings }: VolumeState) => ({ problems, warnings });
  const active = ({ active, warnings, problems }: VolumeState) => ({
    active,
    warnings,
    ofKeys: problems.filter((problem) => 'key' in problem),
  });
  const history = ({ versions, problems }: VolumeState) => ({
    versions,
    stillRead: problems.filter(({ kind }) => kind === 'still-read'),
  });
  const parts = [
    { kind: 'active', isSame: isDeepStrictEqual(active(before), active(after)) },
    { kind: 'history', isSame: isDeepStrictEqual(history(before), history(after)) },
    { kind: 'problems', isSame: isDeepStrictEqual(troubles(before), troubles(after)) },
  ] as const;
  return parts.filter(({ isSame }) => !isSame).map(({ kind }) => ({ kind, dir }));
}
