// Runs searches in slices, so that watches and requests are served in between.

import { setImmediate } from 'node:timers/promises';
import type { SearchEnd, SearchStep } from '../../volume/places/search.ts';
import type { Message, SearchResult } from '../protocol/protocol.ts';

/** Long enough to get on with it, short enough for what waits. Progress is posted after each. */
const SLICE_MS = 20;

export class Searches {
  readonly #post: (message: Message) => void;
  /** By the id of the request. */
  readonly #running = new Map<number, AbortController>();

  constructor(post: (message: Message) => void) {
    this.#post = post;
  }

  /** Ends the search; its result is what it has found so far. */
  cancel(id: number): void {
    this.#running.get(id)?.abort();
  }

  /** @param around what else belongs into the answer */
  async run<T, A extends object>(
    id: number,
    steps: Generator<SearchStep<T>, SearchEnd, void>,
    around: A,
  ): Promise<SearchResult<T> & A> {
    const cancelled = new AbortController();
    this.#running.set(id, cancelled);
    const result: SearchResult<T> & A = { ...around, found: [], searched: 0, ended: 'cancelled' };
    this.#post({ type: 'begun', id, result });
    try {
      while (!cancelled.signal.aborted) {
        const ended = this.#runSlice(id, steps, result);
        if (ended !== undefined) return { ...result, ended };
        const { searched, found } = result;
        this.#post({ type: 'progress', id, progress: { searched, found: found.length } });
        await setImmediate();
      }
      steps.return('all');
      return result;
    } finally {
      this.#running.delete(id);
    }
  }

  /** Undefined while there is more to search. */
  #runSlice<T>(
    id: number,
    steps: Generator<SearchStep<T>, SearchEnd, void>,
    result: SearchResult<T>,
  ): SearchEnd | undefined {
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      const step = steps.next();
      if (step.done === true) return step.value;
      const { searched, found } = step.value;
      result.searched = searched;
      if (found === undefined) continue;
      result.found.push(found);
      this.#post({ type: 'found', id, found, searched });
    }
    return undefined;
  }
}
