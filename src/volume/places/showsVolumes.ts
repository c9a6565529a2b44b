// Whether a kubelet's volumes are mounted in this container. Only the mount table is read.

import { join } from 'node:path';
import { orElse } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR } from '../layout.ts';
import { isInKubeletDirectory, kubeletVolume } from './kubeletPath.ts';
import { isInMemory, type Mount, mountsOnPath, parseMountInfo } from './mounts.ts';
import { subPathMounts } from './subPath.ts';

/**
 * Asks no file system that could hang: of a tmpfs the table does not tell what it is for, so it is looked into, but only
 * where all mounts on the way to it are in memory as well.
 *
 * @returns false on a node, whose many volumes are not shown unless someone asks for them
 */
export function showsVolumes(fs: FileSystem): boolean {
  const mounts = parseMountInfo(fs.mountInfo());
  const here = mounts.filter(({ mountPoint }) => !isInKubeletDirectory(mountPoint));
  return (
    here.some(({ root }) => kubeletVolume(root) !== undefined) ||
    subPathMounts(here).length > 0 ||
    here.some((mount) => isReachedInMemory(mounts, mount) && hasDataLink(fs, mount.mountPoint))
  );
}

function isReachedInMemory(mounts: readonly Mount[], { mountPoint }: Mount): boolean {
  if (mountPoint === '/') return false;
  return mountsOnPath(mounts, mountPoint).every(
    (mount) => mount.mountPoint === '/' || isInMemory(mount),
  );
}

function hasDataLink(fs: FileSystem, directory: string): boolean {
  return orElse(false, () => fs.readlink(join(directory, DATA_DIR)) !== '');
}
