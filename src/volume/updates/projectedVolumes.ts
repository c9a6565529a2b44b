// How we update a volume: the steps of AtomicWriter itself. What each does is told ahead from the same volume.

import type { FileSystem } from '../fileSystem.ts';
import { NEW_DATA_DIR, topLevelNames } from '../layout.ts';
import { AtomicWriter } from '../write/atomicWriter.ts';
import { isOurs } from '../write/keptVersions.ts';
import { findLeftovers } from '../write/leftovers.ts';
import { isUserVisibleLink } from '../write/userVisibleLinks.ts';
import type { GivenVolume } from './givenVolume.ts';
import { unlink } from './kubelet.ts';
import {
  linkChanges,
  linksOf,
  oldVersion,
  removeOldVersion,
  step,
  SWAP,
  TAKE_NEW_DATA_DIR,
  TAKEN,
  UNFINISHED,
  writeVersion,
} from './planning.ts';
import type { Act, Left, Moment, Update, UpdateStep } from './update.ts';

/** @param keepVersions as of `AtomicWriter` */
export function planProjectedVolumes(volume: GivenVolume, keepVersions: number): Update {
  const links = linkChanges(volume);
  const before = { seen: links.seenOld, left: [] };
  const end = { seen: links.seenNew, left: [] };
  const looking = [
    step('validate', [], before),
    step('read active version', [], before),
    step('compare', [], before),
  ];
  const stray = strayLinks(volume);
  const matched = [...linksOf(links.missing), ...unlink(stray)];
  const clearing = clearingActs(volume, keepVersions);
  if (isPublished(volume)) {
    const match = step('match links', matched, { seen: links.seenOld, left: links.lacking });
    const steps = [...looking, match, step('clear leftovers', clearing, end)];
    return writing(volume, steps, end, keepVersions);
  }
  const removes = keepVersions === 0 && isOurs(volume.version ?? '');
  const old = removes ? oldVersion(volume) : [];
  const dangling = stray.map((path): Left => ({ left: 'dangling link', path }));
  const unfinished = { seen: links.seenOld, left: [UNFINISHED] };
  const linked = { seen: links.seenOld, left: [UNFINISHED, ...links.early] };
  const taken = { seen: links.seenOld, left: [UNFINISHED, TAKEN, ...links.early] };
  const steps = [
    ...looking,
    step('find missing links', [], before),
    step('make timestamp directory', [{ act: 'make version' }], before),
    step('write files', [writeVersion(volume.payload)], unfinished),
    step('link new keys', linksOf(links.missing), unfinished),
    step('take ..data_tmp', [TAKE_NEW_DATA_DIR], linked),
    step('swap', [SWAP], taken),
    step('match links', unlink(stray), { seen: links.seenNew, left: [...old, ...dangling] }),
    step('remove old version', removes ? removeOldVersion(volume) : [], {
      seen: links.seenNew,
      left: old,
    }),
    step('clear leftovers', clearing, end),
  ];
  return writing(volume, steps, end, keepVersions);
}

function writing(
  { fs, targetDir, version, payload }: GivenVolume,
  steps: readonly UpdateStep[],
  end: Moment,
  keepVersions: number,
): Update {
  let timestampDir: string | undefined;
  const fileSystem: FileSystem = {
    ...fs,
    mkdir: (path, mode) => {
      fs.mkdir(path, mode);
      // The first directory that it makes is the version's.
      timestampDir ??= path.slice(targetDir.length + 1);
    },
  };
  return {
    before: version,
    steps,
    end,
    get timestampDir() {
      return timestampDir;
    },
    *run() {
      const writer = new AtomicWriter(targetDir, { fileSystem, keepVersions });
      const doing = writer.steps(payload, version ?? '');
      for (const step of steps) {
        yield step;
        doing.next();
      }
      // To its end, also where the volume was changed in place since the plan was made.
      while (doing.next().done !== true);
    },
  };
}

function isPublished({ version, old, payload }: GivenVolume): boolean {
  return (
    version !== undefined &&
    old.size === payload.size &&
    [...payload].every(([key, { data, mode }]) => {
      const before = old.get(key);
      return before?.mode === mode && Buffer.compare(before.data, data) === 0;
    })
  );
}

/** Links of no key of the new version, whoever left them. */
function strayLinks({ fs, targetDir, names, payload }: GivenVolume): string[] {
  const wanted = topLevelNames(payload.keys());
  return [...names]
    .filter((name) => !wanted.has(name) && isUserVisibleLink(fs, targetDir, name))
    .sort();
}

/** What dead writers left behind before this update. */
function clearingActs({ fs, targetDir }: GivenVolume, keepVersions: number): Act[] {
  const { staleNewDataDir, orphans } = findLeftovers(fs, targetDir, keepVersions);
  return [
    ...unlink(staleNewDataDir ? [NEW_DATA_DIR] : []),
    ...orphans.map((path): Act => ({ act: 'remove version', path })),
  ];
}
