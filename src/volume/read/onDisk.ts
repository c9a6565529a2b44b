// The target directory as `ls -la` has it, and what each entry is to the volume. Reads no value.

import { join } from 'node:path';
import {
  type ActiveVersion,
  inVersion,
  readableVersion,
  readActiveVersion,
} from './activeVersion.ts';
import { orElse } from '../failure.ts';
import type { DirectoryEntry, FileStat, FileSystem } from '../fileSystem.ts';
import {
  DATA_DIR,
  isTimestampDirName,
  NEW_DATA_DIR,
  ORPHAN_MS,
  RESERVED_PREFIX,
  topLevelName,
} from '../layout.ts';
import { nestedLinks } from '../places/volumeLayout.ts';
import { isSpelledForKey } from './keyLink.ts';

export interface DiskEntry {
  name: string;
  kind: FileStat['kind'];
  /** Of a link: where it points, as it is written in the link. */
  target?: string;
  role: DiskRole;
}

export type DiskRole =
  /** The directory that `..data` leads to. */
  | 'active'
  /** Other timestamp directories: one that stays on purpose, one that was active just now, one that a writer may be at
   * work on, and one that nobody will remove. */
  | 'kept'
  | 'replaced'
  | 'in-the-making'
  | 'left-over'
  | 'data-link'
  | 'next-data-link'
  /** A user-visible link, of a key of the active version or of none. */
  | 'key-link'
  | 'dangling-link'
  /** A link that leads elsewhere than through `..data`. */
  | 'other-link'
  /** A folder of before 1.10, which has links of its own. */
  | 'nested-links'
  /** No link, where one has to be. */
  | 'in-the-way'
  | 'other';

export interface OnDisk {
  /** Reserved names first. */
  entries: readonly DiskEntry[];
  /** How many more there are; `isAtLeast`: or even more. */
  more: number;
  isAtLeast: boolean;
}

export interface OnDiskOptions {
  /** As the writer's option. */
  keepVersions?: number;
  /** Names of versions that were active once. */
  wereActive?: ReadonlySet<string>;
  /** Names of timestamp directories that a living writer is at work on, however old they are. */
  inUse?: ReadonlySet<string>;
}

/** Nobody reads more rows than this. */
const MAX_ENTRIES = 1_000;
/** Names that are counted: 10 ms at worst. */
const MAX_COUNTED = 10_000;

/** @throws as node:fs, when the directory cannot be listed */
export function onDisk(fs: FileSystem, targetDir: string, options: OnDiskOptions = {}): OnDisk {
  const listed = fs.readdir(targetDir, MAX_COUNTED + 1);
  const isAtLeast = listed.length > MAX_COUNTED;
  const active = readActiveVersion(fs, targetDir);
  if (isAtLeast) addWhatCounts(fs, targetDir, active, listed);
  const shown = listed.sort(reservedFirst).slice(0, MAX_ENTRIES);
  const roles = new Roles(fs, targetDir, active, options);
  roles.sortOut(shown);
  const entries = shown.flatMap((entry) => {
    const seen = withTarget(fs, targetDir, entry);
    return seen === undefined ? [] : [{ ...seen, role: roles.of(seen) }];
  });
  const more = Math.max(0, Math.min(listed.length, MAX_COUNTED) - MAX_ENTRIES);
  return { entries, more, isAtLeast };
}

/** Listings have no order, so what an update is about may be among the entries that were not listed. */
function addWhatCounts(
  fs: FileSystem,
  targetDir: string,
  active: ActiveVersion,
  listed: DirectoryEntry[],
): void {
  const version = readableVersion(active);
  const isListed = new Set(listed.map(({ name }) => name));
  const wanted = [DATA_DIR, NEW_DATA_DIR, ...(version ? [topLevelName(version.name)] : [])];
  for (const name of wanted.filter((each) => !isListed.has(each))) {
    const stat = orElse(undefined, () => fs.lstat(join(targetDir, name)));
    if (stat !== undefined) listed.push({ name, kind: stat.kind });
  }
}

function reservedFirst({ name: a }: DirectoryEntry, { name: b }: DirectoryEntry): number {
  const [isReserved, isOther] = [a, b].map((name) => name.startsWith(RESERVED_PREFIX));
  if (isReserved !== isOther) return isReserved === true ? -1 : 1;
  return a < b ? -1 : 1;
}

