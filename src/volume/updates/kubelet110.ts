// How kubelets from 1.10 to about 1.22 updated a volume: the links of new keys came before the swap, and dangled until
// then. Owners were set after the update, and missing links were not made again.
//
// The order is that of the numbered comment on `Write` in the kubelet's own pkg/volume/util/atomic_writer.go of that time:
// links are (7), `..data_tmp` is (8), the rename is (9). kubernetes/kubernetes#97642 (2021) moved the links behind the
// rename, for Windows. A genuine kubelet 1.20 was seen to do it in that order, too. The recorded layouts of the tests hold
// what an update leaves, which is the same for both, and so prove nothing about the order.

import type { GivenVolume } from './givenVolume.ts';
import { isUpToDate, lookingSteps, unlink } from './kubelet.ts';
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
import type { Update } from './update.ts';

export function planKubelet110(volume: GivenVolume): Update {
  const links = linkChanges(volume);
  const { seenOld, seenNew } = links;
  const looking = lookingSteps(volume);
  if (looking.at(-1)?.fails !== undefined || isUpToDate(volume)) {
    return updateOf(volume, looking, { seen: seenOld, left: [] });
  }
  const unfinished = { seen: seenOld, left: [UNFINISHED] };
  const linked = { seen: seenOld, left: [UNFINISHED, ...links.early] };
  const taken = { seen: seenOld, left: [UNFINISHED, TAKEN, ...links.early] };
  const old = oldVersion(volume);
  const steps = [
    ...looking,
    step('make timestamp directory', [{ act: 'make version' }], { seen: seenOld, left: [] }),
    step('write files', [writeVersion(volume.payload)], unfinished),
    step('link new keys', linksOf(links.missing), unfinished),
    step('take ..data_tmp', [TAKE_NEW_DATA_DIR], linked),
    step('swap', [SWAP], taken),
    step('remove links', unlink(links.removed), {
      seen: seenNew,
      left: [...old, ...links.dangling],
    }),
    step('remove old version', removeOldVersion(volume), { seen: seenNew, left: old }),
  ];
  return updateOf(volume, steps, { seen: seenNew, left: [] });
}
