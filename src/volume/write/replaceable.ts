// Reads the active version for a writer, and refuses if a swap cannot replace it or the caller expects another.

import { type ActiveVersion, readActiveVersion, versionName } from '../read/activeVersion.ts';
import { VolumeError } from '../failure.ts';
import type { FileSystem } from '../fileSystem.ts';
import { DATA_DIR } from '../layout.ts';

/**
 * @param expected the version that must be active, '' for none; undefined accepts any
 * @throws VolumeError `conflict` for another version, and for what no swap can replace
 */
export function readReplaceable(
  fs: FileSystem,
  targetDir: string,
  expected: string | undefined,
): ActiveVersion {
  const active = readActiveVersion(fs, targetDir);
  switch (active.state) {
    case 'no-target-directory':
    case 'not-a-directory':
      throw new VolumeError({ code: 'no-target-directory' });
    case 'data-not-a-link':
      throw new VolumeError({ code: 'in-the-way', name: DATA_DIR });
    case 'unreadable':
      throw new VolumeError({ code: 'unreadable-version', reason: active.errno });
    case 'present':
    case 'no-data-link':
    case 'dangling':
    case 'outside':
    case 'version-not-a-directory':
  }
  const actual = versionName(active);
  if (expected !== undefined && expected !== (actual ?? '')) {
    throw new VolumeError({ code: 'conflict', expected, actual });
  }
  return active;
}
