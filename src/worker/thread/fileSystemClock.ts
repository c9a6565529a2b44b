// How old something on disk is says the clock of its file system, which may be a server's and wrong. Making a file to ask
// it is for the writer; who only looks learns it from what happens there.

/** Estimates a file system's clock from the changes of one directory that are noticed as they happen. */
export class FileSystemClock {
  #changedAt: number | undefined;
  /** Milliseconds by which ours is ahead of it, at most: a change is noticed after it happened, never before. */
  #ahead: number | undefined;

  /**
   * @param changedAt when the directory changed last, by the file system's clock: the mtime of this look
   * @param now by our clock
   * @returns by the file system's; ours until a change was seen
   */
  look(changedAt: number, now: number): number {
    if (this.#changedAt !== undefined && changedAt !== this.#changedAt) {
      this.#ahead = Math.min(this.#ahead ?? Infinity, now - changedAt);
    }
    this.#changedAt = changedAt;
    return now - (this.#ahead ?? 0);
  }
}
