// What a path in a kubelet's directory says about a volume, wherever the kubelet's root directory is.

import { RESERVED_PREFIX } from '../layout.ts';
import type { Mount } from './mounts.ts';

export interface KubeletVolume {
  /** `csi`: of a CSI driver that keeps its files the way a kubelet does, such as the Secrets Store's or cert-manager's. */
  kind: 'configMap' | 'secret' | 'projected' | 'downwardAPI' | 'csi';
  /** As in the pod's `volumes`. */
  volumeName: string;
  podUid?: string;
}

const KINDS: ReadonlyMap<string | undefined, KubeletVolume['kind']> = new Map([
  ['configmap', 'configMap'],
  ['secret', 'secret'],
  ['projected', 'projected'],
  ['downward-api', 'downwardAPI'],
  ['csi', 'csi'],
] as const);

/** `…/pods/UID/volumes/kubernetes.io~secret/NAME`; a CSI driver's files are one level down: `…~csi/NAME/mount`. */
export function kubeletVolume(path: string): KubeletVolume | undefined {
  const match = /(?:\/pods\/([^/]+))?\/volumes\/kubernetes\.io~([a-z-]+)\/([^/]+)(\/mount)?$/.exec(
    path,
  );
  const [, podUid, plugin, volumeName, below] = match ?? [];
  const kind = KINDS.get(plugin);
  if (kind === undefined || volumeName === undefined) return undefined;
  if ((kind === 'csi') !== (below !== undefined)) return undefined;
  return { kind, volumeName, ...(podUid !== undefined && { podUid }) };
}

/**
 * `…/kubernetes.io~configmap/NAME/FOLDER`: a real folder in the volume, which only kubelets before 1.10 made. What a CSI
 * driver provides may have any folders.
 */
export function kubeletFolder(path: string): (KubeletVolume & { folder: string }) | undefined {
  const [, volumePath = '', folder = ''] =
    /^(.*\/volumes\/kubernetes\.io~[a-z-]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  const volume = kubeletVolume(volumePath);
  if (volume === undefined || folder.startsWith(RESERVED_PREFIX)) return undefined;
  return { ...volume, folder };
}

/** `/var/lib/kubelet/pods/UID` of what is in a volume there, as a node sees it. */
export function podDirectory(path: string): string | undefined {
  return /^(.*\/pods\/[^/]+)\/volumes\/kubernetes\.io~[^/]+\/./.exec(path)?.[1];
}

/** What a kubelet mounts for its pods, as a node sees it. */
export function isInKubeletDirectory(mountPoint: string): boolean {
  return /\/pods\/[^/]+\/(volumes|volume-subpaths)\//.test(mountPoint);
}

/** The root directories of kubelets on this machine, found through their mounts: `/var/lib/kubelet`. */
export function kubeletRoots(mounts: readonly Mount[]): string[] {
  const roots = mounts.map(
    ({ mountPoint }) => /^(.+?)\/pods\/[^/]+\/(volumes|volume-subpaths)\//.exec(mountPoint)?.[1],
  );
  return [...new Set(roots)].filter((root) => root !== undefined).sort();
}
