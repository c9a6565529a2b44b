// Shows another thread whether this one is inside a call to a file system, even if the call never returns.

import type { FileSystem } from '../../volume/fileSystem.ts';

/** One counter, incremented before and after each call: odd means inside a call. */
export type Pulse = Int32Array<SharedArrayBuffer>;

export function newPulse(): Pulse {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** These calls ask no file system. */
const ASKS_NOTHING: readonly string[] = [
  'wait',
  'now',
  'elapsed',
  'userId',
  'pathOf',
] satisfies (keyof FileSystem)[];

/** The same file system, whose calls show in the pulse. */
export function pulsing(fs: FileSystem, pulse: Pulse): FileSystem {
  const calls = Object.entries(fs).map(
    ([name, call]: [string, (...args: unknown[]) => unknown]) => {
      if (ASKS_NOTHING.includes(name)) return [name, call];
      // No call has more than three arguments. Rest arguments would cost a tenth of a short call.
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

/** Notices a call that does not return. Ask it at intervals. */
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
