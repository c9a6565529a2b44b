// Work that is asked for all at once and done a batch at a time, so that other extensions need not wait for all of it.

export class Batches {
  readonly #size: number;
  readonly #waiting: (() => void)[] = [];
  /** How many have had their turn since the event loop went round. */
  #taken = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Undefined for whom it is now; else settles when it is. */
  turn(): Promise<void> | undefined {
    if (this.#taken === 0) this.#goRound();
    if (this.#taken < this.#size) {
      this.#taken++;
      return undefined;
    }
    return new Promise((go) => this.#waiting.push(go));
  }

  #goRound(): void {
    setImmediate(() => {
      const batch = this.#waiting.splice(0, this.#size);
      this.#taken = batch.length;
      if (batch.length > 0) this.#goRound();
      for (const go of batch) go();
    });
  }
}
