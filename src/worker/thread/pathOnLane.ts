// Where a path leads, found out without touching another file system than the lane's: that one may hang.

import { dirname, isAbsolute, join } from 'node:path';
import { orElse } from '../../volume/failure.ts';
import type { FileSystem } from '../../volume/fileSystem.ts';
import { fileSystemOf, type Mount } from '../../volume/places/mounts.ts';

/** As the kernel's. */
const MAX_LINKS = 40;

/**
 * The absolute path with its links resolved, one element after the other, up to the first link that leads to another file
 * system: then the path there, of which nothing has been looked at yet.
 */
export function pathOnLane(
  fs: FileSystem,
  mounts: readonly Mount[],
  lane: string,
  path: string,
): string {
  let resolved = '/';
  const rest = elements(path);
  let links = 0;
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const at = name === '..' ? dirname(resolved) : join(resolved, name);
    const isMountPoint = mounts.some(({ mountPoint }) => mountPoint === at);
    const target = isMountPoint ? undefined : orElse(undefined, () => fs.readlink(at));
    if (target === undefined) {
      resolved = at;
      continue;
    }
    if (++links > MAX_LINKS) return path;
    if (isAbsolute(target)) resolved = '/';
    rest.unshift(...elements(target));
    const there = join(resolved, ...rest);
    if (fileSystemOf(mounts, there) !== lane) return there;
  }
  return resolved;
}

function elements(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
