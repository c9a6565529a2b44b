// What /proc/self/mountinfo and the path of a volume tell about it.

import type { FileSystem } from './fileSystem.ts';

type VolumeKind = 'configMap' | 'secret' | 'projected' | 'downwardAPI';

export interface Mount {
  /** The directory of the mounted file system that is its root here; ends in `…/kubernetes.io~configmap/NAME`. */
  root: string;
  mountPoint: string;
  /** The mount's own options; the superblock's may differ. */
  options: string[];
  fileSystemType: string;
}

/** One line of mountinfo: `id parent major:minor root mountPoint options optionalFields… - type source superOptions`. */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [own = '', fileSystem = ''] = line.split(' - ');
    const [, , , root, mountPoint, options] = own.split(' ');
    const [fileSystemType] = fileSystem.split(' ');
    if (root === undefined || mountPoint === undefined || options === undefined) return [];
    if (fileSystemType === undefined || fileSystemType === '') return [];
    return [
      {
        root: unescape(root),
        mountPoint: unescape(mountPoint),
        options: options.split(','),
        fileSystemType,
      },
    ];
  });
}

/** Spaces, tabs, newlines and backslashes are written in octal: `\040`. The bytes of a name need not be UTF-8. */
function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** The mount that begins at this directory; the last one where several lie on top of each other. */
export function mountAt(mounts: readonly Mount[], directory: string): Mount | undefined {
  return mounts.findLast((mount) => mount.mountPoint === directory);
}

export interface VolumeOrigin {
  kind: VolumeKind;
  /** The volume's name in the pod, from the path. */
  name: string;
}

const KINDS: ReadonlyMap<string | undefined, VolumeKind> = new Map([
  ['configmap', 'configMap'],
  ['secret', 'secret'],
  ['projected', 'projected'],
  ['downward-api', 'downwardAPI'],
] as const);

/** What a kubelet's path says: `…/volumes/kubernetes.io~secret/NAME`, wherever the kubelet's root is. */
export function originOf(path: string): VolumeOrigin | undefined {
  const match = /\/volumes\/kubernetes\.io~([a-z-]+)\/([^/]+)$/.exec(path);
  const kind = KINDS.get(match?.[1]);
  return kind === undefined || match?.[2] === undefined ? undefined : { kind, name: match[2] };
}

export interface VolumeSource {
  origin?: VolumeOrigin;
  /** The mount at the volume's directory, when it is one. */
  mount?: Mount;
}

export function volumeSource(fs: FileSystem, targetDir: string): VolumeSource {
  let directory = targetDir;
  try {
    directory = fs.realpath(targetDir);
  } catch {
    // Not there: its path may tell all the same.
  }
  const mount = mountAt(parseMountInfo(fs.mountInfo()), directory);
  const origin = originOf(directory) ?? (mount === undefined ? undefined : originOf(mount.root));
  return { ...(origin !== undefined && { origin }), ...(mount !== undefined && { mount }) };
}
