// How many inotify watches this process has, on all of its threads.

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

export function inotifyWatches(): number {
  return readdirSync('/proc/self/fdinfo')
    .map((fd) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').match(/^inotify /gm)?.length ?? 0;
      } catch {
        return 0; // the descriptor of the listing itself
      }
    })
    .reduce((sum, watches) => sum + watches, 0);
}

/** Resolves when there are so many, or up to `most`: a watch begins and ends without telling. */
export async function untilInotifyWatches(count: number, most = count): Promise<void> {
  while (inotifyWatches() < count || inotifyWatches() > most) await setTimeout(1);
}
