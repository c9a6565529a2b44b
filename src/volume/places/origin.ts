// What a volume is, and how that is known: by its path, by its mount, by what is in it, or by its layout.

import { isDownwardApi } from './downwardApi.ts';
import type { FileSystem } from '../fileSystem.ts';
import { kubeletFolder, type KubeletVolume, kubeletVolume } from './kubeletPath.ts';
import { listing, realPath } from './look.ts';
import { coveringMount, type Mount, parseMountInfo, pathInFileSystem } from './mounts.ts';
import { type VolumeLayout, volumeLayout } from './volumeLayout.ts';

export type VolumeOrigin =
  /** In a kubelet's directory: on a node by the path itself, in a container by what is mounted. */
  | (KubeletVolume & { knownBy: 'path' | 'mount' })
  /** A folder of a volume of a kubelet before 1.10, mounted alone. What its links lead to is not mounted. */
  | (KubeletVolume & { knownBy: 'mount'; folder: string })
  /** With `token`, `ca.crt` and `namespace`, mounted from where the mount table does not say: a service account's. */
  | { kind: 'projected'; knownBy: 'contents' }
  /** With `labels` or `annotations` and what else there is of a pod, as a kubelet writes them. */
  | { kind: 'downwardAPI'; knownBy: 'contents' }
  /** A mounted tmpfs: a Secret, projected, downward API or CSI volume, and no one can tell which. */
  | { kind: 'onTmpfs'; knownBy: 'mount' }
  /** Passed into a sandbox by gVisor or Kata Containers, whose mount table tells nothing of where it comes from. */
  | { kind: 'inSandbox'; knownBy: 'mount' }
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
  const mounted = isMountPoint ? mount : undefined;
  const isOwnTmpfs = mounted?.fileSystemType === 'tmpfs' && mounted.root === '/';
  const origin = kubeletOrigin(directory, mount);
  // A CSI driver's volume may be anything, such as a disk; these keep files as a kubelet does.
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
 * File systems that do not say which volume of them is mounted. A tmpfs is a volume's own, or shared by many: by all of
 * a virtual machine of Kata Containers, or of cert-manager's CSI driver. gVisor shows every volume as 9p; Kata
 * Containers have either of the others.
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

/** A Secret of the type that service accounts had before Kubernetes 1.22 holds the same keys. */
function originByNames(fs: FileSystem, directory: string): VolumeOrigin | undefined {
  const names = new Set(listing(fs, directory).map(({ name }) => name));
  const isServiceAccount = ['token', 'ca.crt', 'namespace'].every((key) => names.has(key));
  return isServiceAccount ? { kind: 'projected', knownBy: 'contents' } : undefined;
}

/** What the keys tell of a volume that nothing else tells of. */
export function originByContents(
  origin: VolumeOrigin,
  files: ReadonlyMap<string, { data: Uint8Array }>,
): VolumeOrigin {
  const isAnonymous = origin.kind === 'onTmpfs' || origin.kind === 'inSandbox';
  return isAnonymous && isDownwardApi(files)
    ? { kind: 'downwardAPI', knownBy: 'contents' }
    : origin;
}
