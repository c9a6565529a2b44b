// One watcher on a thread of its own, so that no other one's events delay it, and the program that listens to it: it reads
// both keys at once with every event.

import { errnoOf } from '../../volume/failure.ts';
import type { WatcherId } from '../protocol/experiments.ts';
import { readScratch, twoKeys } from './scratch.ts';
import type { Scratch, Sight, Watched } from './threads.ts';
import { now } from './updating.ts';
import { WATCHERS } from './watchers.ts';

/** Resolves, when the watch is on, to what tells the events so far. */
export async function watching(
  watcher: WatcherId,
  { directory, keys }: Scratch,
): Promise<() => Watched> {
  const [a, b] = twoKeys(keys);
  const sights: Sight[] = [];
  let errno: string | undefined;
  const onError = (error: unknown): void => {
    errno ??= errnoOf(error) ?? String(error);
  };
  const onEvent = (): void => {
    const [first, second] = [readScratch(directory, a), readScratch(directory, b)];
    const isWhole = typeof first === 'number' && first === second;
    sights.push({ at: now(), number: isWhole ? first : 'half-made' });
  };
  try {
    await WATCHERS[watcher](directory, a.key, { onEvent, onError });
  } catch (error) {
    onError(error);
  }
  return () => ({ sights, ...(errno !== undefined && { errno }) });
}