type Seen = Omit<DiskEntry, 'role'>;

/** Undefined for a link that has gone since it was listed. */
function withTarget(fs: FileSystem, targetDir: string, entry: DirectoryEntry): Seen | undefined {
  if (entry.kind !== 'link') return entry;
  return orElse(undefined, () => ({ ...entry, target: fs.readlink(join(targetDir, entry.name)) }));
}

class Roles {
  readonly #fs: FileSystem;
  readonly #targetDir: string;
  readonly #active: ActiveVersion;
  readonly #keepVersions: number;
  readonly #wereActive: ReadonlySet<string>;
  readonly #inUse: ReadonlySet<string>;
  /** Of timestamp directories that are not active. */
  readonly #others = new Map<string, DiskRole>();
  readonly #activeDir: string | undefined;
  readonly #keys: ReadonlySet<string>;

  constructor(
    fs: FileSystem,
    targetDir: string,
    active: ActiveVersion,
    { keepVersions = 0, wereActive = new Set(), inUse = new Set() }: OnDiskOptions,
  ) {
    this.#fs = fs;
    this.#targetDir = targetDir;
    this.#active = active;
    this.#keepVersions = keepVersions;
    this.#wereActive = wereActive;
    this.#inUse = inUse;
    const version = readableVersion(active);
    this.#activeDir = version && topLevelName(version.name);
    this.#keys = new Set(
      version && orElse([], () => inVersion(fs, version, (path) => namesIn(fs, path))),
    );
  }

  sortOut(entries: readonly DirectoryEntry[]): void {
    const others = entries.flatMap(({ name, kind }) =>
      kind === 'directory' && isTimestampDirName(name) && name !== this.#activeDir ? [name] : [],
    );
    const isInUse = (name: string) => this.#inUse.has(name);
    const isNew = (name: string) =>
      !this.#wereActive.has(name) && (isInUse(name) || this.#isRecent(name));
    const old = others.filter((name) => !isNew(name)).sort();
    const kept = new Set(old.slice(Math.max(0, old.length - this.#keepVersions)));
    const isSwappedJustNow = this.#isRecent(DATA_DIR);
    for (const name of others) this.#others.set(name, 'in-the-making');
    for (const name of old) {
      const isReplaced = (isSwappedJustNow || isInUse(name)) && this.#wereActive.has(name);
      const role = kept.has(name) ? 'kept' : isReplaced ? 'replaced' : 'left-over';
      this.#others.set(name, role);
    }
  }

  of({ name, kind, target }: Seen): DiskRole {
    if (name === DATA_DIR && kind === 'link') return 'data-link';
    if (name === NEW_DATA_DIR && kind === 'link') return 'next-data-link';
    if (name === this.#activeDir) return 'active';
    const other = this.#others.get(name);
    if (other !== undefined) return other;
    if (target !== undefined) {
      if (!isSpelledForKey(this.#targetDir, name, target)) return 'other-link';
      return this.#keys.has(name) ? 'key-link' : 'dangling-link';
    }
    return this.#isInTheWay(name, kind) ? 'in-the-way' : this.#roleOfOther(name, kind);
  }

  #isInTheWay(name: string, kind: FileStat['kind']): boolean {
    // Where links show as what they lead to, nothing is a link.
    if (this.#active.state === 'data-not-a-link' && this.#active.copy !== undefined) return false;
    if (name === DATA_DIR || name === NEW_DATA_DIR) return true;
    return this.#keys.has(name) && this.#roleOfOther(name, kind) === 'other';
  }

  #roleOfOther(name: string, kind: FileStat['kind']): DiskRole {
    if (kind !== 'directory' || name.startsWith(RESERVED_PREFIX)) return 'other';
    const links = nestedLinks(this.#fs, this.#targetDir, name);
    return links.next().done === true ? 'other' : 'nested-links';
  }

  /** False for what has gone meanwhile. */
  #isRecent(name: string): boolean {
    const since = this.#fs.now() - ORPHAN_MS;
    return orElse(false, () => this.#fs.lstat(join(this.#targetDir, name)).ctimeMs > since);
  }
}

function namesIn(fs: FileSystem, directory: string): string[] {
  return fs.readdir(directory, MAX_COUNTED).map(({ name }) => name);
}
