// Which volume a path is in. Looked up from the path upwards: VS Code tells of every file of an update, and a node has
// hundreds of volumes.

import { dirname, resolve, sep } from 'node:path';
import { keyAt } from './keyUri.ts';

export class VolumePaths {
  readonly #dirs: ReadonlyMap<string, string>;

  constructor(dirs: readonly string[]) {
    this.#dirs = new Map(dirs.map((dir) => [inOneCase(dir), dir]));
  }

  /** The volume with the path below it; a volume within another wins. */
  find(path: string): { dir: string; key: string } | undefined {
    for (let at = resolve(path); ; at = dirname(at)) {
      const dir = this.#dirs.get(inOneCase(at));
      const key = dir === undefined ? undefined : keyAt(dir, path);
      if (dir !== undefined && key !== undefined) return { dir, key };
      if (at === dirname(at)) return undefined;
    }
  }
}

/** Windows takes paths for the same whatever the case of their letters. */
function inOneCase(path: string): string {
  return sep === '\\' ? path.toLowerCase() : path;
}
