// Whether a thread is inside a call to a file system, for another thread to see, even when the call never returns.

import type { FileSystem } from '../../volume/fileSystem.ts';

/** One number, odd during a call: it goes up by one before each and after. */
export type Pulse = Int32Array<SharedArrayBuffer>;

export function newPulse(): Pulse {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Waiting, the clock and the process's own facts ask no file system. */
const ASKS_NOTHING: readonly string[] = ['wait', 'now', 'userId'] satisfies (keyof FileSystem)[];

/** The same file system, whose calls show in the pulse. */
export function pulsing(fs: FileSystem, pulse: Pulse): FileSystem {
  const calls = Object.entries(fs).map(
    ([name, call]: [string, (...args: unknown[]) => unknown]) => {
      if (ASKS_NOTHING.includes(name)) return [name, call];
      // No call has more arguments, and gathering them would be a tenth of the time of a short one.
      const shown = (a: unknown, b: unknown, c: unknown): unknown => {
        Atomics.add(pulse, 0, 1);
        try {
          return call(a, b, c);
        } finally {
          Atomics.add(pulse, 0, 1);
        }
      };
      return [name, shown];
    },
  );
  return Object.fromEntries(calls) as FileSystem;
}

/** Sees a call that has not returned for long. To be asked now and then. */
export class PulseReader {
  readonly #pulse: Pulse;
  #seen: { count: number; since: number } | undefined;

  constructor(pulse: Pulse) {
    this.#pulse = pulse;
  }

  /** Milliseconds for which the thread has been seen inside one and the same call; 0 outside of any. */
  stuckFor(now: number): number {
    const count = Atomics.load(this.#pulse, 0);
    if (count % 2 === 0) this.#seen = undefined;
    else if (this.#seen?.count !== count) this.#seen = { count, since: now };
    return this.#seen === undefined ? 0 : now - this.#seen.since;
  }
}
