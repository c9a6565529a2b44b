// The ways to update a volume, by name.

import type { FileSystem } from '../fileSystem.ts';
import type { Payload } from '../payload.ts';
import { givenVolume } from './givenVolume.ts';
import { planInPlace } from './inPlace.ts';
import { planKubelet } from './kubelet.ts';
import { planKubelet110 } from './kubelet110.ts';
import { planOneLink } from './oneLink.ts';
import { planProjectedVolumes } from './projectedVolumes.ts';
import type { Update, WriterId } from './update.ts';

/**
 * Plans how this writer makes the volume hold the payload; changes nothing. `run` of what it returns does it.
 *
 * @param keepVersions how many old versions ours leaves on disk; the others leave none
 * @throws VolumeError for a payload that is refused and a volume that cannot be read whole
 */
export function planUpdate(
  writer: WriterId,
  fs: FileSystem,
  targetDir: string,
  payload: Payload,
  keepVersions = 0,
): Update {
  const volume = givenVolume(fs, targetDir, payload);
  switch (writer) {
    case 'kubelet':
      return planKubelet(volume);
    case 'kubelet-1.10':
      return planKubelet110(volume);
    case 'one-link':
      return planOneLink(volume);
    case 'in-place':
      return planInPlace(volume);
    case 'projected-volumes':
      return planProjectedVolumes(volume, keepVersions);
  }
}
