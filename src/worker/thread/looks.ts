// When to look at a volume: at once with the first hint, not too often while it changes without end, and once more when
// an update is over.

/** Looks at a volume that changes without end are at least so far apart. */
const APART_MS = 20;
/** An update is over when nothing has happened for so long; then one more look. */
const BURST_MS = 150;
/** What goes on without end is no update: a whole look comes no later than this after its first hint. */
const LONGEST_BURST_MS = 1_000;
/** Whole looks at what changes by time alone are at least so far apart, whatever the dates on disk say. */
const LEAST_WAIT_MS = 100;
/** A timer takes no more than 31 bits; what is asked for more comes at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface LookEvents {
  /** Cheap: most hints of an update come before and after its swap, and change nothing that is shown. */
  onCheck(): void;
  /** Right after what happened was told. */
  onExamine(): void;
  /** The update is over, or its time has come: what can change without a new version is to be looked at as well. */
  onSettled(): void;
}

export class Looks {
  readonly #events: LookEvents;
  #last = -Infinity;
  #immediate: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;
  #quiet: NodeJS.Timeout | undefined;
  #overlong: NodeJS.Timeout | undefined;
  #due: NodeJS.Timeout | undefined;
  #examination: NodeJS.Immediate | undefined;

  constructor(events: LookEvents) {
    this.#events = events;
  }

  close(): void {
    clearImmediate(this.#immediate);
    clearTimeout(this.#later);
    this.#clearSettling();
    clearTimeout(this.#due);
    clearImmediate(this.#examination);
  }

  /** Something happened in the directory. Whatever else came with it is heard before the check. */
  hint(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#settle(), BURST_MS);
    this.#overlong ??= setTimeout(() => this.#settle(), LONGEST_BURST_MS);
    if (this.#immediate !== undefined || this.#later !== undefined) return;
    const wait = this.#last + APART_MS - performance.now();
    if (wait <= 0) this.#immediate = setImmediate(() => this.#check());
    else this.#later = setTimeout(() => this.#check(), wait);
  }

  /** The volume has been looked at. */
  looked(): void {
    this.#last = performance.now();
  }

  /** Lets messages go out before `onExamine`. */
  examine(): void {
    this.#examination ??= setImmediate(() => {
      this.#examination = undefined;
      this.#events.onExamine();
    });
  }

  /** When the next whole look is due without a hint, as the last one found; undefined for never. */
  dueIn(milliseconds: number | undefined): void {
    clearTimeout(this.#due);
    if (milliseconds === undefined) return;
    const wait = Math.min(Math.max(milliseconds, LEAST_WAIT_MS), LONGEST_TIMER_MS);
    this.#due = setTimeout(() => this.#settle(), wait);
  }

  #settle(): void {
    this.#clearSettling();
    this.#events.onSettled();
  }

  #clearSettling(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#overlong);
    this.#overlong = undefined;
  }

  #check(): void {
    this.#immediate = undefined;
    this.#later = undefined;
    this.#events.onCheck();
  }
}
