// What a volume that was found is, where its keys alone can tell: it is read for that, as none that is watched has been.

import type { FileSystem } from '../../volume/fileSystem.ts';
import type { FoundVolume } from '../../volume/places/discoverMounted.ts';
import { originByContents } from '../../volume/places/origin.ts';
import type { SearchEnd, SearchStep } from '../../volume/places/search.ts';
import { type Limits, readSnapshot } from '../../volume/read/snapshot.ts';

/** A downward API volume is small; of another one no more than that is read. */
const SMALL: Limits = { entries: 100, totalBytes: 2 ** 20, fileBytes: 2 ** 20, depth: 2 };

/** The same search, of which each volume is read once it is found. */
export function* withContents(
  fs: FileSystem,
  steps: Generator<SearchStep<FoundVolume>, SearchEnd, void>,
): Generator<SearchStep<FoundVolume>, SearchEnd, void> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    yield value.found === undefined ? value : { ...value, found: readOrigin(fs, value.found) };
  }
}

function readOrigin(fs: FileSystem, found: FoundVolume): FoundVolume {
  const { dir, origin } = found;
  if (origin.kind !== 'onTmpfs' && origin.kind !== 'inSandbox') return found;
  const snapshot = readSnapshot(fs, dir, SMALL);
  if (snapshot.state !== 'read') return found;
  return { ...found, origin: originByContents(origin, snapshot.files) };
}
