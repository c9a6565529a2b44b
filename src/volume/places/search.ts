// The walk that every search shares: breadth first, bounded, and in steps, so that its caller can stop between two.

import { join } from 'node:path';
import type { DirectoryEntry, FileSystem } from '../fileSystem.ts';
import { RESERVED_PREFIX } from '../layout.ts';
import { orElse } from '../failure.ts';
import { listing, realPath } from './look.ts';
import { coveringMount, type Mount } from './mounts.ts';

export interface SearchRoot {
  directory: string;
  /** Levels below it. */
  depth: number;
}

export interface SearchLimits {
  /** Directories listed in all. */
  directories: number;
  milliseconds: number;
}

/** One directory was listed. */
export interface SearchStep<T> {
  /** How many so far. */
  searched: number;
  found?: T;
}

/** `all`: everything within the depth of the roots was searched. Otherwise the limit that ended the search. */
export type SearchEnd = 'all' | keyof SearchLimits;

export interface SearchedDirectory {
  /** As reached from its root. */
  directory: string;
  /** The same path with all links resolved. */
  real: string;
  /** How many levels below it remain to be searched. */
  depth: number;
}

const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);

/**
 * Asks `volumeAt` at the roots and below them, nearest first, then by name. Nothing below a volume is another one.
 * The search follows no links. If a directory is mounted at several places, only the first counts.
 *
 * What is on a file system that may hang comes last, and is not touched before: then all else has been found.
 */
export function* search<T>(
  fs: FileSystem,
  roots: readonly SearchRoot[],
  limits: SearchLimits,
  mounts: readonly Mount[],
  volumeAt: (place: SearchedDirectory, entries: readonly DirectoryEntry[]) => T | undefined,
): Generator<SearchStep<T>, SearchEnd, void> {
  const start = fs.elapsed();
  const foreign = foreignMountPoints(mounts);
  const found = new Set<string>();
  /** How deep each directory has been searched: one root may lie below another. */
  const depths = new Map<string, number>();
  let searched = 0;
  const first = roots.filter(({ directory }) => !mayHangAt(mounts, directory));
  const last: Place[] = roots.filter(({ directory }) => mayHangAt(mounts, directory));
  const slow = mountPointsOf(mounts, mayHang);
  for (const begin of [first, last]) {
    let level: readonly Place[] = begin;
    while (level.length > 0) {
      const next: SearchedDirectory[] = [];
      for (const { directory, depth, real = realPath(fs, directory) } of level) {
        const id = idOf(fs, real);
        if (id === undefined || found.has(id) || (depths.get(id) ?? -1) >= depth) continue;
        depths.set(id, depth);
        if (searched === limits.directories) return 'directories';
        if (fs.elapsed() - start > limits.milliseconds) return 'milliseconds';
        const place = { directory, depth, real };
        const entries = listing(fs, directory);
        const volume = volumeAt(place, entries);
        if (volume !== undefined) found.add(id);
        searched++;
        yield volume === undefined ? { searched } : { searched, found: volume };
        if (volume !== undefined || depth === 0) continue;
        for (const each of below(place, entries)) {
          if (foreign.has(each.real)) continue;
          if (begin === first && slow.has(each.real)) last.push(each);
          else next.push(each);
        }
      }
      level = next.sort(byNameDeepestFirst);
    }
  }
  return 'all';
}

/** `real` is asked for when its turn has come: that may hang as well. */
type Place = SearchRoot & Partial<SearchedDirectory>;

/** So that a directory below two roots is searched once, to the greater depth. */
function byNameDeepestFirst(a: SearchedDirectory, b: SearchedDirectory): number {
  if (a.directory === b.directory) return b.depth - a.depth;
  return a.directory < b.directory ? -1 : 1;
}

function below(
  { directory, real, depth }: SearchedDirectory,
  entries: readonly DirectoryEntry[],
): SearchedDirectory[] {
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

/** Undefined if the directory is gone, or something else has its name. */
function idOf(fs: FileSystem, real: string): string | undefined {
  // On Windows nothing is mounted twice, and inode numbers exceed what a number holds.
  if (process.platform === 'win32') return real;
  return orElse(undefined, () => {
    const { kind, id } = fs.lstat(real);
    return kind === 'directory' ? id : undefined;
  });
}

/** File systems of the kernel: they hold no volumes, and listing them may never end. */
const KERNEL =
  /^(proc|sysfs|cgroup2?|devpts|devtmpfs|mqueue|debugfs|tracefs|securityfs|selinuxfs|bpf|pstore|configfs|fusectl|hugetlbfs|binfmt_misc|efivarfs|nsfs|rpc_pipefs)$/;

/** If the server is gone, listing a directory there waits for ever. */
const REMOTE =
  /^(autofs|nfs4?|cifs|smb3|ceph|afs|lustre|fuse\.(sshfs|glusterfs|ceph|s3fs|gcsfuse|rclone|gvfsd-fuse|portal))$/;

/**
 * Mount points of such file systems. A search enters one only if a person named it, or a directory below it, as a root.
 * If mounts lie on top of each other, the last one counts.
 */
export function foreignMountPoints(mounts: readonly Mount[]): Set<string> {
  return mountPointsOf(mounts, (type) => KERNEL.test(type) || REMOTE.test(type));
}

/** Others for which some process or virtual machine has to answer. */
const SERVED = /^(fuse|fuseblk|fuse\..+|9p|virtiofs|vboxsf|prl_fs|vmhgfs)$/;

function mayHang(type: string): boolean {
  return REMOTE.test(type) || SERVED.test(type);
}

/** Touches nothing to find out. So a path through a link counts as what it is itself on. */
export function mayHangAt(mounts: readonly Mount[], path: string): boolean {
  return mayHang(coveringMount(mounts, path)?.fileSystemType ?? '');
}

function mountPointsOf(mounts: readonly Mount[], isOne: (type: string) => boolean): Set<string> {
  const types = new Map(mounts.map((mount) => [mount.mountPoint, mount.fileSystemType]));
  return new Set([...types].flatMap(([point, type]) => (isOne(type) ? [point] : [])));
}
