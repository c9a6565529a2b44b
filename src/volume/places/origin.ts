// What kind of volume this is, and how we know: by its path, its mount, its contents or its layout.

import { isDownwardApi } from './downwardApi.ts';
import type { FileSystem } from '../fileSystem.ts';
import { kubeletFolder, type KubeletVolume, kubeletVolume } from './kubeletPath.ts';
import { listing, realPath } from './look.ts';
import { coveringMount, type Mount, parseMountInfo, pathInFileSystem } from './mounts.ts';
import { type SubPathMount, subPathMount } from './subPath.ts';
import { type VolumeLayout, volumeLayout } from './volumeLayout.ts';

export type VolumeOrigin =
  /** In a kubelet's directory. On a node the path shows it, in a container the mount. */
  | (KubeletVolume & { knownBy: 'path' | 'mount' })
  /** A folder of a volume, mounted on its own, from a kubelet before 1.10. The targets of its links are not mounted. */
  | (KubeletVolume & { knownBy: 'mount'; folder: string })
  /** A key, or a folder of keys, of one version of a kubelet's volume, mounted alone. */
  | (KubeletVolume & { knownBy: 'mount'; key: string })
  /** A service account's volume: it holds `token`, `ca.crt` and `namespace`; the mount table does not name its source. */
  | { kind: 'projected'; knownBy: 'contents' }
  /** It holds `labels` or `annotations` and other fields of a pod, in the kubelet's format. */
  | { kind: 'downwardAPI'; knownBy: 'contents' }
  /** A mounted tmpfs: a Secret, projected, downward API or CSI volume; nothing shows which. */
  | { kind: 'onTmpfs'; knownBy: 'mount' }
  /** Passed into a sandbox by gVisor or Kata Containers. The mount table there does not name the source. */
  | { kind: 'inSandbox'; knownBy: 'mount' }
  /** Written the way a kubelet writes, but not in a kubelet's directory. */
  | { kind: 'atomicWriter' | 'svidlet' | 'gitSync'; knownBy: 'layout' }
  | { kind: 'unknown' };

export interface VolumeSource {
  /** The target directory with all links resolved. */
  directory: string;
  origin: VolumeOrigin;
  layout: VolumeLayout;
  /** The mount that the directory is on. */
  mount?: Mount;
  /** Whether the directory is the mount point itself. */
  isMountPoint: boolean;
  /** It is no directory of a volume but a part of one version, which never follows the volume. */
  subPath?: SubPathMount;
}

/** @param targetDir may be a path through links */
export function volumeSource(
  fs: FileSystem,
  targetDir: string,
  mounts: readonly Mount[] = parseMountInfo(fs.mountInfo()),
): VolumeSource {
  const directory = realPath(fs, targetDir);
  const mount = coveringMount(mounts, directory);
  const isMountPoint = mount?.mountPoint === directory;
  const layout = volumeLayout(fs, directory);
  const subPath = isMountPoint ? subPathMount(mounts, mount) : undefined;
  const source = {
    directory,
    layout,
    ...(mount !== undefined && { mount }),
    isMountPoint,
    ...(subPath !== undefined && { subPath }),
  };
  return { ...source, origin: originOf(fs, directory, source) };
}

function originOf(
  fs: FileSystem,
  directory: string,
  { layout, mount, isMountPoint, subPath }: Omit<VolumeSource, 'origin'>,
): VolumeOrigin {
  if (subPath?.volume !== undefined && subPath.key !== '') {
    return { ...subPath.volume, knownBy: 'mount', key: subPath.key };
  }
  const mounted = isMountPoint ? mount : undefined;
  const isOwnTmpfs = mounted?.fileSystemType === 'tmpfs' && mounted.root === '/';
  const origin = kubeletOrigin(directory, mount);
  // A CSI volume may be anything, such as a disk. These drivers keep files the way a kubelet does.
  if (origin?.kind === 'csi' && !isOwnTmpfs && layout.form !== 'data-link') return UNKNOWN;
  if (origin !== undefined) return origin;
  const folder = mounted && kubeletFolder(mounted.root);
  if (folder !== undefined) return { ...folder, knownBy: 'mount' };
  switch (layout.form) {
    case 'worktree-link':
      return { kind: 'gitSync', knownBy: 'layout' };
    case 'plain':
    case 'none':
      return UNKNOWN;
    case 'data-link':
  }
  if (layout.naming === 'svidlet') return { kind: 'svidlet', knownBy: 'layout' };
  const anonymous = mounted && ANONYMOUS.get(mounted.fileSystemType);
  if (anonymous !== undefined) return originByNames(fs, directory) ?? anonymous;
  return layout.naming === 'timestamp' ? { kind: 'atomicWriter', knownBy: 'layout' } : UNKNOWN;
}

const UNKNOWN: VolumeOrigin = { kind: 'unknown' };

/**
 * File systems whose mounts do not name the volume. A tmpfs may hold one volume or many: Kata Containers use one for all
 * volumes of a virtual machine, cert-manager's CSI driver one for all of its volumes. gVisor shows every volume as 9p;
 * Kata Containers use the other two.
 */
const ANONYMOUS: ReadonlyMap<string, VolumeOrigin> = new Map([
  ['tmpfs', { kind: 'onTmpfs', knownBy: 'mount' }],
  ['9p', { kind: 'inSandbox', knownBy: 'mount' }],
  ['virtiofs', { kind: 'inSandbox', knownBy: 'mount' }],
] as const);

export function kubeletOrigin(
  directory: string,
  mount: Mount | undefined,
): (KubeletVolume & { knownBy: 'path' | 'mount' }) | undefined {
  const byPath = kubeletVolume(directory);
  if (byPath !== undefined) return { ...byPath, knownBy: 'path' };
  const byMount = mount && kubeletVolume(pathInFileSystem(mount, directory));
  return byMount && { ...byMount, knownBy: 'mount' };
}

/** Before Kubernetes 1.22 a service account had a Secret with the same keys. */
function originByNames(fs: FileSystem, directory: string): VolumeOrigin | undefined {
  const names = new Set(listing(fs, directory).map(({ name }) => name));
  const isServiceAccount = ['token', 'ca.crt', 'namespace'].every((key) => names.has(key));
  return isServiceAccount ? { kind: 'projected', knownBy: 'contents' } : undefined;
}

/** The origin as the keys show it, if nothing else does. */
export function originByContents(
  origin: VolumeOrigin,
  files: ReadonlyMap<string, { data: Uint8Array }>,
): VolumeOrigin {
  const isAnonymous = origin.kind === 'onTmpfs' || origin.kind === 'inSandbox';
  return isAnonymous && isDownwardApi(files)
    ? { kind: 'downwardAPI', knownBy: 'contents' }
    : origin;
}
