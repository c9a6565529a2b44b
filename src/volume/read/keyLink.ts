// Whether a user-visible link is that of its key, however its target is spelled: what counts is where it leads.

import { join, normalize, resolve, sep } from 'node:path';
import { orElse } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR, userVisibleTarget } from '../layout.ts';

/**
 * `./..data/key`, `..data\key` of a Windows kubelet, or an absolute path of the same directory. A link straight into the
 * version leads to the key as well, but only until the next update: that is none.
 */
export function leadsToKey(
  fs: FileSystem,
  targetDir: string,
  name: string,
  target: string,
): boolean {
  if (target === userVisibleTarget(name)) return true;
  const path = normalize(withSlashes(target));
  const through = join(DATA_DIR, name);
  if (path !== through && !path.endsWith(`${sep}${through}`)) return false;
  return orElse(
    false,
    () => fs.realpath(join(targetDir, name)) === fs.realpath(join(targetDir, through)),
  );
}

/** The same for a link that may dangle, as of a deleted key: by its path alone. */
export function isSpelledForKey(targetDir: string, name: string, target: string): boolean {
  return (
    target === userVisibleTarget(name) ||
    resolve(targetDir, withSlashes(target)) === join(targetDir, DATA_DIR, name)
  );
}

/** A name may have a backslash in it; the link of a key begins with `..data`, which none of ours does. */
function withSlashes(target: string): string {
  return target.startsWith(`${DATA_DIR}\\`) ? target.replaceAll('\\', '/') : target;
}
