// Whether volumes are looked for before anyone opens the view. That starts threads, so there must be a reason.

import type { FileSystem } from '../../volume/fileSystem.ts';
import { showsVolumes } from '../../volume/places/showsVolumes.ts';
import type { RememberedVolumes } from './remembered.ts';

/** @param discovers the setting `discoverOnStart` */
export function beginsByItself(
  fs: FileSystem,
  { added, hasDiscovered }: Pick<RememberedVolumes, 'added' | 'hasDiscovered'>,
  discovers: boolean,
): boolean {
  if (!discovers) return false;
  return added.length > 0 || (!hasDiscovered && showsVolumes(fs));
}
