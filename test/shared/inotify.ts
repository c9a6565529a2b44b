// How many inotify watches this process has, on all of its threads.

import { readdirSync, readFileSync } from 'node:fs';

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
