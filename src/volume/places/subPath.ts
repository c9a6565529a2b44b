// Mounts of a single key: a container that mounts a volume with `subPath` gets one file of it. Such a mount never changes.

import { type KubeletVolume, kubeletVolume } from './kubeletPath.ts';
import { RESERVED_PREFIX } from '../layout.ts';
import { coveringMount, type Mount } from './mounts.ts';

export interface SubPathMount {
  /** A file, or a directory where the subPath names one. */
  mountPoint: string;
  /** The kubelet's volume that the key is of; a volume on tmpfs does not say. */
  volume?: KubeletVolume;
  /** The version that was active when the container started. */
  version: string;
  /** Empty where the version's directory itself is mounted, as by `docker -v VOLUME/..data:…`. */
  key: string;
  /** That version is gone from the volume, so what is mounted is certainly out of date. */
  isStale: boolean;
  /** The directory where the whole volume is mounted as well. */
  live?: string;
}

export function subPathMounts(mounts: readonly Mount[]): SubPathMount[] {
  return mounts.flatMap((mount) => subPathMount(mounts, mount) ?? []);
}

/** The runtime resolves the links when it mounts, so the root of the mount lies in a version: `…/..2026_…/app.yaml`. */
export function subPathMount(mounts: readonly Mount[], mount: Mount): SubPathMount | undefined {
  const elements = mount.root.split('/');
  const position = elements.findIndex(
    (name) => name.startsWith(RESERVED_PREFIX) && name !== RESERVED_PREFIX,
  );
  const version = elements[position];
  if (version === undefined || isHidden(mounts, mount)) return undefined;
  const root = elements.slice(0, position).join('/');
  const volume = kubeletVolume(root);
  const live = mounts.find(
    (other) =>
      other.device === mount.device &&
      other.root === (root === '' ? '/' : root) &&
      !other.isRootDeleted &&
      !isHidden(mounts, other),
  );
  return {
    mountPoint: mount.mountPoint,
    ...(volume !== undefined && { volume }),
    version,
    key: elements.slice(position + 1).join('/'),
    isStale: mount.isRootDeleted,
    ...(live !== undefined && { live: live.mountPoint }),
  };
}

/** By one that was mounted over it. */
function isHidden(mounts: readonly Mount[], mount: Mount): boolean {
  return coveringMount(mounts, mount.mountPoint) !== mount;
}
