// Whether a mount holds what was published to its objects.

type Prints = ReadonlyMap<string, { readonly digest: string }>;
/** Null for a key that is not there. */
type Digest = string | null;

/** `overtaken`: the mount holds something else now that it did not hold before, so someone changed it again. */
export type Arrival = 'waiting' | 'arrived' | 'overtaken';

/**
 * @param expected by path
 * @param before what the mount may still hold: what it held when it was published, and what was published before that
 */
export function arrivalOf(
  expected: ReadonlyMap<string, Digest>,
  before: ReadonlyMap<string, readonly Digest[]>,
  mounted: Prints,
): Arrival {
  const now = (path: string): Digest => mounted.get(path)?.digest ?? null;
  const open = [...expected].flatMap(([path, digest]) => (now(path) === digest ? [] : [path]));
  if (open.length === 0) return 'arrived';
  const isKnown = (path: string) => before.get(path)?.includes(now(path)) === true;
  return open.every(isKnown) ? 'waiting' : 'overtaken';
}
