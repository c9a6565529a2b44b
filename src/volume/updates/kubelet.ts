// How a kubelet updates a volume since about 1.23: the links of new keys come after the swap. As its AtomicWriter does,
// without compare-and-swap and without healing; where that fails, so does this.

import { join } from 'node:path';
import type { Failure } from '../failure.ts';
import { parentsOf } from '../payload.ts';
import { changedKeys, type GivenVolume, removedKeys } from './givenVolume.ts';
import { updateOf } from './perform.ts';
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
import type { Act, Update, UpdateStep } from './update.ts';

/** The numbers are those of the kubelet's own comments. */
export function planKubelet(volume: GivenVolume): Update {
  const links = linkChanges(volume);
  const looking = lookingSteps(volume);
  const makeLinks = linksOf(links.missing);
  const end = { seen: links.seenNew, left: [] };
  const before = { seen: links.seenOld, left: [] };
  if (looking.at(-1)?.fails !== undefined) return updateOf(volume, looking, before);
  if (isUpToDate(volume)) {
    const lacking = { seen: links.seenOld, left: links.lacking };
    return updateOf(volume, [...looking, step('link new keys', makeLinks, lacking)], end);
  }
  const unfinished = { seen: links.seenOld, left: [UNFINISHED] };
  const taken = { seen: links.seenOld, left: [UNFINISHED, TAKEN] };
  const old = oldVersion(volume);
  const swapped = {
    seen: links.seenNewUnlinked,
    left: [...old, ...links.lacking, ...links.dangling],
  };
  const linked = { seen: links.seenNew, left: [...old, ...links.dangling] };
  const steps = [
    ...looking,
    // 5 to 9
    step('make timestamp directory', [{ act: 'make version' }], before),
    step('write files', [writeVersion(volume.payload)], unfinished),
    step('set owners and modes', [], unfinished),
    step('take ..data_tmp', [TAKE_NEW_DATA_DIR], unfinished),
    step('swap', [SWAP], taken),
    // 10 to 12
    step('link new keys', makeLinks, swapped),
    step('remove links', unlink(links.removed), linked),
    step('remove old version', removeOldVersion(volume), { seen: links.seenNew, left: old }),
  ];
  return updateOf(volume, steps, end);
}

/** The first four, which change nothing. */
export function lookingSteps(volume: GivenVolume): UpdateStep[] {
  const moment = { seen: linkChanges(volume).seenOld, left: [] };
  const fails = whyNotComparable(volume);
  return [
    step('validate', [], moment),
    step('read active version', [], moment),
    ...(volume.version === undefined
      ? []
      : [
          step('find paths to remove', [], moment),
          { ...step('compare', [], moment), ...(fails !== undefined && { fails }) },
        ]),
  ];
}

/** Modes alone are no change to it. */
export function isUpToDate(volume: GivenVolume): boolean {
  return (
    volume.version !== undefined &&
    changedKeys(volume).length === 0 &&
    removedKeys(volume).length === 0
  );
}

export function unlink(names: readonly string[]): Act[] {
  return names.map((path) => ({ act: 'unlink', path }));
}

/**
 * A key that was a directory, or is in one that was a key, cannot be read for the comparison. (The kubelet goes through
 * the keys in no order, and stops at one that differs; so with several changes it may succeed by chance.)
 */
function whyNotComparable({
  targetDir,
  version = '',
  old,
  payload,
}: GivenVolume): Failure | undefined {
  for (const key of payload.keys()) {
    const path = join(targetDir, version, key);
    if (parentsOf(key).some((parent) => old.has(parent))) {
      return { code: 'file-system', errno: 'ENOTDIR', call: 'open', path };
    }
    if ([...old.keys()].some((other) => other.startsWith(`${key}/`))) {
      return { code: 'file-system', errno: 'EISDIR', call: 'read', path };
    }
  }
  return undefined;
}
