// Whether a mount holds what was published to its objects.

type Prints = ReadonlyMap<string, { readonly digest: string }>;
/** Path → digest; null for a key that is not there. */
type Digests = ReadonlyMap<string, string | null>;

/** `overtaken`: the mount holds something else now that it did not hold before, so someone changed it again. */
export type Arrival = 'waiting' | 'arrived' | 'overtaken';

/** @param before what the mount held when it was published */
export function arrivalOf(expected: Digests, before: Digests, mounted: Prints): Arrival {
  const open = [...expected].filter(
    ([path, digest]) => (mounted.get(path)?.digest ?? null) !== digest,
  );
  if (open.length === 0) return 'arrived';
  const isOther = ([path]: [string, string | null]) =>
    (mounted.get(path)?.digest ?? null) !== (before.get(path) ?? null);
  return open.some(isOther) ? 'overtaken' : 'waiting';
}
