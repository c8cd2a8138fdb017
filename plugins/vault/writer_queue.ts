/** Lets one writer at a time into a vault, in the order in which they came. */
export class WriterQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a job when all before it have ended, however they ended. */
  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(job);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Resolves when everything that is queued now has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
