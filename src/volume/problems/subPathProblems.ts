// What is mounted alone, without the volume that it belongs to, and so never follows it.

import { join, relative } from 'node:path';
import type { FileSystem } from '../fileSystem.ts';
import { kubeletFolder } from '../places/kubeletPath.ts';
import { listing, realPath } from '../places/look.ts';
import { coveringMount, type Mount } from '../places/mounts.ts';
import { subPathMounts } from '../places/subPath.ts';
import type { Findings, Problem } from './problem.ts';

/** The target directory itself where a key or a folder is mounted over it, and what is mounted in it. */
export function subPathProblems(
  fs: FileSystem,
  targetDir: string,
  mounts: readonly Mount[],
): Findings {
  // The mount table has paths without links: a pod's /var/run/secrets is at /run/secrets.
  const directory = realPath(fs, targetDir);
  const problems = subPathMounts(mounts)
    .filter(({ mountPoint }) => mountPoint === directory || mountPoint.startsWith(`${directory}/`))
    .map(({ mountPoint, version, key, isStale }): Problem => {
      const kind = isStale ? 'stale-sub-path' : 'sub-path';
      return { kind, path: join(targetDir, relative(directory, mountPoint)), version, key };
    });
  return { problems: [...problems, ...folderProblems(fs, directory, mounts)] };
}

function folderProblems(fs: FileSystem, directory: string, mounts: readonly Mount[]): Problem[] {
  const mount = coveringMount(mounts, directory);
  const folder = mount?.mountPoint === directory ? kubeletFolder(mount.root)?.folder : undefined;
  if (folder === undefined) return [];
  const entries = listing(fs, directory);
  // Plain copies, as Kata Containers make them, lead nowhere.
  const isOfLinks = entries.length > 0 && entries.every(({ kind }) => kind !== 'file');
  return isOfLinks ? [{ kind: 'sub-path-folder', folder }] : [];
}
