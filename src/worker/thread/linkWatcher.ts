// chokidar, set up to follow one entry of a directory whatever the number of the others.

import { dirname, join, posix } from 'node:path';
import { FSWatcher } from 'chokidar';

/** On macOS chokidar asks at this interval whether a link still exists: its events may leave that out. */
const STILL_THERE_MS = 1_000;

/**
 * Watches the directory for its entry `name`. `raw` comes with every event of the directory, `all` when the entry has
 * changed. While the entry or the directory is missing, chokidar watches the nearest directory above.
 *
 * chokidar lists a directory that it is asked to watch and looks at each entry. It does so on the pool of threads that all
 * extensions share: an entry on a dead mount would hold one of these for ever, and no event would come. When it is asked
 * for a link instead, it watches the directory of the link, but lists that only when a sibling of the link changes.
 * Siblings therefore count as unwatched.
 */
export class LinkWatcher extends FSWatcher {
  readonly #watched: ReadonlySet<string>;

  constructor(directory: string, name: string) {
    const watched = upwards(join(directory, name));
    super({
      // In the paths to watch, chokidar takes a backslash for a separator, on Linux too. Here it does not.
      cwd: directory,
      backend: 'native',
      ignored: (path) => !watched.has(spelling(path)),
      ignoreInitial: true,
      followSymlinks: false,
      atomic: false,
      pollingInterval: STILL_THERE_MS,
    });
    this.#watched = watched;
    this.add(name);
  }

  /**
   * chokidar asks this, a method of its own, before it looks at what an event names. `ignored` is asked only for the
   * entries of a listing.
   */
  override isUnwatched(path: string): boolean {
    return !this.#watched.has(spelling(path));
  }
}

/** The path and all directories above it. */
function upwards(path: string): ReadonlySet<string> {
  const paths = new Set<string>();
  for (let at = path; ; at = dirname(at)) {
    paths.add(spelling(at));
    if (dirname(at) === at) return paths;
  }
}

/** One for all that chokidar has for a path: with backslashes, with slashes instead, with one at the end. */
function spelling(path: string): string {
  return posix.resolve('/', path.replaceAll('\\', '/'));
}
