// Which rows look different after a volume has changed.

import { isDeepStrictEqual } from 'node:util';
import { secretKeysOf, type VolumeState } from '../../worker/protocol/state.ts';
import type { VolumeChange } from '../volumes/volumes.ts';
import type { TreeNode } from './nodes.ts';
import { troublesOf } from './troubles.ts';

/**
 * Refresh as little as possible: the topmost nodes that look different now. Actions on refreshing rows get `undefined`.
 *
 * @param isHovered whether VS Code has the tooltip of the volume's row, which says when it was updated
 * @param hasStaged whether something is staged, which may be a conflict now, or none any more
 */
export function changedNodes(
  { dir, before, after }: VolumeChange,
  { isHovered, hasStaged }: { isHovered: boolean; hasStaged: boolean },
): TreeNode[] {
  const shownOf = ({ active }: VolumeState) =>
    active.state !== 'read' ? active : isHovered ? active.version : 'read';
  const own = (state: VolumeState) => ({
    ...state,
    active: shownOf(state),
    hasSecretKeys: secretKeysOf(state).length > 0,
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
  // What an update changed stays as it was seen, and may be thousands of keys.
  const history = ({ versions, problems }: VolumeState) => ({
    versions: versions.map((version) => ({ ...version, changes: undefined })),
    stillRead: problems.filter(({ kind }) => kind === 'still-read'),
  });
  const isSameActive = isDeepStrictEqual(active(before), active(after));
  const parts = [
    { kind: 'active', isSame: isSameActive },
    { kind: 'staged', isSame: isSameActive || !hasStaged },
    { kind: 'history', isSame: isDeepStrictEqual(history(before), history(after)) },
    { kind: 'problems', isSame: isDeepStrictEqual(troubles(before), troubles(after)) },
  ] as const;
  return parts.filter(({ isSame }) => !isSame).map(({ kind }) => ({ kind, dir }));
}
