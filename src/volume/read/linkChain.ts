// How a program gets from the name of a key to its bytes.

import { join } from 'node:path';
import { inVersion, readActiveVersion } from './activeVersion.ts';
import { inDirectory } from '../directory.ts';
import { orElse } from '../failure.ts';
import type { FileStat, FileSystem } from '../fileSystem.ts';
import { DATA_DIR, topLevelName } from '../layout.ts';
import { at } from '../paths.ts';
import type { KeyPath } from '../payload.ts';

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
  const steps = [join(targetDir, topLevelName(key)), join(targetDir, DATA_DIR)].map((path) =>
    step(path, path),
  );
  if (active.state === 'present') {
    const { version } = active;
    const last = orElse(undefined, () =>
      inVersion(fs, version, (base) => lastStep(base, version.path, key.split('/'))),
    );
    steps.push(last ?? { path: join(version.path, key) });
  }
  return steps;

  /** No further than the first directory that is none: what is below a link may be anywhere. */
  function lastStep(base: string, shown: string, [name = '', ...rest]: string[]): LinkChainStep {
    const path = join(shown, name);
    const onDisk = at(base, name);
    const last = step(onDisk, path);
    if (rest.length === 0 || last.stat?.kind !== 'directory') return last;
    return inDirectory(fs, onDisk, (inner) => lastStep(inner, path, rest));
  }

  /** @param shown the path as people know it */
  function step(path: string, shown: string): LinkChainStep {
    return orElse<LinkChainStep>({ path: shown }, () => {
      const stat = fs.lstat(path);
      return stat.kind === 'link'
        ? { path: shown, stat, target: fs.readlink(path) }
        : { path: shown, stat };
    });
  }
}
