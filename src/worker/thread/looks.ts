// When to look at a volume: at once with the first hint, not too often while it changes without end, and once more when
// an update is over.

/** Looks at a volume that changes without end are at least so far apart. */
const APART_MS = 20;
/** An update is over when nothing has happened for so long; then one more look. */
const BURST_MS = 150;

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
  #settled: NodeJS.Timeout | undefined;
  #examination: NodeJS.Immediate | undefined;

  constructor(events: LookEvents) {
    this.#events = events;
  }

  close(): void {
    clearImmediate(this.#immediate);
    clearTimeout(this.#later);
    clearTimeout(this.#settled);
    clearImmediate(this.#examination);
  }

  /** Something happened in the directory. Whatever else came with it is heard before the check. */
  hint(): void {
    this.settleIn(BURST_MS);
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

  /** Instead of an earlier time that was set. */
  settleIn(milliseconds: number): void {
    clearTimeout(this.#settled);
    this.#settled = setTimeout(() => {
      this.#settled = undefined;
      this.#events.onSettled();
    }, milliseconds);
  }

  get isSettling(): boolean {
    return this.#settled !== undefined;
  }

  #check(): void {
    this.#immediate = undefined;
    this.#later = undefined;
    this.#events.onCheck();
  }
}
