/** Runs what concerns one volume one after the other. Other volumes do not wait for it. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Settles as `work` does, which begins when all earlier work for this volume has settled. */
  async take<T>(dir: string, work: () => Promise<T>): Promise<T> {
    const earlier = this.#last.get(dir) ?? Promise.resolve();
    const turn = earlier.then(work, work);
    this.#last.set(dir, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(dir) === turn) this.#last.delete(dir);
    }
  }
}
