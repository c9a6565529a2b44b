// Compare Watchers: which watcher notices what of so many updates, if a program reads two keys at once with every event.

import { setTimeout } from 'node:timers/promises';
import type { WatcherId, WatcherResult, WatchersExperiment } from '../protocol/experiments.ts';
import { conversation } from './conversation.ts';
import type { MadeUpdate, Scratch, Threads, Watched } from './threads.ts';
import { WATCHERS } from './watchers.ts';

/** The last update gets as long as the slowest watcher may need. */
const LAST_MS = 1_500;

export async function compareWatchers(
  { updates, apart }: WatchersExperiment,
  scratch: Scratch,
  { start, onProgress }: Threads,
): Promise<WatcherResult[]> {
  const watchers = Object.keys(WATCHERS) as WatcherId[];
  const watched = watchers.map((watcher) =>
    conversation<Watched>(start, { role: 'watcher', watcher, ...scratch }),
  );
  await Promise.all(watched.map(async ({ answer }) => answer()));
  const writer = conversation<MadeUpdate>(start, { role: 'writer', ...scratch });
  const made: MadeUpdate[] = [];
  for (let number = 1; number <= updates; number++) {
    writer.say(number);
    made.push(await writer.answer());
    onProgress(number, updates);
    await setTimeout(number === updates ? LAST_MS : apart);
  }
  for (const { say } of watched) say('how many');
  const answers = await Promise.all(watched.map(async ({ answer }) => answer()));
  return watchers.map((watcher, index) =>
    resultOf(watcher, answers[index] ?? { sights: [] }, made),
  );
}

/** @param made the updates, numbered from 1 */
export function resultOf(
  watcher: WatcherId,
  { sights, errno }: Watched,
  made: readonly MadeUpdate[],
): WatcherResult {
  const updates = made.map(({ shownAt }, index) => {
    const next = made[index + 1]?.begunAt ?? Infinity;
    return sights
      .filter(({ number, at }) => number === index + 1 && at < next)
      .map(({ at }) => Math.max(0, at - shownAt));
  });
  const delays = updates.flatMap(([first]) => (first === undefined ? [] : [first]));
  delays.sort((a, b) => a - b);
  const median = delays[Math.floor(delays.length / 2)];
  const worst = delays.at(-1);
  const lastBegunAt = made.at(-1)?.begunAt ?? 0;
  return {
    watcher,
    events: sights.length,
    noticed: delays.length,
    missed: updates.length - delays.length,
    repeated: updates.filter(({ length }) => length > 1).length,
    ...(median !== undefined && { median }),
    ...(worst !== undefined && { worst }),
    halfMade: sights.filter(({ number }) => number === 'half-made').length,
    isAlive: sights.some(({ at }) => at >= lastBegunAt),
    ...(errno !== undefined && { errno }),
  };
}
