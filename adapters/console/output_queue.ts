/** Writes lines to a stream: many at once, in order, and quietly no more when nobody reads them. */
export class OutputQueue {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #waiting = "";
  #writing: Promise<void> | undefined;
  #broken = false;

  constructor(stream: WritableStream<Uint8Array>) {
    this.#writer = stream.getWriter();
    this.#writer.closed.catch(() => {}); // a reader who leaves is no defect of ours
  }

  /** Resolves when the text has been handed to the stream; rejects when nobody reads it any more. */
  async write(text: string): Promise<void> {
    if (this.#broken) throw new Error("Nobody reads the output any more.");
    this.#waiting += text;
    await (this.#writing ??= this.#drain());
  }

  /** Resolves when everything written so far is out. */
  async close(): Promise<void> {
    await this.#writing?.catch(() => {});
    this.#writer.releaseLock();
  }

  /** What is written within one turn goes out by one call. */
  async #drain(): Promise<void> {
    try {
      await Promise.resolve();
      while (this.#waiting !== "") {
        const text = this.#waiting;
        this.#waiting = "";
        await this.#writer.write(this.#encoder.encode(text));
      }
    } catch (error) {
      this.#broken = true;
      throw error;
    } finally {
      this.#writing = undefined;
    }
  }
}
