// How a program gets from the name of a key to its bytes.

import { join } from 'node:path';
import { readActiveVersion } from './activeVersion.ts';
import { orElse } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { DATA_DIR, topLevelName } from '../layout.ts';
import { type KeyPath, parentsOf } from '../payload.ts';

export interface LinkChainStep {
  path: string;
  /** Where a link points, as it is written in the link. */
  target?: string;
  /** Undefined where nothing is. */
  stat?: FileStat;
}

/** mount/key → `..data` → the file in the version's directory, or the link on the way to it that leads elsewhere. */
export function linkChain(fs: FileSystem, targetDir: string, key: KeyPath): LinkChainStep[] {
  const active = readActiveVersion(fs, targetDir);
  const steps = [join(targetDir, topLevelName(key)), join(targetDir, DATA_DIR)].map(step);
  if (active.state === 'present') {
    steps.push(lastStep(active.version.path));
  }
  return steps;

  /** No further than the first directory that is none: what is below a link may be anywhere. */
  function lastStep(version: string): LinkChainStep {
    for (const parent of parentsOf(key)) {
      const directory = step(join(version, parent));
      if (directory.stat?.kind !== 'directory') return directory;
    }
    return step(join(version, key));
  }

  function step(path: string): LinkChainStep {
    return orElse<LinkChainStep>({ path }, () => {
      const stat = fs.lstat(path);
      return stat.kind === 'link' ? { path, stat, target: fs.readlink(path) } : { path, stat };
    });
  }
}
