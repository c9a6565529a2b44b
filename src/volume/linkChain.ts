// How a program gets from the name of a key to its bytes.

import { join } from 'node:path';
import { readActiveVersion } from './activeVersion.ts';
import { errnoOf } from './failure.ts';
import type { FileStat, FileSystem } from './fileSystem.ts';
import { DATA_DIR, topLevelName } from './layout.ts';
import type { KeyPath } from './payload.ts';

export interface LinkChainStep {
  path: string;
  /** Where a link points, as it is written in the link. */
  target?: string;
  /** Undefined where nothing is. */
  stat?: FileStat;
}

/** mount/key → `..data` → the file in the version's directory. */
export function linkChain(fs: FileSystem, targetDir: string, key: KeyPath): LinkChainStep[] {
  const active = readActiveVersion(fs, targetDir);
  const paths = [join(targetDir, topLevelName(key)), join(targetDir, DATA_DIR)];
  if (active.state === 'present') paths.push(join(active.version.path, key));
  return paths.map((path) => {
    try {
      const stat = fs.lstat(path);
      return stat.kind === 'link' ? { path, stat, target: fs.readlink(path) } : { path, stat };
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return { path };
    }
  });
}
