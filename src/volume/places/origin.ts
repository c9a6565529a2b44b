// What a volume is, and how that is known: by its path, by its mount, by what is in it, or by its layout.

import type { FileSystem } from '../fileSystem.ts';
import { type KubeletVolume, kubeletVolume } from './kubeletPath.ts';
import { listing, realPath } from './look.ts';
import { coveringMount, type Mount, parseMountInfo, pathInFileSystem } from './mounts.ts';
import { type VolumeLayout, volumeLayout } from './volumeLayout.ts';

export type VolumeOrigin =
  /** In a kubelet's directory: on a node by the path itself, in a container by what is mounted. */
  | (KubeletVolume & { knownBy: 'path' | 'mount' })
  /** A tmpfs of its own with `token`, `ca.crt` and `namespace`: a service account's. */
  | { kind: 'projected'; knownBy: 'contents' }
  /** A tmpfs of its own: a Secret, projected, downward API or CSI volume, and no one can tell which. */
  | { kind: 'onTmpfs'; knownBy: 'mount' }
  /** Written as kubelets do, elsewhere. */
  | { kind: 'atomicWriter' | 'svidlet' | 'gitSync'; knownBy: 'layout' }
  | { kind: 'unknown' };

export interface VolumeSource {
  /** The target directory without links on the way. */
  directory: string;
  origin: VolumeOrigin;
  layout: VolumeLayout;
  /** The mount that the directory is on. */
  mount?: Mount;
  /** The directory is where that mount begins. */
  isMountPoint: boolean;
}

/** For the target directory, which may be reached through links. */
export function volumeSource(
  fs: FileSystem,
  targetDir: string,
  mounts: readonly Mount[] = parseMountInfo(fs.mountInfo()),
): VolumeSource {
  const directory = realPath(fs, targetDir);
  const mount = coveringMount(mounts, directory);
  const isMountPoint = mount?.mountPoint === directory;
  const layout = volumeLayout(fs, directory);
  const source = { directory, layout, ...(mount !== undefined && { mount }), isMountPoint };
  return { ...source, origin: originOf(fs, directory, source) };
}

function originOf(
  fs: FileSystem,
  directory: string,
  { layout, mount, isMountPoint }: Omit<VolumeSource, 'origin'>,
): VolumeOrigin {
  const isOwnTmpfs = isMountPoint && mount?.fileSystemType === 'tmpfs' && mount.root === '/';
  const origin = kubeletOrigin(directory, mount);
  // A CSI driver's volume may be anything, such as a disk; these keep files as a kubelet does.
  if (origin?.kind === 'csi' && !isOwnTmpfs && layout.form !== 'data-link') return UNKNOWN;
  if (origin !== undefined) return origin;
  switch (layout.form) {
    case 'worktree-link':
      return { kind: 'gitSync', knownBy: 'layout' };
    case 'plain':
    case 'none':
      return UNKNOWN;
    case 'data-link':
  }
  if (layout.naming === 'svidlet') return { kind: 'svidlet', knownBy: 'layout' };
  if (isOwnTmpfs) return originOnTmpfs(fs, directory);
  return layout.naming === 'timestamp' ? { kind: 'atomicWriter', knownBy: 'layout' } : UNKNOWN;
}

const UNKNOWN: VolumeOrigin = { kind: 'unknown' };

export function kubeletOrigin(
  directory: string,
  mount: Mount | undefined,
): (KubeletVolume & { knownBy: 'path' | 'mount' }) | undefined {
  const byPath = kubeletVolume(directory);
  if (byPath !== undefined) return { ...byPath, knownBy: 'path' };
  const byMount = mount && kubeletVolume(pathInFileSystem(mount, directory));
  return byMount && { ...byMount, knownBy: 'mount' };
}

/** A Secret of the type that service accounts had before Kubernetes 1.22 holds the same keys. */
function originOnTmpfs(fs: FileSystem, directory: string): VolumeOrigin {
  const names = new Set(listing(fs, directory).map(({ name }) => name));
  const isServiceAccount = ['token', 'ca.crt', 'namespace'].every((key) => names.has(key));
  return isServiceAccount
    ? { kind: 'projected', knownBy: 'contents' }
    : { kind: 'onTmpfs', knownBy: 'mount' };
}
