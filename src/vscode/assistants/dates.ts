/** In UTC, which a model need not guess; undefined for what is no time, as the end of a token that has none. */
export function isoTime(milliseconds: number | undefined): string | undefined {
  const time = new Date(milliseconds ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
