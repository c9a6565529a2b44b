// Finds every volume that this machine or container shows: mounted, at well-known places, below roots to search.

import type { FileSystem } from '../fileSystem.ts';
import { kubeletFolder } from './kubeletPath.ts';
import { kubeletOrigin, type VolumeOrigin, volumeSource } from './origin.ts';
import { realPath } from './look.ts';
import { coveringMount, isReadOnlyMount, type Mount } from './mounts.ts';
import {
  foreignMountPoints,
  mayHangAt,
  type SearchLimits,
  search,
  type SearchEnd,
  type SearchStep,
} from './search.ts';
import { hasDataLink, hasFollowedLinks, type VolumeLayout, worktreeLink } from './volumeLayout.ts';

export interface FoundVolume {
  dir: string;
  origin: VolumeOrigin;
  layout: VolumeLayout;
  place: VolumePlace;
  isReadOnly: boolean;
}

/** The group of a volume in a list: the first of these that applies. */
type VolumePlace =
  /** In a kubelet's directory, so this is a node. */
  | { in: 'pod'; podUid: string }
  | { in: 'workspace'; root: string }
  /** A directory that someone asked to search. */
  | { in: 'extra-root'; root: string }
  /** Mounted in this container, or at a well-known place. */
  | { in: 'container' };

export interface SearchPlaces {
  workspaceRoots: readonly string[];
  extraRoots: readonly string[];
}

/**
 * Each volume is a mount in a container, so this matters where the mount table tells nothing (macOS) or where one mount
 * holds several volumes: `kubernetes.io/serviceaccount` and tokens for clouds below `/run/secrets`, and the mount points
 * of the examples in the documentation of the downward API and of the Secrets Store. Not `/vault/secrets`: Vault's
 * agent writes plain files, without versions.
 */
const WELL_KNOWN = ['/var/run/secrets', '/run/secrets', '/etc/podinfo', '/mnt/secrets-store'].map(
  (directory) => ({ directory, depth: 2 }),
);

/** A kubelet's volumes are six levels below its root directory, which may itself lie below the root to search. */
const EXTRA_DEPTH = 10;
const WORKSPACE_DEPTH = 6;

/** Generous: a person waits for this search, sees its progress and can cancel it. */
const LIMITS: SearchLimits = { directories: 100_000, milliseconds: 30_000 };

export function* discoverMounted(
  fs: FileSystem,
  mounts: readonly Mount[],
  { workspaceRoots, extraRoots }: SearchPlaces,
  limits: SearchLimits = LIMITS,
): Generator<SearchStep<FoundVolume>, SearchEnd, void> {
  const placeOf = placesOf(fs, mounts, { workspaceRoots, extraRoots });
  const roots = [
    ...mountPoints(fs, mounts).map((directory) => ({ directory, depth: 0 })),
    ...WELL_KNOWN,
    ...workspaceRoots.map((directory) => ({ directory, depth: WORKSPACE_DEPTH })),
    ...extraRoots.map((directory) => ({ directory, depth: EXTRA_DEPTH })),
  ];
  return yield* search(fs, roots, limits, mounts, ({ directory: dir, real }, entries) => {
    const hasVersions =
      hasDataLink(entries) ||
      hasFollowedLinks(entries) ||
      worktreeLink(fs, dir, entries) !== undefined;
    // A directory of a kubelet is a volume even without versions: it may not be written yet, or be one of Kata Containers' copies.
    if (!hasVersions && !isOfKubelet(real, coveringMount(mounts, real))) return undefined;
    const { origin, layout, mount } = volumeSource(fs, dir, mounts);
    if (!hasVersions && origin.kind === 'unknown') return undefined;
    const isReadOnly = mount !== undefined && isReadOnlyMount(mount);
    return { dir, origin, layout, place: placeOf(real, origin), isReadOnly };
  });
}

/** A volume, or a folder of a volume that is mounted on its own. */
function isOfKubelet(real: string, mount: Mount | undefined): boolean {
  return (
    kubeletOrigin(real, mount) !== undefined ||
    (mount?.mountPoint === real && kubeletFolder(mount.root) !== undefined)
  );
}

const RUN = '/run/secrets/';

/** The path that people know: pods mount at `/var/run/secrets/…`, and /var/run is a link almost everywhere. */
function mountPoints(fs: FileSystem, mounts: readonly Mount[]): string[] {
  const foreign = foreignMountPoints(mounts);
  const points = mounts.map(({ mountPoint }) => mountPoint).filter((point) => !foreign.has(point));
  return realPath(fs, '/var/run') === '/run'
    ? points.map((point) => (point.startsWith(RUN) ? `/var${point}` : point))
    : points;
}

function placesOf(
  fs: FileSystem,
  mounts: readonly Mount[],
  { workspaceRoots, extraRoots }: SearchPlaces,
): (real: string, origin: VolumeOrigin) => VolumePlace {
  // All of them are needed with the first volume found, and asking where one leads may hang.
  const real = (root: string): string => (mayHangAt(mounts, root) ? root : realPath(fs, root));
  const places = [
    ...workspaceRoots.map((root) => ({ in: 'workspace', root, real: real(root) }) as const),
    ...extraRoots.map((root) => ({ in: 'extra-root', root, real: real(root) }) as const),
  ];
  return (real, origin) => {
    if ('knownBy' in origin && origin.knownBy === 'path' && origin.podUid !== undefined) {
      return { in: 'pod', podUid: origin.podUid };
    }
    const place = places.find((place) => isAtOrBelow(real, place.real));
    return place === undefined ? { in: 'container' } : { in: place.in, root: place.root };
  };
}

function isAtOrBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}
