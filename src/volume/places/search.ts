// The walk that every search shares: breadth first, bounded, and in steps, so that its caller can stop between two.

import { join } from 'node:path';
import type { DirectoryEntry, FileSystem } from '../fileSystem.ts';
import { RESERVED_PREFIX } from '../layout.ts';
import { orElse } from '../failure.ts';
import { listing, realPath } from './look.ts';
import type { Mount } from './mounts.ts';

export interface SearchRoot {
  directory: string;
  /** Levels below it. */
  depth: number;
}

export interface Limits {
  /** Directories listed in all. */
  directories: number;
  milliseconds: number;
}

/** One directory was listed. */
export interface SearchStep<T> {
  /** So many until now. */
  searched: number;
  found?: T;
}

/** Everything within the depth of the roots was searched, or a limit was met before. */
export type SearchEnd = 'all' | keyof Limits;

export interface Place {
  /** As reached from its root. */
  directory: string;
  /** The same without links. */
  real: string;
  /** Levels below it that are still to be searched. */
  depth: number;
}

const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);

/**
 * Asks `volumeAt` at the roots and below them, nearest first, then by name. Nothing below a volume is another one.
 * Links are not followed, and a directory that is mounted at several places counts at the first alone.
 */
export function* search<T>(
  fs: FileSystem,
  roots: readonly SearchRoot[],
  limits: Limits,
  mounts: readonly Mount[],
  volumeAt: (place: Place, entries: readonly DirectoryEntry[]) => T | undefined,
): Generator<SearchStep<T>, SearchEnd, void> {
  const start = fs.elapsed();
  const foreign = foreignMountPoints(mounts);
  const found = new Set<string>();
  /** How deep each directory has been searched: what was a root to look at may be passed on the way down. */
  const depths = new Map<string, number>();
  let searched = 0;
  let level: Place[] = roots.map((root) => ({ ...root, real: realPath(fs, root.directory) }));
  while (level.length > 0) {
    const next: Place[] = [];
    for (const place of level) {
      const id = idOf(fs, place.real);
      if (id === undefined || found.has(id) || (depths.get(id) ?? -1) >= place.depth) continue;
      depths.set(id, place.depth);
      if (searched === limits.directories) return 'directories';
      if (fs.elapsed() - start > limits.milliseconds) return 'milliseconds';
      const entries = listing(fs, place.directory);
      const volume = volumeAt(place, entries);
      if (volume !== undefined) found.add(id);
      searched++;
      yield volume === undefined ? { searched } : { searched, found: volume };
      if (volume !== undefined || place.depth === 0) continue;
      for (const each of below(place, entries)) if (!foreign.has(each.real)) next.push(each);
    }
    level = next.sort(byNameDeepestFirst);
  }
  return 'all';
}

/** The same directory from two roots is then searched once, as deep as either says. */
function byNameDeepestFirst(a: Place, b: Place): number {
  if (a.directory === b.directory) return b.depth - a.depth;
  return a.directory < b.directory ? -1 : 1;
}

function below({ directory, real, depth }: Place, entries: readonly DirectoryEntry[]): Place[] {
  return entries
    .filter(
      ({ name, kind }) =>
        kind === 'directory' && !SKIPPED.has(name) && !name.startsWith(RESERVED_PREFIX),
    )
    .map(({ name }) => ({
      directory: join(directory, name),
      real: join(real, name),
      depth: depth - 1,
    }));
}

/** Undefined for what is not there, or is no directory (any more). */
function idOf(fs: FileSystem, real: string): string | undefined {
  // Inodes of Windows have more digits than a number holds; and nothing is mounted twice there.
  if (process.platform === 'win32') return real;
  return orElse(undefined, () => {
    const { kind, id } = fs.lstat(real);
    return kind === 'directory' ? id : undefined;
  });
}

/** File systems of the kernel, which hold no volumes and have no end. */
const KERNEL =
  /^(proc|sysfs|cgroup2?|devpts|devtmpfs|mqueue|debugfs|tracefs|securityfs|selinuxfs|bpf|pstore|configfs|fusectl|hugetlbfs|binfmt_misc|efivarfs|nsfs|rpc_pipefs)$/;

/** A listing there waits for ever when the server is gone. */
const REMOTE =
  /^(autofs|nfs4?|cifs|smb3|ceph|afs|lustre|fuse\.(sshfs|glusterfs|ceph|s3fs|gcsfuse|rclone|gvfsd-fuse|portal))$/;

/**
 * Where such file systems begin: not to be searched unless someone named it, or a directory below, as a root. Of several
 * mounts on top of each other the last one counts.
 */
export function foreignMountPoints(mounts: readonly Mount[]): Set<string> {
  const types = new Map(mounts.map((mount) => [mount.mountPoint, mount.fileSystemType]));
  const isForeign = (type: string): boolean => KERNEL.test(type) || REMOTE.test(type);
  return new Set([...types].flatMap(([point, type]) => (isForeign(type) ? [point] : [])));
}
