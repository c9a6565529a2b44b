// The mounts that this process sees, from /proc/self/mountinfo, and which of them a path is on.

export interface Mount {
  id: number;
  /** The mount below this one. This process may not see it. */
  parent: number;
  /** `major:minor` of the file system, the same for all mounts of it. */
  device: string;
  /** The directory (or file) of the mounted file system that is its root here: `…/kubernetes.io~configmap/NAME`. */
  root: string;
  /** The root was removed. Until it is unmounted, the mount shows what was there when it was made. */
  isRootDeleted: boolean;
  mountPoint: string;
  /** The mount's own options; the superblock's may differ. */
  options: readonly string[];
  fileSystemType: string;
  superOptions: readonly string[];
}

/**
 * Parses one line for each mount, in the order of the table. Other lines are skipped. A line reads
 * `id parent major:minor root mountPoint options optionalFields… - type source superOptions`.
 */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => parseLine(line) ?? []);
}

const REMOVED = '//deleted';

function parseLine(line: string): Mount | undefined {
  const fields = line.split(' ');
  // No name can be mistaken for the separator: every field before it begins with a slash or is one of the first six.
  const separator = fields.indexOf('-', 6);
  const [id = '', parent = '', device = '', root = '', mountPoint = '', options = ''] = fields;
  const fileSystemType = fields[separator + 1] ?? '';
  if (separator === -1 || !/^\d+$/.test(id) || !/^\d+$/.test(parent)) return undefined;
  if (root === '' || !mountPoint.startsWith('/') || fileSystemType === '') return undefined;
  const isRootDeleted = root.endsWith(REMOVED);
  return {
    id: Number(id),
    parent: Number(parent),
    device,
    root: unescape(isRootDeleted ? root.slice(0, -REMOVED.length) : root),
    isRootDeleted,
    mountPoint: unescape(mountPoint),
    options: options.split(','),
    fileSystemType: unescape(fileSystemType),
    superOptions: (fields[separator + 3] ?? '').split(','),
  };
}

/**
 * Spaces, tabs, line breaks and backslashes are written in octal: `\040`. These are bytes, so a letter may be several.
 * Bytes that are no UTF-8 become U+FFFD, as in a listing by Node: such a path cannot be opened either way.
 */
function unescape(field: string): string {
  if (!field.includes('\\')) return field;
  return field.replace(/(?:\\[0-3][0-7]{2})+/g, (run) =>
    Buffer.from(
      run
        .split('\\')
        .slice(1)
        .map((octal) => Number.parseInt(octal, 8)),
    ).toString(),
  );
}

/**
 * The mount that an absolute path without links is on: normally the one with the longest mount point, and the last of
 * those on top of each other. But one that was mounted over a parent directory later hides it, so this goes down from
 * mount to mount as the kernel does.
 */
export function coveringMount(mounts: readonly Mount[], path: string): Mount | undefined {
  const onPath = mountsOnPath(mounts, path);
  const ids = new Set(onPath.map(({ id }) => id));
  const outermost = ({ id, parent }: Mount): boolean => parent === id || !ids.has(parent);
  let mount = onPath.findLast(outermost) ?? onPath.at(-1);
  // If the table changed while it was being read, its parents may form a circle.
  for (const _ of onPath) {
    const above = onPath.filter((each) => each !== mount && each.parent === mount?.id);
    const nearest = above.findLast(({ mountPoint }) => mountPoint === above[0]?.mountPoint);
    if (nearest === undefined) return mount;
    mount = nearest;
  }
  return mount;
}

/** Indexed by mount point: a node has tens of thousands of mounts, and each of its volumes looks for its own. */
const indexes = new WeakMap<readonly Mount[], Map<string, Mount[]>>();

/** Mounts at the path and at its parent directories, outermost first; at one path, in the order of the table. */
export function mountsOnPath(mounts: readonly Mount[], path: string): Mount[] {
  let index = indexes.get(mounts);
  if (index === undefined) indexes.set(mounts, (index = byMountPoint(mounts)));
  const names = path.split('/').filter((name) => name !== '');
  const directories = names.map((_, position) => `/${names.slice(0, position + 1).join('/')}`);
  return ['/', ...directories].flatMap((directory) => index.get(directory) ?? []);
}

function byMountPoint(mounts: readonly Mount[]): Map<string, Mount[]> {
  const index = new Map<string, Mount[]>();
  for (const mount of mounts) {
    const same = index.get(mount.mountPoint);
    if (same === undefined) index.set(mount.mountPoint, [mount]);
    else same.push(mount);
  }
  return index;
}

/** The mount that the path is on, and the mounts inside the path. */
export function mountsOf(mounts: readonly Mount[], path: string): readonly Mount[] {
  const covering = coveringMount(mounts, path);
  const inside = mounts.filter(({ mountPoint }) => mountPoint.startsWith(`${path}/`));
  return covering === undefined ? inside : [covering, ...inside];
}

/** A mount is read-only by its own option or by its file system's, which a disk error can set as well. */
export function isReadOnlyMount(mount: Mount): boolean {
  return mount.options.includes('ro') || mount.superOptions.includes('ro');
}

/** The path within the mount's file system, the same wherever that is mounted. */
export function pathInFileSystem(mount: Mount, path: string): string {
  const below = mount.mountPoint === '/' ? path : path.slice(mount.mountPoint.length);
  return mount.root === '/' ? below : `${mount.root}${below}`;
}

/**
 * Identifies the file system that an absolute path is on. All file systems in memory count as one: no disk, server or
 * process has to answer for them, so none of them hangs. Empty if the system has no table of mounts.
 */
export function fileSystemOf(mounts: readonly Mount[], path: string): string {
  const mount = coveringMount(mounts, path);
  if (mount === undefined) return '';
  return isInMemory(mount) ? 'memory' : mount.device;
}

export function isInMemory({ fileSystemType }: Mount): boolean {
  return ['tmpfs', 'ramfs'].includes(fileSystemType);
}
