// Which processes still hold files of a version that is gone. A program that opened a key before an update reads the old
// bytes until it opens the key again by its path. Linux tells of open and mapped files in /proc, of the processes that we
// may look into. No link is followed: the text of each says where it leads, and that the file is gone.

import { inDirectory } from '../directory.ts';
import { orElse } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { at } from '../paths.ts';
import { coveringMount, type Mount, parseMountInfo, pathInFileSystem } from './mounts.ts';

/** A volume's directory as its file system has it, whatever it is mounted as in a process. */
export interface VolumePlace {
  device: string;
  path: string;
}

export interface Holder {
  pid: number;
  /** What the process calls itself, 15 bytes at most. Never its arguments: there may be a password in them. */
  name: string;
  version: string;
  /** Sorted. */
  keys: string[];
}

export interface Holders {
  holders: Holder[];
  /** A limit was met: there may be more. */
  isCut: boolean;
}

/** In all, and of one process: what is looked at between two steps takes some ten milliseconds at most. */
export interface HolderLimits {
  /** Open files. */
  links: number;
  linksEach: number;
  /** Bytes of lists of mapped files. */
  mapBytes: number;
  mapBytesEach: number;
}

const LIMITS: HolderLimits = {
  links: 100_000,
  linksEach: 5_000,
  mapBytes: 64e6,
  mapBytesEach: 2e6,
};

const PROC = '/proc';
const DELETED = ' (deleted)';

/** @param directory the target directory, without links on the way */
export function placeOf(mounts: readonly Mount[], directory: string): VolumePlace | undefined {
  const mount = coveringMount(mounts, directory);
  return mount && { device: mount.device, path: pathInFileSystem(mount, directory) };
}

/**
 * One step for each process.
 *
 * @param gone names of versions that are not on disk any more
 * @param pids the processes to look at; all unless given
 */
export function* findHolders(
  fs: FileSystem,
  place: VolumePlace,
  gone: ReadonlySet<string>,
  pids: readonly number[] = allPids(fs),
  limits: HolderLimits = LIMITS,
): Generator<void, Holders, void> {
  const left = { ...limits };
  const holders: Holder[] = [];
  let isCut = false;
  for (const pid of pids) {
    if (left.links <= 0 || left.mapBytes <= 0) return { holders, isCut: true };
    // A process that ends meanwhile, or is none of ours, holds nothing that we know of.
    orElse(undefined, () => {
      inDirectory(fs, at(PROC, `${pid}`), (base) => {
        const { paths, isAll } = deletedFiles(fs, base, left);
        isCut ||= !isAll;
        holders.push(...holdersOf(fs, base, pid, paths, place, gone));
      });
    });
    yield;
  }
  return { holders, isCut };
}

function allPids(fs: FileSystem): number[] {
  const entries = orElse([], () => fs.readdir(PROC));
  return entries.filter(({ name }) => /^\d+$/.test(name)).map(({ name }) => Number(name));
}

/** Paths of files that the process has open or mapped and that have been removed, as the process sees them. */
function deletedFiles(
  fs: FileSystem,
  base: string,
  left: HolderLimits,
): { paths: Set<string>; isAll: boolean } {
  const paths = new Set<string>();
  const add = (target: string): void => {
    const isPath = target.startsWith('/') && target.endsWith(DELETED);
    if (isPath) paths.add(target.slice(0, -DELETED.length));
  };
  const most = Math.min(left.links, left.linksEach);
  const listed = fs.readdir(`${base}/fd`, most + 1);
  left.links -= listed.length;
  for (const { name } of listed.slice(0, most)) {
    // Closed since it was listed.
    add(orElse('', () => fs.readlink(`${base}/fd/${name}`)));
  }
  const maps = mapsOf(fs, base, Math.min(left.mapBytes, left.mapBytesEach));
  left.mapBytes -= maps.length;
  for (const line of maps.text.split('\n')) {
    if (line.endsWith(DELETED)) add(line.slice(line.indexOf('/')).replaceAll('\\012', '\n'));
  }
  return { paths, isAll: listed.length <= most && !maps.isCut };
}

/** A process that is stuck in a call may hold the lock that the kernel takes to list what it maps: we would be stuck too. */
function mapsOf(fs: FileSystem, base: string, most: number): Text {
  const { state } = statOf(fs, base);
  return state === 'D' ? { text: '', length: 0, isCut: false } : readText(fs, `${base}/maps`, most);
}

function holdersOf(
  fs: FileSystem,
  base: string,
  pid: number,
  paths: ReadonlySet<string>,
  place: VolumePlace,
  gone: ReadonlySet<string>,
): Holder[] {
  const candidates = [...paths].filter((path) =>
    [...gone].some((version) => path.includes(`/${version}/`)),
  );
  if (candidates.length === 0) return [];
  // The same name may be another file: in a container, or below a copy of the volume. The mounts of the process tell.
  const mounts = parseMountInfo(readText(fs, `${base}/mountinfo`, LIMITS.mapBytes).text);
  const keys = new Map<string, string[]>();
  for (const path of candidates) {
    const mount = coveringMount(mounts, path);
    if (mount?.device !== place.device) continue;
    const there = pathInFileSystem(mount, path);
    for (const version of gone) {
      const directory = `${place.path}/${version}/`;
      if (!there.startsWith(directory)) continue;
      keys.set(version, [...(keys.get(version) ?? []), there.slice(directory.length)]);
    }
  }
  const { name } = statOf(fs, base);
  return [...keys].map(([version, held]) => ({ pid, name, version, keys: held.sort() }));
}

/** `812 (nginx) S …`; the name may have parentheses and line ends in it. */
function statOf(fs: FileSystem, base: string): { name: string; state: string } {
  const { text } = readText(fs, `${base}/stat`, 1_000);
  const [, name = '', state = ''] = /^\d+ \(([^]*)\) (\w)/.exec(text) ?? [];
  return { name, state };
}

interface Text {
  text: string;
  /** Bytes. */
  length: number;
  isCut: boolean;
}

const CHUNK_BYTES = 65_536;

/** What is in /proc has no size: it is read to its end. */
function readText(fs: FileSystem, path: string, most: number): Text {
  const fd = fs.openForReading(path);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < most) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const bytes = fs.read(fd, chunk, 0);
      if (bytes === 0) break;
      chunks.push(chunk.subarray(0, bytes));
      length += bytes;
    }
  } finally {
    fs.close(fd);
  }
  return { text: Buffer.concat(chunks).toString(), length, isCut: length >= most };
}
