// Who takes away what a crash left.

import type { Left } from './update.ts';

export interface Healers {
  /** Today's: what its next sync makes of it. `fails`: every later update of it fails on it. */
  kubelet: 'next sync' | 'next update' | 'never' | 'fails';
  /** Ours: the next publish, perhaps after waiting; or one after ten minutes, when nobody alive can be at work on it. */
  projectedVolumes: 'next publish' | 'waits two seconds' | 'after ten minutes' | 'never';
  /** Whether Repair offers to. `as it is`: it makes a version of what is there, and brings nothing back. */
  repair: 'yes' | 'as it is' | 'no';
}

export function healersOf({ left }: Left): Healers {
  switch (left) {
    case 'unfinished version':
    case 'old version':
      return { kubelet: 'never', projectedVolumes: 'after ten minutes', repair: 'yes' };
    case 'new data link':
      return { kubelet: 'fails', projectedVolumes: 'waits two seconds', repair: 'yes' };
    case 'missing link':
      return { kubelet: 'next sync', projectedVolumes: 'next publish', repair: 'yes' };
    case 'early link':
      return { kubelet: 'next sync', projectedVolumes: 'next publish', repair: 'yes' };
    case 'dangling link':
      return { kubelet: 'never', projectedVolumes: 'next publish', repair: 'yes' };
    case 'direct link':
      return { kubelet: 'never', projectedVolumes: 'never', repair: 'yes' };
    case 'file changed in place':
      return { kubelet: 'next sync', projectedVolumes: 'never', repair: 'as it is' };
    case 'file of no version':
      return { kubelet: 'never', projectedVolumes: 'never', repair: 'no' };
  }
}
