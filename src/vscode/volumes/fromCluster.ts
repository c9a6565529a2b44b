// Volumes that come from objects of a cluster, as far as can be said without asking it.

import type { VolumeState } from '../../worker/protocol/state.ts';

/** Whether a ConfigMap or Secret may be behind it: publishing to the cluster is offered. */
export function isFromCluster({ origin }: Pick<VolumeState, 'origin'>): boolean {
  switch (origin.kind) {
    case 'configMap':
    case 'secret':
    case 'projected':
      return !('folder' in origin);
    case 'onTmpfs':
    case 'inSandbox':
      return true;
    case 'downwardAPI':
    case 'csi':
    case 'atomicWriter':
    case 'svidlet':
    case 'gitSync':
    case 'unknown':
      return false;
  }
}

/** Nothing can be published here, and the object can be changed: so its keys can be edited, and staged for that. */
export function isClusterOnly(state: VolumeState): boolean {
  const isReadOnly = state.access === 'read-only-file-system' || state.access === 'no-permission';
  return isReadOnly && isFromCluster(state);
}

/** One that is away may come back writable: what is typed into an editor can be staged meanwhile. */
export function isLocked(state: VolumeState): boolean {
  return state.access !== 'writable' && state.access !== 'unknown' && !isClusterOnly(state);
}
